import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explain, failure } from '../../../firmware/link/alink.ts';
import { Code, refuse } from '../../../firmware/link/code.ts';

/** What ended a request that never came to its service. */
const NOTHING = new TypeError('service is not a function');

describe('a failure', () => {
  test('is an envelope with the id, the code, no data, and the message', () => {
    assert.equal(
      failure('4711', { code: Code.PARAMETER, message: 'value must be 0 or 1' }),
      '{"id":"4711","code":460,"data":{},"message":"value must be 0 or 1"}',
    );
  });

  test('without an id has an empty one', () => {
    assert.equal(failure(undefined, refuse(Code.PIN, 'no')), '{"id":"","code":100423,"data":{},"message":"no"}');
  });

  test('escapes what the message holds', () => {
    assert.equal(
      failure('1', refuse(Code.PIN, 'pin "a\\b"\n')),
      '{"id":"1","code":100423,"data":{},"message":"pin \\"a\\\\b\\"\\n"}',
    );
  });
});

describe('a request that could not be served is explained', () => {
  test('as no JSON object, whatever else it is', () => {
    const expected = '{"id":"","code":400,"data":{},"message":"the payload must be a JSON object"}';
    for (const payload of ['', 'hello', '{"id":"1"', '{"id":"1",', 'null', '5', '"text"', 'true'])
      assert.equal(explain(payload, false, NOTHING), expected, payload);
  });

  test('as having no id of digits, which is echoed as it is', () => {
    for (const [payload, echo] of [
      ['{}', '""'],
      ['[]', '""'],
      ['{"id":"abc"}', '"abc"'],
      ['{"id":"-1"}', '"-1"'],
      ['{"id":"12a"}', '"12a"'],
      ['{"id":{}}', '{}'],
    ])
      assert.equal(
        explain(payload as string, false, NOTHING),
        `{"id":${echo},"code":400,"data":{},"message":"id must be a string of digits"}`,
      );
  });

  test('as having no method, or one of another shape', () => {
    const expected = '{"id":"7","code":400,"data":{},"message":"method must be \\"thing.service.\\" and a service"}';
    for (const method of ['', 'SetPin', 'toString', 'on', 'thing.event.property.post', 'Thing.service.SetPin', 5, null])
      assert.equal(explain(JSON.stringify({ id: '7', method, params: {} }), false, NOTHING), expected, String(method));
    assert.equal(explain('{"id":"7","params":{}}', false, NOTHING), expected);
  });

  test('as asking for a service that is not there, which is named', () => {
    const named = (service: string) => explain(`{"id":"7","method":"thing.service.${service}"}`, false, NOTHING);
    for (const service of ['Nope', 'toString', '__proto__', 'lights:SetPin', ''])
      assert.equal(
        named(service),
        `{"id":"7","code":100404,"data":{},"message":"no service \\"${service}\\": ask ListServices"}`,
      );
  });

  test('as having no parameters for a service that is there', () => {
    for (const params of ['', ',"params":null', ',"params":5', ',"params":"pin"', ',"params":0'])
      assert.equal(
        explain(`{"id":"7","method":"thing.service.SetPin"${params}}`, true, NOTHING),
        '{"id":"7","code":460,"data":{},"message":"params must be an object"}',
      );
  });

  test('as the service refused it', () => {
    assert.equal(
      explain('{"id":"7","params":{}}', true, refuse(Code.PIN, 'pin "x" is not on this board: led')),
      '{"id":"7","code":100423,"data":{},"message":"pin \\"x\\" is not on this board: led"}',
    );
  });

  test('as the service threw, with the words it threw', () => {
    const known = (thrown: unknown) => explain('{"id":"7","params":{}}', true, thrown);
    const expected = '{"id":"7","code":100500,"data":{},"message":"out of paper"}';
    assert.equal(known(new Error('out of paper')), expected);
    assert.equal(known('out of paper'), expected);
    assert.equal(known({ message: 'out of paper' }), expected);
    assert.equal(known(5), '{"id":"7","code":100500,"data":{},"message":"5"}');
  });

  test('with an id of 19 digits to the digit, and a number as a number', () => {
    const why = refuse(Code.PIN, 'no');
    assert.match(explain('{"id":"9223372036854775807","params":{}}', true, why), /^\{"id":"9223372036854775807",/);
    assert.match(explain('{"id":5,"params":{}}', true, why), /^\{"id":5,/);
    assert.match(explain('{"id":"0","params":{}}', true, why), /^\{"id":"0","code":100423,/);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failure, finished, type Request, readRequest, success } from '../../../firmware/link/alink.ts';
import { Code, type Refusal, refuse } from '../../../firmware/link/code.ts';

describe('a failure', () => {
  test('is an envelope with the id, the code, no data, and the message', () => {
    assert.equal(
      failure('4711', refuse(Code.PARAMETER, 'value must be 0 or 1')),
      '{"id":"4711","code":460,"data":{},"message":"value must be 0 or 1"}',
    );
  });

  test('of a request whose id is not known has an empty one', () => {
    assert.equal(failure('', refuse(Code.PIN, 'no')), '{"id":"","code":100423,"data":{},"message":"no"}');
  });

  test('escapes what the message holds', () => {
    assert.equal(
      failure('1', refuse(Code.PIN, 'pin "a\\b"\n')),
      '{"id":"1","code":100423,"data":{},"message":"pin \\"a\\\\b\\"\\n"}',
    );
  });

  test('of a service that threw is 100500 with what it threw, whatever that is', () => {
    for (const [thrown, message] of [
      [new Error('out of paper'), 'out of paper'],
      ['out of paper', 'out of paper'],
      [{ message: 'out of paper' }, 'out of paper'],
      [5, '5'],
      [null, 'null'],
      [undefined, 'undefined'],
    ])
      assert.equal(failure('7', thrown), `{"id":"7","code":100500,"data":{},"message":"${message}"}`);
  });
});

describe('a success', () => {
  test('is an envelope with the id, 200 and the data', () => {
    assert.equal(
      success('4711', { pin: 'led', value: 1 }, []),
      '{"id":"4711","code":200,"data":{"pin":"led","value":1}}',
    );
  });

  test('carries a decimal point in what is declared float, and nowhere else', () => {
    assert.equal(
      success('1', { duty: 1, value: 1, raw: 0.25 }, ['duty', 'raw']),
      '{"id":"1","code":200,"data":{"duty":1.0,"value":1,"raw":0.25}}',
    );
  });
});

describe('a value declared float', () => {
  test('gets its decimal point where it has none, whatever its sign and its place', () => {
    for (const [value, json] of [
      [{ duty: 10 }, '{"duty":10.0}'],
      [{ duty: -3, a: 1 }, '{"duty":-3.0,"a":1}'],
      [{ a: 1, duty: 0 }, '{"a":1,"duty":0.0}'],
      [{ a: { duty: 1 }, duty: 2 }, '{"a":{"duty":1.0},"duty":2.0}'],
    ] as const)
      assert.equal(finished(value, ['duty']), json);
  });

  test('is left as it is where it has one, or is no number', () => {
    for (const duty of [0.5, -0.25, null, '1', [1], true])
      assert.equal(finished({ duty }, ['duty']), JSON.stringify({ duty }));
  });

  test('is told from a name that ends alike, and from one that is text', () => {
    const value = { heavyduty: 1, duties: 1, text: 'duty:1,' };
    assert.equal(finished(value, ['duty']), JSON.stringify(value));
  });
});

/** What reading gives: the request, or its refusal; and the id, if it became known. */
function read(text: string, identifier = ''): { request?: Request; refusal?: Refusal; id?: string } {
  let id: string | undefined;
  try {
    const request = readRequest(text, identifier, (known) => {
      id = known;
    });
    return { request, id };
  } catch (refusal) {
    return { refusal: refusal as Refusal, id };
  }
}

/** Asserts that a request is refused so, and that its id was known by then or not. */
function refused(text: string, id: string | undefined, code: number, message: string, identifier = ''): void {
  assert.deepEqual(read(text, identifier), { refusal: { code, message }, id }, text);
}

describe('a request is read', () => {
  const params = { pin: 'led', value: 1 };

  test('whatever the order of its members, and with others beside them', () => {
    for (const text of [
      '{"id":"123","version":"1.0","params":{"pin":"led","value":1},"method":"thing.service.SetPin"}',
      '{"method":"thing.service.SetPin","params":{"pin":"led","value":1},"id":"123"}',
      ' {"sys":{"ack":0}, "id" : "123", "params":{"pin":"led","value":1},"method":"thing.service.SetPin"}\n',
    ])
      assert.deepEqual(read(text), { request: { id: '123', identifier: 'SetPin', params }, id: '123' });
  });

  test('in version 1.0 and 1.0.0, and without a version', () => {
    for (const version of ['"version":"1.0",', '"version":"1.0.0",', ''])
      assert.equal(read(`{${version}"id":"1","method":"thing.service.Ping"}`).request?.identifier, 'Ping');
  });

  test('with its id to the last digit', () => {
    for (const id of ['0', '007', '9007199254740993', '9223372036854775807'])
      assert.equal(read(`{"id":"${id}","method":"thing.service.Ping"}`).request?.id, id);
  });

  test('with the service of a module', () => {
    assert.equal(read('{"id":"1","method":"thing.service.lights:SetPin"}').request?.identifier, 'lights:SetPin');
  });

  test('with no parameters where they are absent or null', () => {
    for (const text of ['', ',"params":null', ',"params":{}'])
      assert.deepEqual(read(`{"id":"1","method":"thing.service.Ping"${text}}`).request?.params, {});
  });

  test('with a list for parameters: who asked for it says whether that is right', () => {
    assert.deepEqual(read('{"id":"1","params":["led"]}', 'property.get').request?.params, ['led']);
  });

  test('for the service that the topic names, whatever its method', () => {
    for (const method of ['', ',"method":"thing.service.Other"', ',"method":5'])
      assert.equal(read(`{"id":"1"${method}}`, 'SetPin').request?.identifier, 'SetPin');
  });
});

describe('a request is refused', () => {
  // What only the interpreter's parser takes is in json.espruino.test.ts.
  test('that is no JSON object, its id not known', () => {
    for (const text of [
      '',
      'hello',
      '{"id":"1"',
      '{"id":"1",}',
      'null',
      '5',
      '"text"',
      'true',
      "{'id':'1'}",
      '{"id":"1"} x',
      '{"id":"1"}//',
      '{/**/"id":"1"}',
    ])
      refused(text, undefined, 400, 'the payload must be a JSON object');
  });

  test('whose id is no string of digits', () => {
    for (const member of [
      '',
      '"id":5,',
      '"id":"abc",',
      '"id":"-1",',
      '"id":"12a",',
      '"id":"",',
      '"id":{},',
      '"id":null,',
    ])
      refused(`{${member}"method":"thing.service.Ping"}`, undefined, 400, 'id must be a string of digits');
    refused('[]', undefined, 400, 'id must be a string of digits');
  });

  test('whose version is another, its id known', () => {
    for (const version of ['"2.0"', '"1"', '1', 'null', '""'])
      refused(
        `{"id":"7","version":${version},"method":"thing.service.Ping"}`,
        '7',
        400,
        'version must be "1.0" or "1.0.0"',
      );
  });

  test('that asks for no service, neither by its method nor by its topic', () => {
    for (const method of ['', ',"method":""', ',"method":"SetPin"', ',"method":"thing.event.property.post"'].concat([
      ',"method":"Thing.service.SetPin"',
      ',"method":5',
      ',"method":null',
      ',"method":["thing.service.Ping"]',
    ]))
      refused(`{"id":"7"${method}}`, '7', 400, 'method must be "thing.service." and a service');
  });

  test('whose parameters are of another type', () => {
    for (const params of ['5', '0', '"led"', '""', 'true', 'false'])
      refused(`{"id":"7","params":${params},"method":"thing.service.Ping"}`, '7', 460, 'params must be an object');
  });
});

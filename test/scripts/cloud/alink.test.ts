import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alinkRequest, codeText, parseObject, readAlinkReply } from '../../../scripts/cloud/alink.ts';

test('a request is the documented envelope', () => {
  assert.equal(
    alinkRequest('7', 'SetPin', { pin: 2 }),
    '{"id":"7","version":"1.0","params":{"pin":2},"method":"thing.service.SetPin"}',
  );
});

test('a reply is read with its code, data and message', () => {
  assert.deepEqual(readAlinkReply(Buffer.from('{"id":"7","code":460,"data":{"a":1},"message":"pin"}')), {
    id: '7',
    code: 460,
    data: '{"a":1}',
    message: 'pin',
  });
});

test("a reply's data is the text that the device wrote, digits and points with it", () => {
  const data = '{ "n": 9007199254740993, "x": 10.0, "t": "}" }';
  assert.equal(readAlinkReply(Buffer.from(`{"data" : ${data} ,"id":"7","code":200}`))?.data, data);
  assert.equal(readAlinkReply(Buffer.from('{"id":"7","code":200,"data":9007199254740993}'))?.data, '9007199254740993');
});

test('a reply without data, or with null, has {} for it', () => {
  assert.equal(readAlinkReply(Buffer.from('{"id":"7","code":200}'))?.data, '{}');
  assert.equal(readAlinkReply(Buffer.from('{"id":"7","code":200,"data": null}'))?.data, '{}');
});

test('what is no reply is not read as one', () => {
  for (const text of ['', 'hello', '[]', 'null', '200', '{"id":"7"}', '{"code":"200"}', '{"code":1.5}', '{"code":200'])
    assert.equal(readAlinkReply(Buffer.from(text)), undefined, text);
});

test('only an object is an object', () => {
  assert.deepEqual(parseObject('{"a":1}'), { a: 1 });
  for (const text of ['[1]', 'null', '"a"', '1', '{a:1}', '']) assert.equal(parseObject(text), undefined, text);
});

test('JSON a hundred arrays deep is read, and deeper is taken for none', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  assert.ok(parseObject(nested(99)));
  for (const depth of [100, 5000, 100_000]) assert.equal(parseObject(nested(depth)), undefined, String(depth));
});

test('a code without a message is explained', () => {
  assert.equal(codeText(460), 'request parameter error');
  assert.equal(codeText(429), 'too many requests');
  assert.equal(codeText(100423), 'the device answered 100423');
});

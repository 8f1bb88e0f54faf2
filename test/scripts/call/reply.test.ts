import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReply, readReply } from '../../../scripts/call/reply.ts';

test('a whole reply is told from data that happens to have a code', () => {
  assert.equal(isReply('{"id":"1","code":200,"data":{}}'), true);
  for (const text of [
    '{"code":200,"data":{}}',
    '{"id":"1","code":200}',
    '{"id":1,"code":200,"data":1}',
    '{}',
    'x',
    '[]',
    'null',
  ])
    assert.equal(isReply(text), false, text);
});

test('a reply is read, data and message as they are', () => {
  assert.deepEqual(readReply('{"id":"1","code":460,"message":"m"}'), { code: 460, data: {}, message: 'm' });
  assert.deepEqual(readReply('{"code":200,"data":[1]}'), { code: 200, data: [1] });
});

test('what is no reply is BAD_REPLY and shown, cut', () => {
  for (const text of ['', 'x'.repeat(500), '{"data":{}}', '{"code":"200"}'])
    assert.throws(
      () => readReply(text),
      (error: Error & { code: string }) => error.code === 'BAD_REPLY' && error.message.length < 200,
    );
});

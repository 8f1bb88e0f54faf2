import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AsyncCalls, type AsyncReply } from '../../../scripts/cloud/asyncCalls.ts';
import { ASYNC_CALLS } from '../../../scripts/cloud/limits.ts';
import { messageIds, type Push, type Pushed } from '../../../scripts/cloud/rrpc.ts';
import { fakeClock } from './fakeClock.ts';

const lamp = { productKey: 'pk', deviceName: 'lamp' };
const door = { productKey: 'pk', deviceName: 'door' };
const topic = '/sys/pk/lamp/thing/service/property/set';

function setUp(outcome: Pushed = 'sent') {
  const clock = fakeClock();
  const pushed: { topic: string; payload: string }[] = [];
  const replies: AsyncReply[] = [];
  const push: Push = (_device, topic, payload) => {
    if (outcome === 'sent') pushed.push({ topic, payload: payload.toString() });
    return outcome;
  };
  const calls = new AsyncCalls(clock, push, messageIds(clock), (reply) => replies.push(reply));
  const send = (text = '') =>
    calls.send(lamp, topic, (id) => Buffer.from(JSON.stringify({ id, params: { LED: 1, text } })));
  const idOf = (i: number) => JSON.parse(pushed[i]?.payload ?? '{}').id as string;
  const answer = (id: unknown, from = lamp, on = `${topic}_reply`) =>
    calls.reply(from, on, Buffer.from(JSON.stringify({ id, code: 200, data: {} })));
  return { clock, pushed, replies, calls, send, idOf, answer };
}

test('a request is pushed with a decimal Alink id, and its answer is told with what was asked and how long it took', () => {
  const { clock, pushed, replies, send, idOf, answer } = setUp();
  const { messageId, pushed: sent } = send();
  assert.equal(sent, 'sent');
  assert.equal(pushed[0]?.topic, topic);
  assert.match(idOf(0), /^\d{1,10}$/);
  clock.advance(30);
  assert.equal(answer(idOf(0)), true);
  const [reply] = replies;
  assert.deepEqual([reply?.messageId, reply?.ms, reply?.topic], [messageId, 30, topic]);
  assert.equal(JSON.parse(reply?.reply.toString() ?? '').id, idOf(0));
  assert.equal(answer(idOf(0)), false, 'a second answer is not taken');
});

test("another device's answer, another topic's, another id, and no JSON are not taken", () => {
  const { calls, replies, send, idOf, answer } = setUp();
  send();
  assert.equal(answer(idOf(0), door), false);
  assert.equal(answer(idOf(0), lamp, '/sys/pk/lamp/thing/service/Other_reply'), false);
  assert.equal(answer(idOf(0), lamp, topic), false);
  assert.equal(answer('7'.repeat(11)), false);
  assert.equal(calls.reply(lamp, `${topic}_reply`, Buffer.from('{"id":')), false);
  assert.deepEqual(replies, []);
  assert.equal(answer(Number(idOf(0))), true, 'an id sent back as a number is the same id');
});

test('what cannot be pushed is said so, and not waited for', () => {
  for (const outcome of ['unreachable', 'overRate'] as const) {
    const { calls, send } = setUp(outcome);
    assert.equal(send().pushed, outcome);
    assert.equal(calls.size, 0);
  }
});

test('the oldest requests are forgotten, by number and by age', () => {
  const { clock, calls, send, idOf, answer } = setUp();
  for (let i = 0; i <= ASYNC_CALLS.most; i++) send();
  assert.equal(calls.size, ASYNC_CALLS.most);
  assert.equal(answer(idOf(0)), false);
  assert.equal(answer(idOf(1)), true);
  clock.advance(ASYNC_CALLS.ms);
  send();
  assert.equal(calls.size, 1);
});

test('the oldest requests are forgotten by their bytes too', () => {
  const { calls, send, idOf, answer } = setUp();
  const large = 'x'.repeat(ASYNC_CALLS.bytes / 4);
  for (let i = 0; i < 4; i++) send(large);
  assert.equal(answer(idOf(0)), true, 'three quarters are left');
  for (let i = 0; i < 2; i++) send(large);
  assert.equal(calls.size, 4);
  assert.equal(answer(idOf(1)), false);
  assert.equal(answer(idOf(2)), true);
});

test('an answer whose id is neither text nor number answers nothing', () => {
  const { send, answer, idOf } = setUp();
  send();
  for (const id of [{ toString: 1, valueOf: 1 }, [1], null, true]) assert.equal(answer(id), false);
  assert.equal(answer(Number(idOf(0))), true);
});

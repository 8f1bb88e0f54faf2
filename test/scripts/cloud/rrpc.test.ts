import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Device } from '../../../scripts/cloud/devices.ts';
import { PENDING_BYTES, PENDING_CALLS } from '../../../scripts/cloud/limits.ts';
import { messageIds, Rrpc } from '../../../scripts/cloud/rrpc.ts';
import { extTopics, systemTopics } from '../../../scripts/cloud/topics.ts';
import { fakeClock } from './fakeClock.ts';

function online(deviceName = 'lamp'): Device {
  return { productKey: 'pk', deviceName, deviceSecret: 's', connection: { keepAlive: 60, ext: true } };
}

function setUp() {
  const clock = fakeClock();
  const pushed: { topic: string; payload: string }[] = [];
  const rrpc = new Rrpc(clock, (_device, topic, payload) => {
    pushed.push({ topic, payload: payload.toString() });
    return 'sent';
  });
  const call = (device: Device, timeout = 1000) =>
    rrpc.call(device, (messageId) => systemTopics(device, messageId), Buffer.from('ask'), timeout);
  const idOf = (i: number) => pushed[i]?.topic.split('/').pop() ?? '';
  return { clock, pushed, rrpc, call, idOf };
}

test('message ids are int64 decimals above 2^53, each once, also within one millisecond, after a restart and side by side', () => {
  const clock = fakeClock();
  const clouds = [messageIds(clock, 0), messageIds(clock, 1), messageIds(clock, 2 ** 22 - 1)];
  const ids = clouds.flatMap((next) => Array.from({ length: 1000 }, next));
  clock.advance(1000);
  const restarted = messageIds(clock, 1);
  ids.push(...Array.from({ length: 1000 }, restarted));
  assert.equal(new Set(ids).size, 4000);
  for (const id of ids) {
    assert.ok(BigInt(id) > 2n ** 53n && BigInt(id) < 2n ** 63n, id);
    assert.equal(id.length, 19);
  }
});

test('message ids stay within int64 until 2050, and two clouds draw different tags', () => {
  const clock = fakeClock(Date.parse('2050-01-01T00:00:00Z'));
  const [one, two] = [messageIds(clock), messageIds(clock)];
  assert.ok(BigInt(one()) < 2n ** 63n);
  const tags = new Set(Array.from({ length: 50 }, () => BigInt(messageIds(clock)()) & (2n ** 22n - 1n)));
  assert.ok(tags.size > 45, 'tags are drawn at random');
  assert.notEqual(one(), two());
});

test('a reply on its own topic ends the call with SUCCESS and the time it took', async () => {
  const { clock, pushed, rrpc, call, idOf } = setUp();
  const device = online();
  const answer = call(device);
  assert.deepEqual(pushed, [{ topic: `/sys/pk/lamp/rrpc/request/${idOf(0)}`, payload: 'ask' }]);
  clock.advance(12);
  assert.equal(rrpc.reply(device, `/sys/pk/lamp/rrpc/response/${idOf(0)}`, Buffer.from('yes')), true);
  assert.deepEqual(await answer, { rrpcCode: 'SUCCESS', messageId: idOf(0), payload: Buffer.from('yes'), ms: 12 });
  assert.equal(clock.waiting, 0);
});

test("a call not answered in time is TIMEOUT, and the late reply is nobody's", async () => {
  const { clock, rrpc, call, idOf } = setUp();
  const device = online();
  const answer = call(device, 1000);
  clock.advance(999);
  clock.advance(1);
  assert.deepEqual(await answer, { rrpcCode: 'TIMEOUT', messageId: idOf(0), ms: 1000 });
  assert.equal(rrpc.reply(device, `/sys/pk/lamp/rrpc/response/${idOf(0)}`, Buffer.from('late')), false);
});

test('overlapping calls get each its own reply, in any order', async () => {
  const { rrpc, call, idOf } = setUp();
  const device = online();
  const answers = [call(device), call(device), call(device)];
  for (const i of [2, 0, 1]) rrpc.reply(device, `/sys/pk/lamp/rrpc/response/${idOf(i)}`, Buffer.from(`reply ${i}`));
  const payloads = (await Promise.all(answers)).map(({ payload }) => payload?.toString());
  assert.deepEqual(payloads, ['reply 0', 'reply 1', 'reply 2']);
});

test("only the device called, on the call's own topic, answers it, and once", async () => {
  const { rrpc, call, idOf } = setUp();
  const device = online();
  const answer = call(device);
  const id = idOf(0);
  const payload = Buffer.from('x');
  assert.equal(rrpc.reply(online('door'), `/sys/pk/lamp/rrpc/response/${id}`, payload), false);
  assert.equal(rrpc.reply(device, `/sys/pk/lamp/rrpc/request/${id}`, payload), false);
  assert.equal(rrpc.reply(device, `/ext/rrpc/${id}/pk/lamp/user/get`, payload), false);
  assert.equal(rrpc.reply(device, `/sys/pk/lamp/rrpc/response/${BigInt(id) + 1n}`, payload), false);
  assert.equal(rrpc.reply(device, `/sys/pk/lamp/rrpc/response/${id}`, payload), true);
  assert.equal(rrpc.reply(device, `/sys/pk/lamp/rrpc/response/${id}`, payload), false);
  assert.equal((await answer).rrpcCode, 'SUCCESS');
});

test('on the ext form request and reply share their topic', async () => {
  const { pushed, rrpc } = setUp();
  const device = online();
  const answer = rrpc.call(device, (id) => extTopics('/pk/lamp/user/get', id), Buffer.from('ask'), 1000);
  assert.match(pushed[0]?.topic ?? '', /^\/ext\/rrpc\/\d{19}\/pk\/lamp\/user\/get$/);
  assert.equal(rrpc.reply(device, pushed[0]?.topic ?? '', Buffer.from('yes')), true);
  assert.equal((await answer).rrpcCode, 'SUCCESS');
});

test('an offline device is OFFLINE at once, one just lost is HALFCONN, and nothing is pushed', async () => {
  const { clock, pushed, call } = setUp();
  const device = online();
  delete device.connection;
  assert.equal((await call(device)).rrpcCode, 'OFFLINE');
  device.lost = { at: clock.now(), keepAlive: 60 };
  assert.equal((await call(device)).rrpcCode, 'HALFCONN');
  assert.deepEqual(pushed, []);
  assert.equal(clock.waiting, 0);
});

test('a device that cannot be pushed to, and a cloud that stops, end a call with UNKNOWN', async () => {
  const clock = fakeClock();
  const topics = (id: string) => systemTopics(online(), id);
  for (const [outcome, overRate] of [
    ['unreachable', undefined],
    ['overRate', true],
  ] as const) {
    const broken = new Rrpc(clock, () => outcome);
    const result = await broken.call(online(), topics, Buffer.from(''), 1000);
    assert.deepEqual([result.rrpcCode, result.overRate], ['UNKNOWN', overRate]);
    assert.equal(clock.waiting, 0);
  }
  const { rrpc, call } = setUp();
  const answer = call(online());
  rrpc.stop();
  assert.equal((await answer).rrpcCode, 'UNKNOWN');
});

test('what shows only after the push that a device cannot be reached ends its call at once', async () => {
  const clock = fakeClock();
  const rrpc = new Rrpc(
    clock,
    (_device, _topic, _payload, options) => {
      queueMicrotask(() => options?.undelivered?.('OFFLINE'));
      return 'sent';
    },
    { presenceOf: () => 'ONLINE' },
  );
  const device = online();
  delete device.connection;
  const { rrpcCode } = await rrpc.call(device, (id) => systemTopics(device, id), Buffer.from('ask'), 1000);
  assert.equal(rrpcCode, 'OFFLINE');
  assert.equal(clock.waiting, 0);
});

test('the bytes of the calls under way are bounded', async () => {
  const { clock, rrpc } = setUp();
  const ask = Buffer.alloc(PENDING_BYTES / 2);
  const call = () => rrpc.call(online(), (id) => systemTopics(online(), id), ask, 1000);
  const answers = [call()];
  assert.equal(rrpc.full, false);
  answers.push(call());
  assert.equal(rrpc.full, true);
  clock.advance(1000);
  await Promise.all(answers);
  assert.equal(rrpc.full, false);
});

test('the calls under way are bounded', async () => {
  const { clock, rrpc, call } = setUp();
  const answers = [];
  for (let i = 0; i < PENDING_CALLS; i++) {
    assert.equal(rrpc.full, false);
    answers.push(call(online()));
  }
  assert.equal(rrpc.full, true);
  clock.advance(1000);
  assert.ok((await Promise.all(answers)).every(({ rrpcCode }) => rrpcCode === 'TIMEOUT'));
  assert.equal(rrpc.full, false);
});

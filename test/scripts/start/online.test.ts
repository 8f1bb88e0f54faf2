import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceExit } from '../../../scripts/device/device.ts';
import { createTail, orAborted, waitOnline, whenListening } from '../../../scripts/start/online.ts';
import { cloudFor, connect, device, other } from '../cloud/help.ts';

const never = new Promise<never>(() => {});

test('a board listens once its own subscriptions are granted', async (t) => {
  const cloud = await cloudFor(t);
  let heard = false;
  const listening = whenListening(cloud, device).then(() => {
    heard = true;
  });
  await (await connect(t, cloud, {}, { ...other })).subscribeAsync('/sys/a1Bcd/door/rrpc/request/+');
  assert.equal(heard, false);
  await (await connect(t, cloud)).subscribeAsync('/sys/a1Bcd/lamp/rrpc/request/+');
  await listening;
});

test('a board that is not online within the limit is told with the last lines of its console', async () => {
  const tail = createTail();
  for (let i = 1; i <= 12; i++) tail.add(`line ${i}`);
  tail.add('   ');
  await assert.rejects(waitOnline(never, never, 20, tail), ({ message }: Error) => {
    assert.match(message, /^the board is not online after 0\.02 s; its console:\n {2}line 3\n/);
    return message.endsWith('\n  line 12');
  });
  await assert.rejects(waitOnline(never, never, 1, createTail()), /its console stayed empty$/);
});

test('a board that ends before it is online is told at once, with how it ended', async () => {
  const end = (exit: Partial<DeviceExit>) => Promise.resolve({ asked: false, code: null, signal: null, ...exit });
  await assert.rejects(waitOnline(never, end({ signal: 'SIGSEGV' }), 60_000, createTail()), /\(signal SIGSEGV\)/);
  await assert.rejects(waitOnline(never, end({ code: 3 }), 60_000, createTail()), /\(exit code 3\)/);
});

test('work goes on until it is done, or until Ctrl-C', async () => {
  const quiet = new AbortController();
  assert.equal(await orAborted(Promise.resolve(5), quiet.signal), 5);
  await assert.rejects(orAborted(Promise.reject(new Error('its own')), quiet.signal), /its own/);
  const stopping = new AbortController();
  const waiting = orAborted(never, stopping.signal);
  stopping.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  await assert.rejects(orAborted(never, stopping.signal), { name: 'AbortError' });
});

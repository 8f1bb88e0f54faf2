import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Caller } from '../../../scripts/load/caller.ts';
import { accessKey, answering, cloudFor, connect, device } from '../cloud/help.ts';

test('it calls by a signature that holds, and tells the answer or why there is none', async (t) => {
  const cloud = await cloudFor(t);
  const base = { host: '127.0.0.1', port: cloud.httpPort, connections: 2 };
  const caller = new Caller({ ...base, accessKey });
  const stranger = new Caller({ ...base, accessKey: { ...accessKey, secret: 'wrong' } });
  t.after(() => [caller, stranger].map((one) => one.close()));
  assert.deepEqual(await caller.call(device, Buffer.from('x'), 1000), { failed: 'OFFLINE' });
  answering(await connect(t, cloud), (request) => `${request} + *~é`);
  assert.deepEqual(await caller.call(device, Buffer.from('x'), 1000), { payload: Buffer.from('x + *~é') });
  assert.deepEqual(await stranger.call(device, Buffer.from('x'), 1000), { failed: 'SignatureDoesNotMatch' });
});

test('a cloud that is not there is a failed call', async () => {
  const caller = new Caller({ host: '127.0.0.1', port: 1, connections: 1, accessKey });
  assert.deepEqual(await caller.call(device, Buffer.from('x'), 1000), { failed: 'ECONNREFUSED' });
});

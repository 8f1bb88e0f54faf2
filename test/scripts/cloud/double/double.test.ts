// The test double as a backend's test uses it: by the official client, over real sockets.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { callMessage, callService } from '../../../../scripts/call/callService.ts';
import {
  answer,
  type CloudDouble,
  fail,
  inTurn,
  late,
  raw,
  silent,
  startDouble,
} from '../../../../scripts/cloud/double/double.ts';

async function doubleFor(t: TestContext): Promise<CloudDouble> {
  const cloud = await startDouble();
  t.after(() => cloud.stop());
  return cloud;
}

const lamp = { productKey: 'a1Bcd', deviceName: 'lamp' };
const targetOf = ({ endpoint, accessKey }: CloudDouble) => ({ endpoint, accessKey, device: lamp });

test('a device answers as it was told: data, a function of the parameters, a refusal, and each in turn', async (t) => {
  const cloud = await doubleFor(t);
  await cloud.device('a1Bcd', 'lamp', {
    GetInfo: { board: 'test' },
    SetPin: answer(({ pin, value }) => ({ pin, value })),
    TogglePin: fail(100423, 'not this pin'),
    Ping: inTurn(fail(429, 'busy'), answer({ uptime: 1 })),
  });
  const call = (service: string, params = {}) => callService(targetOf(cloud), service, params);
  assert.deepEqual((await call('GetInfo')).data, { board: 'test' });
  assert.deepEqual((await call('SetPin', { pin: 2, value: 1 })).data, { pin: 2, value: 1 });
  const refused = await call('TogglePin');
  assert.deepEqual([refused.code, refused.message], [100423, 'not this pin']);
  assert.deepEqual([(await call('Ping')).code, (await call('Ping')).code, (await call('Ping')).code], [429, 200, 200]);
  assert.equal((await call('NotScripted')).code, 100404);
});

test('a behaviour that throws answers 100500 with its message, and the test goes on', async (t) => {
  const cloud = await doubleFor(t);
  await cloud.device('a1Bcd', 'lamp', { SetPin: answer(({ pin }) => ({ pin: (pin as { name: string }).name })) });
  const { code, message } = await callService(targetOf(cloud), 'SetPin', {});
  assert.equal(code, 100500);
  assert.match(message ?? '', /reading 'name'/);
});

test('what the device and the cloud saw can be read afterwards, and forgotten', async (t) => {
  const cloud = await doubleFor(t);
  const device = await cloud.device('a1Bcd', 'lamp', { SetPin: {} });
  await callService(targetOf(cloud), 'SetPin', { pin: 'led', value: 1 });
  const wrong = { ...targetOf(cloud), accessKey: { id: 'test', secret: 'wrong' } };
  await assert.rejects(callService(wrong, 'SetPin', {}), { code: 'SignatureDoesNotMatch' });
  const [seen] = device.calls;
  assert.deepEqual([seen?.service, seen?.params], ['SetPin', { pin: 'led', value: 1 }]);
  assert.match(seen?.messageId ?? '', /^\d{19}$/);
  assert.deepEqual([cloud.calls[0]?.service, cloud.calls[0]?.messageId], ['SetPin', seen?.messageId]);
  const [refusal] = cloud.refusals;
  assert.equal(refusal && 'code' in refusal && refusal.code, 'SignatureDoesNotMatch');
  assert.ok(cloud.publishes.some(({ topic }) => topic.endsWith(`/${seen?.messageId}`) || topic.includes('/ext/rrpc/')));
  cloud.forget();
  assert.deepEqual([device.calls, cloud.calls, cloud.refusals, cloud.publishes], [[], [], [], []]);
});

test('a device that is late, or silent, is TIMEOUT; one that answers no JSON is a failure of the call', async (t) => {
  const cloud = await doubleFor(t);
  const device = await cloud.device('a1Bcd', 'lamp', { Wrong: raw('no JSON') });
  device.otherwise(late(1500));
  const message = () => callMessage(targetOf(cloud), Buffer.from('x'), { timeout: 1000 });
  await assert.rejects(message(), { code: 'TIMEOUT' });
  device.otherwise(silent());
  await assert.rejects(message(), { code: 'TIMEOUT' });
  await assert.rejects(callService(targetOf(cloud), 'Wrong', {}), { code: 'iot.device.InvokeThingServiceFailed' });
  device.otherwise(late(200, raw('in time')));
  assert.equal((await message()).payload.toString(), 'in time');
});

test('a device goes offline, loses its connection, and comes back', async (t) => {
  const cloud = await doubleFor(t);
  const device = await cloud.device('a1Bcd', 'lamp', { Ping: {} });
  const ping = () => callService(targetOf(cloud), 'Ping', {});
  await device.disconnect();
  await assert.rejects(ping(), { code: 'OFFLINE' });
  await device.connect();
  assert.equal((await ping()).code, 200);
  const gone = new Promise((resolve) => cloud.cloud.on('offline', resolve));
  await device.vanish();
  await gone;
  await assert.rejects(ping(), { code: 'HALFCONN' });
  await device.connect();
  assert.equal((await ping()).code, 200);
});

test('RRPC on a custom topic reaches what was scripted for it', async (t) => {
  const cloud = await doubleFor(t);
  const device = await cloud.device('a1Bcd', 'lamp');
  device.onTopic('/user/get', ({ payload }) => ({ raw: `got ${payload}` }));
  const { payload } = await callMessage(targetOf(cloud), Buffer.from('this'), { topic: '/a1Bcd/lamp/user/get' });
  assert.equal(payload.toString(), 'got this');
});

test('posts of properties and events are acknowledged, stored, and refused where they are malformed', async (t) => {
  const cloud = await doubleFor(t);
  const device = await cloud.device('a1Bcd', 'lamp');
  assert.equal(await device.post({ LED: 1 }), 200);
  assert.equal((await cloud.cloud.store.lastProperties('a1Bcd', 'lamp')).get('LED')?.value, 1);
  assert.equal(await device.event('Pressed', { times: 2 }), 200);
  assert.equal(await device.post({}), 460);
  await device.disconnect();
  assert.throws(() => device.post({ LED: 0 }), /device lamp is offline: connect\(\) it first/);
});

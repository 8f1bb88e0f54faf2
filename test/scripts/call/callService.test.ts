import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callMessage, callService } from '../../../scripts/call/callService.ts';
import { alink, answering, cloudFor, connect, credentials, device, other, target } from '../cloud/help.ts';

for (const signature of ['acs3', 'v2'] as const) {
  test(`a service is called and its data comes back, signed by ${signature}`, async (t) => {
    const cloud = await cloudFor(t);
    answering(await connect(t, cloud), (request) => alink(request, { data: JSON.parse(request.toString()).params }));
    const params = { pin: 'led', value: 1, text: "a+b*(~'!) ü & = %" };
    const result = await callService({ ...target(cloud), signature }, 'SetPin', params);
    assert.deepEqual([result.code, result.data], [200, params]);
    assert.match(result.messageId ?? '', /^\d{19}$/);
    assert.ok(result.ms > 0 && result.ms < 8000);
  });
}

for (const options of [{}, { rrpc: true }, { topic: '/a1Bcd/lamp/user/do' }]) {
  test(`a device's own code, message and data come back with ${JSON.stringify(options)}`, async (t) => {
    const cloud = await cloudFor(t);
    const board = await connect(t, cloud, credentials(device, 'signmethod=hmacsha1,ext=1'));
    answering(board, (request) => alink(request, { code: 460, message: 'pin is missing', data: { a: 1 } }));
    const { code, message, data } = await callService(target(cloud), 'SetPin', {}, options);
    assert.deepEqual({ code, message, data }, { code: 460, message: 'pin is missing', data: { a: 1 } });
  });
}

test('a cloud that gives the whole reply as the result is understood', async (t) => {
  const cloud = await cloudFor(t, { resultAs: 'reply' });
  const board = await connect(t, cloud);
  let code = 200;
  answering(board, (request) => alink(request, { code, data: { a: 1 }, message: 'so' }));
  for (code of [200, 429]) {
    const { messageId: _, ms: __, ...reply } = await callService(target(cloud), 'SetPin', {});
    assert.deepEqual(reply, { code, data: { a: 1 }, message: 'so' });
  }
});

test("RRpc's message id is not given where the official client has rounded it", async (t) => {
  const cloud = await cloudFor(t);
  answering(await connect(t, cloud), (request) => alink(request));
  assert.equal((await callService(target(cloud), 'SetPin', {}, { rrpc: true })).messageId, null);
});

test('a message of any bytes is answered with bytes', async (t) => {
  const cloud = await cloudFor(t);
  answering(await connect(t, cloud), (request) => Buffer.from(request).reverse());
  assert.deepEqual((await callMessage(target(cloud), Buffer.from([0, 255, 10]))).payload, Buffer.from([10, 255, 0]));
});

test('what goes wrong is a CallError that names the thing', async (t) => {
  const cloud = await cloudFor(t);
  const good = target(cloud);
  const call = (change: object, options = {}) => callService({ ...good, ...change }, 'SetPin', {}, options);
  await assert.rejects(call({}), { code: 'OFFLINE', message: 'device a1Bcd,lamp is not connected' });
  await assert.rejects(call({}, { rrpc: true }), { code: 'OFFLINE' });
  await assert.rejects(call({ accessKey: { id: 'key', secret: 'wrong' } }), {
    code: 'SignatureDoesNotMatch',
    message: `the secret given for access key key is wrong at ${good.endpoint}`,
  });
  await assert.rejects(call({ accessKey: { id: 'nobody', secret: 'x' } }), {
    code: 'InvalidAccessKeyId.NotFound',
    message: `access key nobody is not known at ${good.endpoint}`,
  });
  await assert.rejects(call({ device: { productKey: 'a1Bcd', deviceName: 'x' } }), {
    code: 'iot.device.NotExistedDevice',
  });
  await assert.rejects(call({ device: { productKey: 'x', deviceName: 'x' } }), { code: 'iot.prod.NotExistedProduct' });
  await assert.rejects(call({}, { topic: '/x' }), { code: 'iot.messagebroker.InvalidFormattedTopicName' });
});

test('a device that does not answer is TIMEOUT, by RRpc and by a service whose caller waits less than 8 s', async (t) => {
  const cloud = await cloudFor(t);
  await connect(t, cloud);
  const started = performance.now();
  const silent = { code: 'TIMEOUT', message: /a1Bcd,lamp did not answer in time/ };
  const call = (rrpc: boolean) => callService(target(cloud), 'SetPin', {}, { rrpc, timeout: 1000 });
  await Promise.all([assert.rejects(call(true), silent), assert.rejects(call(false), silent)]);
  assert.ok(performance.now() - started < 4000);
});

test('an endpoint where nothing answers is UNREACHABLE, with what to start when it is this computer', async (t) => {
  const cloud = await cloudFor(t);
  const { endpoint } = target(cloud);
  await cloud.stop();
  await assert.rejects(callService({ ...target(cloud) }, 'SetPin', {}), {
    code: 'UNREACHABLE',
    message: `nothing answers at ${endpoint}: start it with npm start or npm run cloud`,
  });
});

test('an answer that is no Alink reply is BAD_REPLY', async (t) => {
  const cloud = await cloudFor(t);
  answering(await connect(t, cloud), () => 'hello');
  await assert.rejects(callService(target(cloud), 'SetPin', {}, { rrpc: true }), {
    code: 'BAD_REPLY',
    message: /"hello"/,
  });
});

test('a timeout out of range is refused before anything is sent', async () => {
  const nowhere = { endpoint: '127.0.0.1:1', accessKey: { id: 'a', secret: 'b' }, device: other };
  for (const timeout of [999, 8001, 1000.5, Number.NaN])
    await assert.rejects(callService(nowhere, 'SetPin', {}, { timeout }), /1000\.\.8000/);
});

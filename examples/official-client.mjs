// A backend's test in Node, with the official client: the platform's API, without the platform.
// Run it: node --test examples/official-client.mjs
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { answer, fail, inTurn, late, startDouble } from 'espruino-rrpc/cloud';

const require = createRequire(import.meta.url);
const iot = require('@alicloud/iot20180120');
const { Config } = require('@alicloud/openapi-client');

const cloud = await startDouble();
after(() => cloud.stop());

const lamp = await cloud.device('a1Bcd', 'lamp', {
  SetPin: answer(({ pin, value }) => ({ pin, value })),
  GetPin: inTurn(fail(100423, 'pin "door" is not on this board'), answer({ pin: 'led', value: 1 })),
  ReadAnalog: late(9000),
});

const client = new iot.default(
  new Config({
    accessKeyId: cloud.accessKey.id,
    accessKeySecret: cloud.accessKey.secret,
    endpoint: cloud.endpoint,
    protocol: 'http',
  }),
);

/** What a backend does: calls a service and reads its answer. */
async function call(identifier, args) {
  const request = { productKey: 'a1Bcd', deviceName: 'lamp', identifier, args: JSON.stringify(args) };
  const { body } = await client.invokeThingService(new iot.InvokeThingServiceRequest(request));
  return body.success ? JSON.parse(body.data.result) : { code: body.code, message: body.errorMessage };
}

test('a lamp is turned on, and the device saw what was asked', async () => {
  assert.deepEqual(await call('SetPin', { pin: 'led', value: 1 }), { pin: 'led', value: 1 });
  assert.deepEqual(lamp.calls.at(-1).params, { pin: 'led', value: 1 });
});

test('a device that refuses once is asked again', async () => {
  assert.deepEqual(await call('GetPin', { pin: 'door' }), {
    code: '100423',
    message: 'pin "door" is not on this board',
  });
  assert.deepEqual(await call('GetPin', { pin: 'led' }), { pin: 'led', value: 1 });
});

test('a device that is late is told so when the time is over', async () => {
  const request = Buffer.from('{"id":"1","method":"thing.service.ReadAnalog","params":{}}').toString('base64');
  const { body } = await client.rRpc(
    new iot.RRpcRequest({ productKey: 'a1Bcd', deviceName: 'lamp', requestBase64Byte: request, timeout: 1000 }),
  );
  assert.equal(body.rrpcCode, 'TIMEOUT');
});

test('a device that is offline is told so at once', async () => {
  await lamp.disconnect();
  assert.equal((await call('SetPin', { pin: 'led', value: 0 })).code, 'iot.messagebroker.OFFLINE');
  assert.equal(cloud.calls.at(-1).rrpcCode, 'OFFLINE');
});

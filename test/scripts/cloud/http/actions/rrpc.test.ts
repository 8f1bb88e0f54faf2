// RRpc by the official client, unpatched, with both of its signatures.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createClient, RRpcRequest } from '../../../../../scripts/call/client.ts';
import type { Cloud, CloudOptions } from '../../../../../scripts/cloud/cloud.ts';
import { isBase64 } from '../../../../../scripts/cloud/http/actions/rrpc.ts';
import { answering, cloudFor, connect, credentials, device, next, target } from '../../help.ts';

type Values = Partial<ConstructorParameters<typeof RRpcRequest>[0]>;

function ask(cloud: Cloud, values: Values = {}, signature: 'acs3' | 'v2' = 'acs3') {
  const { productKey, deviceName } = device;
  const requestBase64Byte = Buffer.from([0, 1, 0xff, 0x7b]).toString('base64');
  const request = new RRpcRequest({ productKey, deviceName, requestBase64Byte, timeout: 1000, ...values });
  return createClient({ ...target(cloud), signature }, 12_000)
    .rRpc(request)
    .then(({ body }) => body);
}

async function setUp(t: TestContext, options: Partial<CloudOptions> = {}, ext = '') {
  const cloud = await cloudFor(t, options);
  const lamp = await connect(t, cloud, credentials(device, `signmethod=hmacsha256${ext}`));
  return { cloud, lamp };
}

for (const signature of ['acs3', 'v2'] as const) {
  test(`bytes that are no text go to the device and back whole, signed by ${signature}`, async (t) => {
    const { cloud, lamp } = await setUp(t);
    answering(lamp, (request) => Buffer.concat([request, request]));
    const told = next(cloud, 'call');
    const body = await ask(cloud, {}, signature);
    assert.equal(body.success, true);
    assert.equal(body.rrpcCode, 'SUCCESS');
    assert.deepEqual(
      Buffer.from(body.payloadBase64Byte ?? '', 'base64'),
      Buffer.from([0, 1, 255, 123, 0, 1, 255, 123]),
    );
    const { messageId, ms, ...detail } = await told;
    assert.match(messageId ?? '', /^\d{19}$/);
    assert.ok(ms >= 0);
    assert.equal(detail.rrpcCode, 'SUCCESS');
  });
}

test('with Topic the request goes to a device with ext=1 in the ext form, and its echo is not sent back', async (t) => {
  const { cloud, lamp } = await setUp(t, {}, ',ext=1');
  const topics: string[] = [];
  await lamp.subscribeAsync('/ext/rrpc/+/a1Bcd/lamp/user/get');
  answering(lamp, (request, topic) => {
    topics.push(topic);
    return request;
  });
  const body = await ask(cloud, { topic: '/a1Bcd/lamp/user/get' });
  assert.equal(body.rrpcCode, 'SUCCESS');
  assert.equal((await ask(cloud)).rrpcCode, 'SUCCESS');
  assert.equal(topics.length, 2);
  assert.match(topics[0] ?? '', /^\/ext\/rrpc\/\d{19}\/a1Bcd\/lamp\/user\/get$/);
  assert.match(topics[1] ?? '', /^\/sys\/a1Bcd\/lamp\/rrpc\/request\/\d{19}$/);
});

const refused: [string, Values, string, RegExp][] = [
  [
    'a device without ext=1 and a Topic',
    { topic: '/a1Bcd/lamp/user/get' },
    'iot.messagebroker.InvalidFormattedTopicName',
    /ext=1/,
  ],
  [
    "another device's topic",
    { topic: '/a1Bcd/door/user/get' },
    'iot.messagebroker.InvalidFormattedTopicName',
    /\/a1Bcd\/lamp\//,
  ],
  ['a timeout of 999 ms', { timeout: 999 }, 'iot.messagebroker.InvalidTimeoutValue', /1000\.\.8000/],
  ['a timeout of 8001 ms', { timeout: 8001 }, 'iot.messagebroker.InvalidTimeoutValue', /1000\.\.8000/],
  ['a timeout that is no whole number', { timeout: 1000.5 }, 'iot.messagebroker.InvalidTimeoutValue', /1000\.\.8000/],
  [
    'a body that is not base64',
    { requestBase64Byte: '{"a":1}' },
    'iot.messagebroker.MessageContentIsNotBase64Encode',
    /base64/,
  ],
  ['an empty body', { requestBase64Byte: '' }, 'iot.messagebroker.NullMessageContent', /empty/],
  ['an unknown device', { deviceName: 'lamp2' }, 'iot.device.NotExistedDevice', /lamp2/],
  ['an unknown product', { productKey: 'a2' }, 'iot.prod.NotExistedProduct', /a2/],
];
for (const [what, values, code, message] of refused) {
  test(`${what} is Success false with ${code}, and nothing reaches the device`, async (t) => {
    const { cloud, lamp } = await setUp(t);
    const heard: string[] = [];
    lamp.on('message', (topic) => heard.push(topic));
    const body = await ask(cloud, values);
    assert.equal(body.success, false);
    assert.equal(body.code, code);
    assert.match(body.errorMessage ?? '', message);
    assert.deepEqual(heard, []);
  });
}

test('an offline device is RrpcCode OFFLINE at once', async (t) => {
  const cloud = await cloudFor(t);
  const started = performance.now();
  const body = await ask(cloud, { timeout: 8000 });
  assert.deepEqual([body.success, body.rrpcCode, body.payloadBase64Byte], [true, 'OFFLINE', undefined]);
  assert.ok(performance.now() - started < 1000);
});

test("a device that does not answer is TIMEOUT at the caller's timeout", async (t) => {
  const { cloud } = await setUp(t);
  const started = performance.now();
  const body = await ask(cloud, { timeout: 1000 });
  const ms = performance.now() - started;
  assert.deepEqual([body.success, body.rrpcCode], [true, 'TIMEOUT']);
  assert.ok(ms >= 990 && ms < 3000, String(ms));
});

test('a device that does not answer can be told as an error code instead', async (t) => {
  const cloud = await cloudFor(t, { offlineAs: 'errorCode' });
  const offline = await ask(cloud);
  assert.deepEqual([offline.success, offline.code], [false, 'iot.messagebroker.OFFLINE']);
  await connect(t, cloud);
  assert.equal((await ask(cloud)).code, 'iot.messagebroker.TIMEOUT');
});

test('base64 is told from what only looks like it', () => {
  for (const good of ['aGk=', 'aA==', 'aGkh', 'A+/=']) assert.equal(isBase64(good), true, good);
  for (const bad of ['aGk', 'a===', '=aGk', 'aG k', 'aG-_', 'aGk=aGk=', '']) assert.equal(isBase64(bad), false, bad);
});

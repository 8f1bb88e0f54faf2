// InvokeThingService by the official client, unpatched.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createClient, InvokeThingServiceRequest } from '../../../../../scripts/call/client.ts';
import type { Cloud, CloudOptions } from '../../../../../scripts/cloud/cloud.ts';
import { fakeClock } from '../../fakeClock.ts';
import { alink, answering, cloudFor, connect, credentials, device, next, target } from '../../help.ts';

function ask(cloud: Cloud, values: Record<string, string> = {}) {
  const { productKey, deviceName } = device;
  const request = { productKey, deviceName, identifier: 'SetPin', args: '{"pin":"led","value":1}', ...values };
  return createClient(target(cloud), 12_000)
    .invokeThingService(new InvokeThingServiceRequest(request))
    .then(({ body }) => body);
}

async function setUp(t: TestContext, options: Partial<CloudOptions> = {}, more = 'signmethod=hmacsha256') {
  const cloud = await cloudFor(t, options);
  const lamp = await connect(t, cloud, credentials(device, more));
  const requests: { topic: string; text: string }[] = [];
  lamp.on('message', (topic, payload) => requests.push({ topic, text: payload.toString() }));
  return { cloud, lamp, requests };
}

test("a service is asked in Alink JSON on the system form, and Data.Result is the reply's data", async (t) => {
  const { cloud, lamp, requests } = await setUp(t);
  answering(lamp, (request) => alink(request, { data: { pin: 'led', value: 1 } }));
  const told = next(cloud, 'call');
  const body = await ask(cloud);
  assert.equal(body.success, true);
  assert.equal(body.data?.result, '{"pin":"led","value":1}');
  assert.match(String(body.data?.messageId), /^\d{19}$/);
  const { topic, text } = requests[0] ?? { topic: '', text: '{}' };
  assert.equal(topic, `/sys/a1Bcd/lamp/rrpc/request/${body.data?.messageId}`);
  const { id, ...request } = JSON.parse(text);
  assert.match(id, /^\d+$/);
  assert.deepEqual(request, { version: '1.0', params: { pin: 'led', value: 1 }, method: 'thing.service.SetPin' });
  const call = await told;
  assert.deepEqual([call.service, call.rrpcCode, call.code], ['SetPin', 'SUCCESS', undefined]);
});

test("a device with ext=1 is asked on the service's own topic behind /ext/rrpc", async (t) => {
  const { cloud, lamp, requests } = await setUp(t, {}, 'signmethod=hmacsha256,ext=1');
  answering(lamp, (request) => alink(request));
  const body = await ask(cloud, { identifier: 'led:Set' });
  assert.equal(body.success, true);
  assert.equal(requests[0]?.topic, `/ext/rrpc/${body.data?.messageId}/sys/a1Bcd/lamp/thing/service/led:Set`);
});

test("a code that is not 200 reaches the caller with the device's message and data", async (t) => {
  const { cloud, lamp } = await setUp(t);
  answering(lamp, (request) => alink(request, { code: 460, message: 'value must be 0 or 1', data: { at: 'value' } }));
  const told = next(cloud, 'call');
  const body = await ask(cloud);
  assert.deepEqual([body.success, body.code, body.errorMessage], [false, '460', 'value must be 0 or 1']);
  assert.equal(body.data?.result, '{"at":"value"}');
  assert.equal((await told).code, '460');
});

test('Data.Result can be the whole reply instead', async (t) => {
  const { cloud, lamp } = await setUp(t, { resultAs: 'reply' });
  answering(lamp, (request) => alink(request, { data: { a: 1 }, message: 'done' }));
  const { id: _, ...reply } = JSON.parse((await ask(cloud)).data?.result ?? '');
  assert.deepEqual(reply, { code: 200, data: { a: 1 }, message: 'done' });
});

for (const answer of ['hello', '[]', '{"id":"1","data":{}}', '']) {
  test(`the answer ${JSON.stringify(answer)} is iot.device.InvokeThingServiceFailed`, async (t) => {
    const { cloud, lamp } = await setUp(t);
    answering(lamp, () => answer);
    const body = await ask(cloud);
    assert.deepEqual([body.success, body.code], [false, 'iot.device.InvokeThingServiceFailed']);
  });
}

for (const [what, values, code, message] of [
  ['Args that do not parse', { args: '{pin:1}' }, 'iot.device.InvokeThingServiceFailed', /Args is not a JSON object/],
  ['Args that are no object', { args: '[1]' }, 'iot.device.InvokeThingServiceFailed', /Args is not a JSON object/],
  [
    'an Identifier that would change the topic',
    { identifier: 'a/+' },
    'iot.device.InvokeThingServiceFailed',
    /Identifier/,
  ],
  ['an unknown device', { deviceName: 'x' }, 'iot.device.NotExistedDevice', /no device x/],
  ['an unknown product', { productKey: 'x' }, 'iot.prod.NotExistedProduct', /no product x/],
] as const) {
  test(`${what}: Success false with ${code}, and nothing reaches the device`, async (t) => {
    const { cloud, requests } = await setUp(t);
    const body = await ask(cloud, values);
    assert.deepEqual([body.success, body.code], [false, code]);
    assert.match(body.errorMessage ?? '', message);
    assert.deepEqual(requests, []);
  });
}

test('an offline device is iot.messagebroker.OFFLINE at once', async (t) => {
  const body = await ask(await cloudFor(t));
  assert.deepEqual([body.success, body.code], [false, 'iot.messagebroker.OFFLINE']);
});

test('a device that does not answer is iot.messagebroker.TIMEOUT after 8 s, and its late reply changes nothing', async (t) => {
  const clock = fakeClock(Date.now());
  const { cloud, lamp, requests } = await setUp(t, { clock });
  const arrived = new Promise((resolve) => lamp.once('message', resolve));
  const answer = ask(cloud);
  await arrived;
  clock.advance(7999);
  assert.equal(clock.waiting, 1);
  clock.advance(1);
  assert.equal((await answer).code, 'iot.messagebroker.TIMEOUT');
  const late = next(cloud, 'publish');
  const reply = (requests[0]?.topic ?? '').replace('request', 'response');
  lamp.publish(reply, '{"id":"1","code":200,"data":{}}');
  await late;
  answering(lamp, (request) => alink(request, { data: { fresh: true } }));
  assert.equal((await ask(cloud)).data?.result, '{"fresh":true}');
});

test('twenty overlapping calls of one service get each its own answer, in reverse order', async (t) => {
  const { cloud, lamp } = await setUp(t);
  const held: { topic: string; payload: Buffer }[] = [];
  lamp.on('message', (topic, payload) => {
    held.push({ topic, payload });
    if (held.length < 20) return;
    for (const one of held.reverse()) {
      const { params } = JSON.parse(one.payload.toString());
      lamp.publish(one.topic.replace('request', 'response'), alink(one.payload, { data: params }));
    }
  });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(cloud, { args: JSON.stringify({ n }) })));
  assert.deepEqual(
    answers.map(({ data }) => data?.result),
    Array.from({ length: 20 }, (_, n) => JSON.stringify({ n })),
  );
});

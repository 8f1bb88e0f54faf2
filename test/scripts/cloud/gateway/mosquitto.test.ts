// Gateways in front of Mosquitto, where it is installed: calls, side by side, posts, and a broker that goes away.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { callMessage, callService } from '../../../../scripts/call/callService.ts';
import { createClient } from '../../../../scripts/call/client.ts';
import { findMosquitto } from '../../../support/mosquitto.ts';
import { alink, answering, device, next, other, target } from '../help.ts';
import { signedByHand } from '../http/official.ts';
import { brokerFor, gatewayFor, join } from './rig.ts';

const { SetDevicePropertyRequest } = createRequire(import.meta.url)(
  '@alicloud/iot20180120',
) as typeof import('@alicloud/iot20180120');
const named = { productKey: device.productKey, deviceName: device.deviceName };
const skip = findMosquitto() === undefined ? 'Mosquitto is not installed' : false;
const post = '/sys/a1Bcd/lamp/thing/event/property/post';
const posted = (params: unknown, id = '1') =>
  JSON.stringify({ id, version: '1.0', params, method: 'thing.event.property.post' });

const acknowledged = (payload: Buffer) => {
  const { id, code } = JSON.parse(payload.toString());
  return `${id} ${code}`;
};

test('a device on the broker is called through the gateway, and its reply comes back in the same call', {
  skip,
}, async (t) => {
  const broker = await brokerFor(t);
  const cloud = await gatewayFor(t, broker.port);
  answering(await join(t, broker.port), (request) => alink(request, { data: { pin: 'led' } }));
  const { code, data } = await callService(target(cloud), 'GetPin', { pin: 'led' });
  assert.deepEqual([code, data], [200, { pin: 'led' }]);
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), true);
});

test('a device that is not on the broker is OFFLINE at once, as soon as it is gone too', { skip }, async (t) => {
  const broker = await brokerFor(t);
  const cloud = await gatewayFor(t, broker.port);
  await assert.rejects(callService(target(cloud), 'Ping', {}), { code: 'OFFLINE' });
  const lamp = await join(t, broker.port);
  answering(lamp, (request) => alink(request));
  assert.equal((await callService(target(cloud), 'Ping', {})).code, 200);
  await lamp.endAsync();
  await assert.rejects(callService(target(cloud), 'Ping', {}), { code: 'OFFLINE' });
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), false);
});

test('RRPC on a custom topic goes and comes back on one topic, past another gateway', { skip }, async (t) => {
  const broker = await brokerFor(t);
  const [one] = [await gatewayFor(t, broker.port), await gatewayFor(t, broker.port)];
  answering(await join(t, broker.port), (request) => `you said ${request}`);
  const { payload } = await callMessage(target(one), Buffer.from('hello'), { topic: '/a1Bcd/lamp/user/get' });
  assert.equal(payload.toString(), 'you said hello');
});

test('two gateways side by side: 300 calls each, overlapping, to two devices, and every one gets its own answer once', {
  skip,
}, async (t) => {
  const broker = await brokerFor(t);
  const clouds = [await gatewayFor(t, broker.port), await gatewayFor(t, broker.port)];
  const asked: string[] = [];
  for (const who of [device, other])
    answering(await join(t, broker.port, {}, who), (request, topic) => {
      asked.push(topic);
      return `${who.deviceName}: ${request}`;
    });
  const answered: string[] = [];
  for (const cloud of clouds) cloud.on('call', ({ reply }) => answered.push(reply ?? 'none'));
  const wanted: string[] = [];
  const calls = Array.from({ length: 600 }, async (_, i) => {
    const who = i % 4 < 2 ? device : other;
    const text = `${who.deviceName}: call ${i}`;
    wanted.push(text);
    const cloud = clouds[i % 2];
    assert.ok(cloud);
    const { payload } = await callMessage(target(cloud, who), Buffer.from(`call ${i}`));
    assert.equal(payload.toString(), text);
  });
  await Promise.all(calls);
  assert.equal(new Set(asked).size, 600, 'no two calls share a message id');
  assert.equal(asked.length, 600, 'no device was asked twice');
  assert.deepEqual(answered.sort(), wanted.sort());
});

test('property set goes out by one gateway, and its set_reply is told by that one alone', { skip }, async (t) => {
  const broker = await brokerFor(t);
  const clouds = [await gatewayFor(t, broker.port), await gatewayFor(t, broker.port)];
  const lamp = await join(t, broker.port);
  lamp.on('message', (topic, payload) => {
    if (topic.endsWith('/property/set')) lamp.publish(`${topic}_reply`, alink(payload));
  });
  const told: number[] = [];
  for (const [i, cloud] of clouds.entries()) cloud.on('reply', () => told.push(i));
  const [, second] = clouds;
  assert.ok(second);
  const client = createClient(target(second), 5000);
  const reply = next(second, 'reply');
  const others = clouds.map((cloud) => next(cloud, 'publish', ({ topic }) => topic.endsWith('set_reply')));
  const request = new SetDevicePropertyRequest({ ...named, items: '{"LED":1}' });
  const { body } = await client.setDeviceProperty(request);
  assert.equal(body.success, true);
  const { request: asked, reply: answered } = await reply;
  assert.deepEqual(JSON.parse(asked.toString()).params, { LED: 1 });
  assert.equal(JSON.parse(answered.toString()).code, 200);
  await Promise.all(others);
  assert.deepEqual(told, [1]);
});

test('a post is stored by every gateway and acknowledged by one', { skip }, async (t) => {
  const broker = await brokerFor(t);
  const clouds = [await gatewayFor(t, broker.port), await gatewayFor(t, broker.port)];
  const lamp = await join(t, broker.port);
  const replies: { id: string; code: number }[] = [];
  lamp.on('message', (topic, payload) => {
    if (topic === `${post}_reply`) replies.push(JSON.parse(payload.toString()));
  });
  const stored = clouds.map((cloud) => next(cloud, 'publish', ({ payload }) => payload.includes('"id":"9"')));
  for (let i = 0; i <= 9; i++) await lamp.publishAsync(post, posted({ LED: i }, String(i)), { qos: 1 });
  await Promise.all(stored);
  // Acknowledgements are all there once one for a later message is; a second one would have come before a call's answer.
  await new Promise<void>((resolve) => {
    const look = () => replies.length >= 10 && resolve();
    lamp.on('message', look);
    look();
  });
  answering(lamp, (request) => (request.includes('Ping') ? alink(request) : ''));
  for (const cloud of clouds) {
    await callService(target(cloud), 'Ping', {});
    const values = await cloud.store.lastProperties('a1Bcd', 'lamp');
    assert.equal(values.get('LED')?.value, 9);
  }
  assert.deepEqual(
    replies.map(({ id, code }) => `${id} ${code}`).sort(),
    Array.from({ length: 10 }, (_, i) => `${i} 200`),
  );
});

test('a batch of posts is stored by every gateway and acknowledged by one', { skip }, async (t) => {
  const broker = await brokerFor(t);
  const clouds = [await gatewayFor(t, broker.port), await gatewayFor(t, broker.port)];
  const lamp = await join(t, broker.port);
  const topic = '/sys/a1Bcd/lamp/thing/event/property/batch/post';
  await lamp.subscribeAsync(`${topic}_reply`);
  const replies: string[] = [];
  const allThere = new Promise<void>((resolve) => {
    lamp.on('message', (on, payload) => {
      if (on === `${topic}_reply`) replies.push(acknowledged(payload));
      if (new Set(replies).size === 5) resolve();
    });
  });
  const stored = clouds.map((cloud) => next(cloud, 'publish', ({ payload }) => payload.includes('"id":"4"')));
  for (let i = 0; i <= 4; i++) {
    const params = { properties: { LED: [{ value: i, time: i }] } };
    const body = { id: String(i), version: '1.0', params, method: 'thing.event.property.batch.post' };
    await lamp.publishAsync(topic, JSON.stringify(body), { qos: 1 });
  }
  await Promise.all([...stored, allThere]);
  answering(lamp, (request) => (request.includes('Ping') ? alink(request) : ''));
  for (const cloud of clouds) {
    await callService(target(cloud), 'Ping', {});
    assert.equal((await cloud.store.lastProperties('a1Bcd', 'lamp')).get('LED')?.value, 4);
  }
  assert.deepEqual(replies.sort(), ['0 200', '1 200', '2 200', '3 200', '4 200']);
});

test('a gateway starts while devices post, and stores what comes before it is ready', {
  skip,
}, async (t) => {
  const broker = await brokerFor(t);
  const lamp = await join(t, broker.port);
  // The broker brings what is retained with the subscription itself, while the gateway still makes others.
  await lamp.publishAsync(post, posted({ LED: 1 }, 'retained'), { qos: 1, retain: true });
  await lamp.publishAsync('/sys/a1Bcd/lamp/rrpc/response/1', 'late', { qos: 1, retain: true });
  let posting = true;
  const poster = (async () => {
    for (let i = 0; posting; i++) await lamp.publishAsync(post, posted({ Count: i }, String(i)), { qos: 1 });
  })();
  const cloud = await gatewayFor(t, broker.port);
  const heard = next(cloud, 'publish', ({ topic }) => topic === post);
  await heard;
  posting = false;
  await poster;
  answering(lamp, (request) => (request.includes('Ping') ? alink(request) : ''));
  assert.equal((await callService(target(cloud), 'Ping', {})).code, 200);
  const values = await cloud.store.lastProperties('a1Bcd', 'lamp');
  assert.equal(values.get('LED')?.value, 1);
});

test('while the broker is away calls answer UNKNOWN; afterwards they are answered, by each gateway', {
  skip,
}, async (t) => {
  const broker = await brokerFor(t);
  const clouds = [await gatewayFor(t, broker.port), await gatewayFor(t, broker.port)];
  const lamp = await join(t, broker.port);
  answering(lamp, (request) => alink(request));
  const lost = clouds.map((cloud) => next(cloud, 'broker', ({ connected }) => !connected));
  await broker.kill('SIGKILL');
  await Promise.all(lost);
  for (const cloud of clouds) await assert.rejects(callService(target(cloud), 'Ping', {}), { code: 'UNKNOWN' });
  const back = clouds.map((cloud) => next(cloud, 'broker', ({ connected }) => connected));
  await broker.start();
  await Promise.all(back);
  for (const cloud of clouds) {
    let code = '';
    // The device and the gateway's subscriptions come back each in their own time.
    for (let tries = 0; tries < 100 && code !== '200'; tries++) {
      code = await callMessage(target(cloud), Buffer.from('{"id":"1"}'), { timeout: 1000 }).then(
        () => '200',
        (error: { code: string }) => error.code,
      );
      if (code === 'OFFLINE') await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(code, '200');
  }
});

test('while the broker is away what awaits no answer is PublishMessageFailed, and says so', { skip }, async (t) => {
  const broker = await brokerFor(t);
  const cloud = await gatewayFor(t, broker.port);
  const pub = { ProductKey: 'a1Bcd', TopicFullName: '/a1Bcd/lamp/user/get', MessageContent: 'aGk=' };
  const set = { ProductKey: 'a1Bcd', DeviceName: 'lamp', Items: '{"LED":1}' };
  const many = {
    ProductKey: 'a1Bcd',
    ...{ 'DeviceName.1': 'lamp', 'DeviceName.2': 'door' },
    ...{ Identifier: 'Reboot', Args: '{}' },
  };
  assert.equal((await signedByHand(cloud, 'Pub', pub)).Success, true);
  const lost = next(cloud, 'broker', ({ connected }) => !connected);
  await broker.kill('SIGKILL');
  await lost;
  for (const [action, values] of [
    ['Pub', pub],
    ['Pub', { ...pub, Qos: '1' }],
    ['SetDeviceProperty', set],
    ['InvokeThingsService', many],
  ] as const) {
    const { Success, Code, ErrorMessage } = await signedByHand(cloud, action, values);
    assert.deepEqual([Success, Code], [false, 'iot.messagebroker.PublishMessageFailed'], action);
    assert.equal(ErrorMessage, 'the broker that devices are at is away');
  }
  const back = next(cloud, 'broker', ({ connected }) => connected);
  await broker.start();
  await back;
  assert.equal((await signedByHand(cloud, 'Pub', pub)).Success, true);
});

test('a wrong password, and a broker that is not there, are named and end the start', { skip }, async (t) => {
  const { port } = await brokerFor(t);
  const base = { protocol: 'mqtt', host: '127.0.0.1', username: 'gateway' } as const;
  await assert.rejects(gatewayFor(t, 0, { broker: { ...base, port, password: 'wrong-secret' } }), (error: Error) => {
    assert.match(error.message, new RegExp(`the broker mqtt://127.0.0.1:${port} refuses user "gateway"`));
    assert.doesNotMatch(error.message, /wrong-secret/);
    return true;
  });
  await assert.rejects(
    gatewayFor(t, 0, { broker: { ...base, port: 1 } }),
    /127\.0\.0\.1:1 cannot be reached: nothing answers/,
  );
});

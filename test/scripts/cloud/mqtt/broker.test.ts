// The broker over real sockets, its devices played by mqtt.js and, where mqtt.js is too polite, by bytes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as dialTcp, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import mqttPacket, { type IConnectPacket } from 'mqtt-packet';
import { callMessage, callService } from '../../../../scripts/call/callService.ts';
import type { Cloud } from '../../../../scripts/cloud/cloud.ts';
import { alink, answering, cloudFor, connect, credentials, device, dial, next, other, target } from '../help.ts';

/** A raw connection that has sent a CONNECT, and its CONNACK's return code. */
async function raw(t: TestContext, cloud: Cloud, change: Partial<IConnectPacket> = {}) {
  const socket = dialTcp(cloud.mqttPort, '127.0.0.1').on('error', () => {});
  t.after(() => socket.destroy());
  const { clientId, username, password } = credentials();
  const connectPacket: IConnectPacket = {
    cmd: 'connect',
    clientId,
    username,
    password: Buffer.from(password),
    keepalive: 60,
    clean: true,
    protocolId: 'MQTT',
    protocolVersion: 4,
  };
  socket.write(mqttPacket.generate({ ...connectPacket, ...change }));
  const [connack] = (await once(socket, 'data')) as [Buffer];
  return { socket, returnCode: connack[3] };
}

function closed(socket: Socket): Promise<unknown> {
  socket.resume();
  return socket.destroyed ? Promise.resolve() : once(socket, 'close');
}

test('a device that signs in is told online, and offline when it says goodbye', async (t) => {
  const cloud = await cloudFor(t);
  const online = next(cloud, 'online');
  const client = await connect(t, cloud);
  const { ms, ...name } = await online;
  assert.deepEqual(name, { productKey: device.productKey, deviceName: device.deviceName });
  assert.ok(ms >= 0 && ms < 5000);
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), true);
  const offline = next(cloud, 'offline');
  await client.endAsync();
  assert.equal((await offline).reason, 'it disconnected');
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), false);
});

const refused: [string, Partial<IConnectPacket>, number][] = [
  ['a malformed clientId', { clientId: 'lamp' }, 2],
  ['a wrong secret', { password: Buffer.from('0'.repeat(64)) }, 4],
  ['an unknown device', { username: 'nobody&a1Bcd' }, 4],
  ['a keep-alive of 10 s', { keepalive: 10 }, 5],
  ['a Will', { will: { topic: '/a1Bcd/lamp/user/gone', payload: Buffer.from('x'), qos: 0, retain: false } }, 5],
  ['MQTT 5', { protocolVersion: 5 }, 1],
];
for (const [what, change, code] of refused) {
  test(`${what} is answered CONNACK ${code} on the wire, then closed`, async (t) => {
    const cloud = await cloudFor(t);
    const told = next(cloud, 'refused');
    const { socket, returnCode } = await raw(t, cloud, change);
    assert.equal(returnCode, code);
    await closed(socket);
    const { reason } = await told;
    assert.ok(reason.length > 0);
    assert.equal(cloud.isOnline(device.productKey, device.deviceName), false);
  });
}

test('the sixth CONNECT in a minute is answered CONNACK 3 unless the limit is lifted', async (t) => {
  const cloud = await cloudFor(t, { connectsPerMinute: 5 });
  for (let i = 0; i < 5; i++) {
    const { socket, returnCode } = await raw(t, cloud);
    assert.equal(returnCode, 0);
    socket.destroy();
  }
  assert.equal((await raw(t, cloud)).returnCode, 3);
});

test('a second connection of one device kicks the first, whatever its clientId says', async (t) => {
  const cloud = await cloudFor(t);
  const first = await connect(t, cloud);
  const gone = new Promise((resolve) => first.once('close', () => resolve(true)));
  const offline = next(cloud, 'offline');
  const second = await connect(t, cloud, credentials(device, 'signmethod=hmacsha1', 'another-text'));
  await gone;
  assert.match((await offline).reason, /kicked/);
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), true);
  answering(second, (request) => alink(request, { data: { who: 'second' } }));
  assert.deepEqual((await callService(target(cloud), 'Ping', {})).data, { who: 'second' });
});

test('two devices with one clientId text do not kick each other', async (t) => {
  const cloud = await cloudFor(t);
  await connect(t, cloud);
  await connect(t, cloud, {}, other);
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), true);
  assert.equal(cloud.isOnline(other.productKey, other.deviceName), true);
});

test("a device's publish reaches the cloud, and neither itself nor another device, though both subscribed", async (t) => {
  const cloud = await cloudFor(t);
  const lamp = await connect(t, cloud);
  const door = await connect(t, cloud, {}, other);
  const heard: string[] = [];
  for (const client of [lamp, door]) client.on('message', (topic) => heard.push(topic));
  await lamp.subscribeAsync(['/a1Bcd/lamp/user/update', '/ext/rrpc/+/a1Bcd/lamp/user/get'], { qos: 1 });
  for (const topic of ['/a1Bcd/lamp/user/update', '/ext/rrpc/1/a1Bcd/lamp/user/get']) {
    const told = next(cloud, 'publish');
    await lamp.publishAsync(topic, 'hello', { qos: 1 });
    assert.deepEqual(await told, { productKey: 'a1Bcd', deviceName: 'lamp', topic, payload: Buffer.from('hello') });
  }
  // A call after them would come after them on the same connection.
  answering(lamp, (request) => alink(request));
  await callService(target(cloud), 'Ping', {});
  assert.deepEqual(
    heard.filter((topic) => !topic.startsWith('/sys/')),
    [],
  );
});

for (const [what, publish] of [
  ["another device's topic", { topic: '/a1Bcd/door/user/update', qos: 0 }],
  ['QoS 2', { topic: '/a1Bcd/lamp/user/update', qos: 2, messageId: 1 }],
  ['retain', { topic: '/a1Bcd/lamp/user/update', qos: 0, retain: true }],
  ['a payload of 256 KB + 1', { topic: '/a1Bcd/lamp/user/update', qos: 0, payload: Buffer.alloc(256 * 1024 + 1) }],
] as const) {
  test(`a PUBLISH with ${what} closes the connection, says why, and reaches nobody`, async (t) => {
    const cloud = await cloudFor(t);
    const published: string[] = [];
    cloud.on('publish', ({ topic }) => published.push(topic));
    const { socket } = await raw(t, cloud);
    const told = next(cloud, 'refused');
    const offline = next(cloud, 'offline');
    socket.write(mqttPacket.generate({ cmd: 'publish', dup: false, retain: false, payload: 'x', ...publish }));
    await closed(socket);
    assert.equal((await told).reason, (await offline).reason);
    assert.deepEqual(published, []);
  });
}

test('batches and histories of posts, on topics of 8 slashes, are answered, and the connection stays', async (t) => {
  const cloud = await cloudFor(t);
  const lamp = await connect(t, cloud);
  const replies: [string, number][] = [];
  const both = new Promise<void>((resolve) => {
    lamp.on('message', (topic, payload) => {
      replies.push([topic, JSON.parse(payload.toString()).code]);
      if (replies.length === 2) resolve();
    });
  });
  const properties = { LED: [{ value: 1, time: 1 }] };
  for (const [form, params] of [
    ['batch', { properties }],
    ['history', [{ properties: [{ LED: { value: 0, time: 2 } }] }]],
  ] as const) {
    const body = { id: '1', version: '1.0', params, method: `thing.event.property.${form}.post` };
    await lamp.publishAsync(`/sys/a1Bcd/lamp/thing/event/property/${form}/post`, JSON.stringify(body), { qos: 1 });
  }
  await both;
  assert.deepEqual(replies.sort(), [
    ['/sys/a1Bcd/lamp/thing/event/property/batch/post_reply', 200],
    ['/sys/a1Bcd/lamp/thing/event/property/history/post_reply', 200],
  ]);
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), true);
});

test('eight filters in a SUBSCRIBE are granted, nine are all answered 0x80, and the connection stays', async (t) => {
  const cloud = await cloudFor(t);
  const { socket } = await raw(t, cloud);
  const subscribe = async (count: number, messageId: number) => {
    const subscriptions = Array.from({ length: count }, (_, i) => ({
      topic: `/a1Bcd/lamp/user/${i}`,
      qos: 1 as const,
    }));
    socket.write(mqttPacket.generate({ cmd: 'subscribe', messageId, subscriptions }));
    return ((await once(socket, 'data')) as [Buffer])[0];
  };
  assert.deepEqual(await subscribe(9, 0x102), Buffer.from([0x90, 11, 1, 2, ...Array(9).fill(0x80)]));
  assert.deepEqual(await subscribe(8, 0x103), Buffer.from([0x90, 10, 1, 3, ...Array(8).fill(1)]));
});

test("a filter that is not the device's own is answered 0x80 beside granted ones", async (t) => {
  const cloud = await cloudFor(t);
  const { socket } = await raw(t, cloud);
  const told = next(cloud, 'subscribed');
  const topics = ['/a1Bcd/lamp/user/get', '/a1Bcd/door/user/get', '#', '$SYS/#'];
  const subscriptions = topics.map((topic) => ({ topic, qos: 0 as const }));
  socket.write(mqttPacket.generate({ cmd: 'subscribe', messageId: 7, subscriptions }));
  const [suback] = (await once(socket, 'data')) as [Buffer];
  assert.deepEqual(suback, Buffer.from([0x90, 6, 0, 7, 0, 0x80, 0x80, 0x80]));
  assert.deepEqual(await told, {
    productKey: 'a1Bcd',
    deviceName: 'lamp',
    granted: topics.slice(0, 1),
    refused: topics.slice(1),
  });
});

test('a packet announced too large closes the connection before it is sent', async (t) => {
  const cloud = await cloudFor(t);
  const { socket } = await raw(t, cloud);
  const told = next(cloud, 'refused');
  socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
  await closed(socket);
  assert.match((await told).reason, /a packet of 268435460 bytes/);
});

test('before sign-in nothing larger than 4 KB is taken', async (t) => {
  const cloud = await cloudFor(t);
  const socket = dialTcp(cloud.mqttPort, '127.0.0.1').on('error', () => {});
  socket.write(Buffer.from([0x10, 0x80, 0x20]));
  await closed(socket);
});

test('bytes that are no MQTT, and packets before CONNECT, close that connection only', async (t) => {
  const cloud = await cloudFor(t);
  const lamp = await connect(t, cloud);
  answering(lamp, (request) => alink(request));
  for (const bytes of [
    'GET / HTTP/1.1\r\n\r\n',
    '\x00\x00',
    '\xc0\x00',
    '\x10\x02\x00\x09',
    '\xff\xff\xff\xff\xff\xff',
  ]) {
    const socket = dialTcp(cloud.mqttPort, '127.0.0.1').on('error', () => {});
    socket.write(Buffer.from(bytes, 'latin1'));
    socket.end();
    await closed(socket);
  }
  assert.equal((await callService(target(cloud), 'Ping', {})).code, 200);
});

test('a device that is silent for 1.5 keep-alives is dropped', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const cloud = await cloudFor(t);
  const { socket } = await raw(t, cloud, { keepalive: 30 });
  const offline = next(cloud, 'offline');
  t.mock.timers.tick(44_999);
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), true);
  t.mock.timers.tick(2);
  assert.match((await offline).reason, /1\.5 keep-alives/);
  await closed(socket);
});

test('a device gets its calls though it subscribed to nothing', async (t) => {
  const cloud = await cloudFor(t);
  answering(await connect(t, cloud), (request) => alink(request));
  assert.equal((await callService(target(cloud), 'Ping', {})).code, 200);
});

test('in strict mode it gets them only once it subscribed', async (t) => {
  const cloud = await cloudFor(t, { strict: true });
  const lamp = await connect(t, cloud);
  answering(lamp, () => 'pong');
  const told = next(cloud, 'refused');
  await assert.rejects(callMessage(target(cloud), Buffer.from('ping'), { timeout: 1000 }), /TIMEOUT|did not answer/);
  assert.match((await told).reason, /no subscription matches \/sys\/a1Bcd\/lamp\/rrpc\/request\/\d{19}/);
  await lamp.subscribeAsync('/sys/a1Bcd/lamp/rrpc/request/+');
  assert.equal((await callMessage(target(cloud), Buffer.from('ping'))).payload.toString(), 'pong');
  await lamp.unsubscribeAsync('/sys/a1Bcd/lamp/rrpc/request/+');
  await assert.rejects(callMessage(target(cloud), Buffer.from('ping'), { timeout: 1000 }), /did not answer/);
});

test('a connection lost without goodbye is HALFCONN, and the device may come back', async (t) => {
  const cloud = await cloudFor(t);
  const { socket } = await raw(t, cloud);
  const offline = next(cloud, 'offline');
  socket.destroy();
  await offline;
  await assert.rejects(callService(target(cloud), 'Ping', {}), { code: 'HALFCONN' });
  answering(await connect(t, cloud), (request) => alink(request));
  assert.equal((await callService(target(cloud), 'Ping', {})).code, 200);
});

test('a session kept by clean=false is resumed without an echo of what the device published', async (t) => {
  const cloud = await cloudFor(t, { strict: true });
  const first = await connect(t, cloud, { clean: false });
  await first.subscribeAsync(['/sys/a1Bcd/lamp/rrpc/request/+', '/a1Bcd/lamp/user/update'], { qos: 1 });
  await first.publishAsync('/a1Bcd/lamp/user/update', 'mine', { qos: 1 });
  await first.endAsync();
  const second = dial(t, cloud, { ...credentials(), clean: false });
  const heard: string[] = [];
  second.on('message', (topic) => heard.push(topic));
  answering(second, (request) => alink(request));
  const [connack] = (await new Promise((resolve) => second.once('connect', (...all) => resolve(all)))) as [
    { sessionPresent: boolean },
  ];
  assert.equal(connack.sessionPresent, true);
  assert.equal((await callService(target(cloud), 'Ping', {})).code, 200);
  assert.equal(heard.length, 1);
});

// What strangers and broken devices do to the broker, while another device's calls go on answering.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as dialTcp, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import mqttPacket from 'mqtt-packet';
import { callService } from '../../../../scripts/call/callService.ts';
import type { Cloud } from '../../../../scripts/cloud/cloud.ts';
import { FLOOD, STRANGERS, UNREAD_BYTES } from '../../../../scripts/cloud/limits.ts';
import { Caller } from '../../../../scripts/load/caller.ts';
import { accessKey, alink, answering, cloudFor, connect, credentials, device, next, other, target } from '../help.ts';

/** A device that answers, and what it takes to see that it still does. */
async function witness(t: TestContext, cloud: Cloud) {
  answering(await connect(t, cloud, {}, other), (request) => alink(request));
  return async () => assert.equal((await callService(target(cloud, other), 'Ping', {})).code, 200);
}

function tcp(t: TestContext, cloud: Cloud): Socket {
  const socket = dialTcp(cloud.mqttPort, '127.0.0.1').on('error', () => {});
  t.after(() => socket.destroy());
  return socket;
}

/** A device by bytes, signed in. */
async function signedIn(t: TestContext, cloud: Cloud): Promise<Socket> {
  const socket = tcp(t, cloud);
  const { clientId, username, password } = credentials();
  const claim = { clientId, username, password: Buffer.from(password), keepalive: 60, clean: true };
  socket.write(mqttPacket.generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, ...claim }));
  const [connack] = (await once(socket, 'data')) as [Buffer];
  assert.equal(connack[3], 0);
  return socket;
}

const publish = (qos: 0 | 1, messageId = 1) =>
  mqttPacket.generate({
    cmd: 'publish',
    topic: '/a1Bcd/lamp/user/update',
    payload: 'x',
    qos,
    dup: false,
    retain: false,
    ...(qos === 1 && { messageId }),
  });

test('of a thousand connections that never sign in the oldest make room, and devices sign in and answer', async (t) => {
  const cloud = await cloudFor(t);
  const answers = await witness(t, cloud);
  const sockets: Socket[] = [];
  for (let i = 0; i < STRANGERS + 20; i++) {
    const socket = tcp(t, cloud);
    sockets.push(socket);
    if (i % 50 === 0) await once(socket, 'connect');
  }
  await Promise.all(sockets.slice(0, 20).map((socket) => socket.destroyed || once(socket.resume(), 'close')));
  await answers();
  answering(await connect(t, cloud), (request) => alink(request));
  assert.equal((await callService(target(cloud), 'Ping', {})).code, 200);
  assert.ok(sockets.slice(-100).every((socket) => !socket.destroyed));
});

test('a CONNECT that never ends is closed after ten seconds, however slowly its bytes come', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const cloud = await cloudFor(t);
  const socket = tcp(t, cloud);
  socket.write(Buffer.from([0x10, 0x50, 0x00, 0x04, 0x4d]));
  const stranger = tcp(t, cloud);
  await Promise.all([once(socket, 'connect'), once(stranger, 'connect')]);
  // Their bytes are with the broker once a later connection was answered.
  t.mock.timers.tick(0);
  await connect(t, cloud, {}, other);
  t.mock.timers.tick(10_001);
  await Promise.all([once(socket.resume(), 'close'), once(stranger.resume(), 'close')]);
});

test('a device that does not read costs bounded memory: calls to it are UNKNOWN, calls to others are answered', async (t) => {
  const cloud = await cloudFor(t);
  const answers = await witness(t, cloud);
  const deaf = await signedIn(t, cloud);
  deaf.pause();
  const caller = new Caller({ host: '127.0.0.1', port: cloud.httpPort, accessKey, connections: 400 });
  t.after(() => caller.close());
  // More than the network's own buffers hold, and UNREAD_BYTES on top.
  const payload = Buffer.alloc(36_000, 0x78);
  const calls = Array.from({ length: 400 }, () => caller.call(device, payload, 1000));
  await answers();
  const codes = (await Promise.all(calls)).map((answer) => ('failed' in answer ? answer.failed : 'answered'));
  assert.ok(codes.length * payload.length > 8 * UNREAD_BYTES);
  assert.ok(codes.includes('UNKNOWN'), [...new Set(codes)].join());
  assert.ok(
    codes.every((code) => code === 'UNKNOWN' || code === 'TIMEOUT'),
    [...new Set(codes)].join(),
  );
});

for (const [what, packet] of [
  ['PUBLISHes', publish(0)],
  ['PINGREQs', Buffer.from([0xc0, 0x00])],
] as const) {
  test(`a flood of ${what} closes that connection, says so, and no other`, async (t) => {
    const cloud = await cloudFor(t);
    const answers = await witness(t, cloud);
    const flooder = await signedIn(t, cloud);
    const told = next(cloud, 'refused', ({ reason }) => reason.startsWith('a flood'));
    const offline = next(cloud, 'offline');
    flooder.write(Buffer.concat(Array.from({ length: FLOOD.packets + 1 }, () => packet)));
    await once(flooder.resume(), 'close');
    await told;
    assert.equal((await offline).deviceName, 'lamp');
    await answers();
  });
}

test('beyond 30 messages a second at QoS 0 and 10 at QoS 1 they are dropped, not acknowledged, and told', async (t) => {
  const cloud = await cloudFor(t, { rates: 'platform' });
  let arrived = 0;
  cloud.on('publish', () => {
    arrived += 1;
  });
  const refusals: string[] = [];
  cloud.on('refused', ({ reason }) => refusals.push(reason));
  const socket = await signedIn(t, cloud);
  const acknowledged: number[] = [];
  const parser = mqttPacket.parser();
  const pong = new Promise<void>((resolve) => {
    parser.on('packet', (packet) => {
      if (packet.cmd === 'puback') acknowledged.push(packet.messageId ?? 0);
      if (packet.cmd === 'pingresp') resolve();
    });
  });
  socket.on('data', (bytes) => parser.parse(bytes));
  const messages = [
    ...Array.from({ length: 40 }, () => publish(0)),
    ...Array.from({ length: 12 }, (_, i) => publish(1, i + 1)),
  ];
  // One write, so that all of them fall within one second.
  socket.write(Buffer.concat([...messages, Buffer.from([0xc0, 0x00])]));
  await pong;
  assert.equal(arrived, 40);
  assert.deepEqual(acknowledged, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.match(refusals[0] ?? '', /more than 30 a second at QoS 0: 1 dropped/);
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), true);
});

test('of 60 calls of one device in a second 50 go down, and the rest are iot.messagebroker.RateLimit at once', async (t) => {
  const cloud = await cloudFor(t, { rates: 'platform' });
  const asked: string[] = [];
  const lamp = await connect(t, cloud);
  lamp.on('message', (topic) => asked.push(topic));
  const caller = new Caller({ host: '127.0.0.1', port: cloud.httpPort, accessKey, connections: 60 });
  t.after(() => caller.close());
  const calls = Array.from({ length: 60 }, () => caller.call(device, Buffer.from('x'), 1000));
  const codes = (await Promise.all(calls)).map((answer) => ('failed' in answer ? answer.failed : 'answered'));
  // A second may pass while they come in; within it no more than fifty did.
  assert.ok(asked.length >= 50 && asked.length <= 60);
  assert.equal(codes.filter((code) => code === 'iot.messagebroker.RateLimit').length, 60 - asked.length);
});

for (const method of ['hmacmd5', 'hmacsha1', 'hmacsha256']) {
  test(`mqtt.js signs in by ${method} and is called; with the password of another method it is refused`, async (t) => {
    const cloud = await cloudFor(t);
    const lamp = await connect(t, cloud, credentials(device, `signmethod=${method},timestamp=789`));
    answering(lamp, (request) => alink(request, { data: { method } }));
    assert.deepEqual((await callService(target(cloud), 'Ping', {})).data, { method });
    const wrong = method === 'hmacmd5' ? 'hmacsha1' : 'hmacmd5';
    const { password } = credentials(device, `signmethod=${wrong},timestamp=789`);
    const claim = { ...credentials(device, `signmethod=${method},timestamp=789`), password };
    await assert.rejects(connect(t, cloud, claim), { code: 4 });
  });
}

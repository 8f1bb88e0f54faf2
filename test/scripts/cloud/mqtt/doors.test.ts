// The doors over real sockets: TLS and WebSocket, by mqtt.js, and what comes in that is neither.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as dialTcp, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { connect as dialTls } from 'node:tls';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import WebSocket from 'ws';
import { callService } from '../../../../scripts/call/callService.ts';
import { STRANGERS } from '../../../../scripts/cloud/limits.ts';
import { makeCertificate } from '../../../../scripts/cloud/mqtt/certificate.ts';
import { Doors } from '../../../../scripts/cloud/mqtt/doors.ts';
import { alink, answering, cloudFor, credentials, device, next, other, target } from '../help.ts';

function dialUrl(t: TestContext, url: string, options: IClientOptions = {}) {
  const client = mqtt.connect(url, { ...credentials(), reconnectPeriod: 0, keepalive: 60, ...options });
  client.on('error', () => {});
  t.after(() => client.endAsync(true));
  return client;
}

function connected(client: MqttClient): Promise<void> {
  return new Promise((resolve, reject) => client.once('connect', () => resolve()).once('error', reject));
}

test('a device signs in over TLS, its server known by the certificate, and is called', async (t) => {
  const certificate = await makeCertificate('127.0.0.1');
  const cloud = await cloudFor(t, { tlsPort: 0, certificate });
  const client = dialUrl(t, `mqtts://127.0.0.1:${cloud.tlsPort}`, { ca: certificate.cert });
  await connected(client);
  answering(client, (request) => alink(request, { data: { over: 'TLS' } }));
  assert.deepEqual((await callService(target(cloud), 'Ping', {})).data, { over: 'TLS' });
});

test('without a certificate given one is made, which a stranger to it does not trust', async (t) => {
  const cloud = await cloudFor(t, { tlsPort: 0 });
  const socket = dialTls({ host: '127.0.0.1', port: cloud.tlsPort ?? 0 });
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  assert.match(error.code ?? '', /SELF_SIGNED/);
});

test('plain MQTT at the TLS port is closed, and the port goes on', async (t) => {
  const certificate = await makeCertificate('127.0.0.1');
  const cloud = await cloudFor(t, { tlsPort: 0, certificate });
  const plain = dialTcp(cloud.tlsPort ?? 0, '127.0.0.1').on('error', () => {});
  plain.write('\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04lamp');
  await once(plain.resume(), 'close');
  await connected(dialUrl(t, `mqtts://127.0.0.1:${cloud.tlsPort}`, { ca: certificate.cert }));
});

test('a TLS handshake that stops halfway is closed after its time', async (t) => {
  const doors = new Doors();
  t.after(() => doors.close());
  const certificate = await makeCertificate('127.0.0.1');
  const accept = () => assert.fail('no connection was made');
  await doors.open({ host: '127.0.0.1', mqttPort: 0, tlsPort: 0, certificate, handshakeMs: 50, accept });
  const half = dialTcp(doors.ports.tls ?? 0, '127.0.0.1').on('error', () => {});
  half.write(Buffer.from([0x16, 0x03]));
  await once(half.resume(), 'close');
});

for (const [door, half] of [
  ['TLS', Buffer.from([0x16, 0x03, 0x01])],
  ['WebSocket', Buffer.from('GET /mqtt HTTP/1.1\r\nhost: x\r\nupgr')],
] as const)
  test(`of ${STRANGERS + 20} connections that stop within the handshake of ${door} the oldest go, those signed in stay, and devices sign in`, async (t) => {
    const certificate = await makeCertificate('127.0.0.1');
    const cloud = await cloudFor(t, door === 'TLS' ? { tlsPort: 0, certificate } : { webSocketPort: 0 });
    const port = (door === 'TLS' ? cloud.tlsPort : cloud.webSocketPort) ?? 0;
    const url = door === 'TLS' ? `mqtts://127.0.0.1:${port}` : `ws://127.0.0.1:${port}`;
    const sign = (identity = device) => {
      const options = door === 'TLS' ? { ca: certificate.cert } : {};
      const client = dialUrl(t, url, { ...credentials(identity), ...options });
      return connected(client).then(() => client);
    };
    const early = await sign(other);
    const sockets: Socket[] = [];
    for (let i = 0; i < STRANGERS + 20; i++) {
      const socket = dialTcp(port, '127.0.0.1').on('error', () => {});
      t.after(() => socket.destroy());
      socket.write(half);
      sockets.push(socket);
      if (i % 50 === 0) await once(socket, 'connect');
    }
    await Promise.all(sockets.slice(0, 20).map((socket) => socket.closed || once(socket.resume(), 'close')));
    for (const [client, identity] of [[await sign(), device] as const, [early, other] as const]) {
      answering(client, (request) => alink(request));
      assert.equal((await callService(target(cloud, identity), 'Ping', {})).code, 200);
    }
    assert.ok(sockets.slice(-100).every((socket) => !socket.closed));
  });

test('a device signs in over WebSocket and is called, large messages included', async (t) => {
  const cloud = await cloudFor(t, { webSocketPort: 0 });
  const client = dialUrl(t, `ws://127.0.0.1:${cloud.webSocketPort}/mqtt`);
  await connected(client);
  answering(client, (request) => alink(request, { data: { text: 'x'.repeat(200_000) } }));
  const { data } = await callService(target(cloud), 'Ping', {});
  assert.equal((data as { text: string }).text.length, 200_000);
  const offline = next(cloud, 'offline');
  await client.endAsync();
  assert.equal((await offline).reason, 'it disconnected');
});

test('a wrong secret over WebSocket gets its CONNACK 4', async (t) => {
  const cloud = await cloudFor(t, { webSocketPort: 0 });
  const client = dialUrl(t, `ws://127.0.0.1:${cloud.webSocketPort}`, { password: '0'.repeat(64) });
  await assert.rejects(connected(client), { code: 4 });
});

test('a WebSocket without the subprotocol mqtt, one that sends text, and a plain request are refused', async (t) => {
  const cloud = await cloudFor(t, { webSocketPort: 0 });
  const url = `ws://127.0.0.1:${cloud.webSocketPort}`;
  const [code] = await once(new WebSocket(url), 'close');
  assert.equal(code, 1002);
  const texter = new WebSocket(url, 'mqtt');
  await once(texter, 'open');
  texter.send('hello');
  const [textCode] = await once(texter, 'close');
  assert.ok([1003, 1006].includes(textCode as number), String(textCode));
  const answer = await fetch(url.replace('ws:', 'http:'));
  assert.equal(answer.status, 426);
});

test('a WebSocket message beyond the largest packet ends it', async (t) => {
  const cloud = await cloudFor(t, { webSocketPort: 0 });
  const socket = new WebSocket(`ws://127.0.0.1:${cloud.webSocketPort}`, 'mqtt');
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send(Buffer.alloc(300 * 1024));
  await once(socket, 'close');
});

test('a port in use is named by what it is for, and the other ports are let go', async (t) => {
  const first = await cloudFor(t, { webSocketPort: 0 });
  await assert.rejects(cloudFor(t, { tlsPort: first.webSocketPort ?? 0 }), /MQTT over TLS port \d+ is in use/);
  await assert.rejects(cloudFor(t, { webSocketPort: first.mqttPort }), /MQTT over WebSocket port \d+ is in use/);
});

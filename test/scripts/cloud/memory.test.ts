// The cloud's memory under attack, in a process of its own with a small heap: it lives, and a device's calls are answered.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as dialTls } from 'node:tls';
import mqttPacket from 'mqtt-packet';
import type { Cloud } from '../../../scripts/cloud/cloud.ts';
import {
  FLOOD,
  HTTP_BYTES,
  HTTP_WAITING,
  PACKET_BYTES,
  PAYLOAD_BYTES,
  STRANGERS,
} from '../../../scripts/cloud/limits.ts';
import { Caller } from '../../../scripts/load/caller.ts';
import { run } from './command.ts';
import { accessKey, answering, connect, credentials, device, other } from './help.ts';

/** The heap of its process, in MB: the cloud at rest takes a quarter of it, the 64 MB of slow callers' heads another third. */
const HEAP_MB = 192;

/** What the attacks may add to its memory, buffers outside the heap included, in MB: 1,000 callers with 512 KB of head and 60 KB
 *  of body each are kept within 64 MB, 1,000 TLS handshakes under way are a tenth of it. */
const MORE_MB = 400;

const MB = 2 ** 20;

/** A cloud in a process of its own, with a device that answers, another that is to be attacked through, and its memory. */
async function setUp(t: TestContext) {
  const doors = ['--mqtt', '0', '--http', '0', '--tls', '0', '--websocket', '0'];
  const flags = [...doors, '--connects', '0', '--rates', 'none', '--memory', '--quiet'];
  const devices = [device, other].flatMap((one) => ['--device', Object.values(one).join(',')]);
  const keys = ['--access-key', `${accessKey.id},${accessKey.secret}`];
  const running = run(t, 'scripts/cloud.ts', [...flags, ...devices, ...keys], {
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
  });
  const line = await running.line(/^cloud ready/);
  const port = (name: string) => Number(new RegExp(` ${name}=(\\d+)`).exec(line)?.[1]);
  const ports = {
    mqttPort: port('mqtt'),
    httpPort: port('http'),
    tlsPort: port('tls'),
    webSocketPort: port('websocket'),
  };
  const cloud = ports as Cloud & typeof ports;
  answering(await connect(t, cloud, {}, other), (request) => request);
  const caller = new Caller({ host: '127.0.0.1', port: cloud.httpPort, accessKey, connections: 2 });
  t.after(() => caller.close());
  const status = `/proc/${running.child.pid}/status`;
  /** In MB: now, or at its highest. Undefined where the system does not tell. */
  const memory = (which: 'VmRSS' | 'VmHWM') =>
    existsSync(status)
      ? Number(new RegExp(`${which}:\\s+(\\d+)`).exec(readFileSync(status, 'utf8'))?.[1]) / 1024
      : undefined;
  return { cloud, caller, memory, running };
}

function open(t: TestContext, port: number): Socket {
  const socket = dial(port, '127.0.0.1').on('error', () => {});
  socket.resume();
  t.after(() => socket.destroy());
  return socket;
}

/** Opens `count` connections, a few at a time, that each send `bytes` and wait. */
async function hold(t: TestContext, port: number, count: number, bytes: Buffer): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const some = Array.from({ length: 50 }, () => open(t, port));
    await Promise.all(some.map((socket) => once(socket, 'connect')));
    for (const socket of some) socket.write(bytes);
    sockets.push(...some);
  }
  return sockets;
}

/** The oldest of too many connections are closed, and not all of them. */
async function oldestGo(sockets: readonly Socket[]): Promise<void> {
  const [oldest] = sockets;
  if (oldest && !oldest.closed) await new Promise((resolve) => oldest.once('close', resolve));
  assert.ok(sockets.filter((socket) => !socket.closed).length > 100);
}

/** The first message of a TLS handshake. */
async function clientHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const came = once(server, 'connection');
  const client = dialTls({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).on('error', () => {});
  const [socket] = (await came) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  client.destroy();
  server.close();
  return hello;
}

/** Sends all of it and ends, unless the other side closes first; resolves when the connection is closed. */
async function sendAll(socket: Socket, chunk: Buffer, times: number): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (let i = 0; i < times && !socket.destroyed; i++)
    if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  // What was slow enough to be no flood is not waited for until its keep-alive is over.
  socket.end();
  await closed;
}

/** The attacked device, signed in by hand. */
async function signedIn(t: TestContext, { mqttPort }: Cloud): Promise<Socket> {
  const socket = open(t, mqttPort);
  const { clientId, username, password } = credentials();
  const claim = { clientId, username, password: Buffer.from(password), keepalive: 60, clean: true };
  socket.write(mqttPacket.generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, ...claim }));
  const [connack] = (await once(socket, 'data')) as [Buffer];
  assert.equal(connack[3], 0);
  return socket;
}

const publish = (payload: Buffer) =>
  mqttPacket.generate({ cmd: 'publish', topic: '/a1Bcd/lamp/user/a', payload, qos: 0, dup: false, retain: false });

test('strangers at every door, slow callers, oversized requests and floods at once: memory is bounded, and calls go on', async (t) => {
  const { cloud, caller, memory, running } = await setUp(t);
  let attacking = true;
  let answered = 0;
  const failures: string[] = [];
  const witness = async () => {
    while (attacking) {
      const text = `call ${answered}`;
      const answer = await caller.call(other, Buffer.from(text), 8000);
      if ('payload' in answer && answer.payload.toString() === text) answered += 1;
      else failures.push('failed' in answer ? answer.failed : 'another answer');
      await pause(10);
    }
  };
  for (let i = 0; i < 50; i++) await caller.call(other, Buffer.from('warm'), 8000);
  const before = memory('VmRSS');
  const watching = witness();
  t.after(() => {
    attacking = false;
  });

  const connectPacket = Buffer.alloc(PACKET_BYTES.signingIn - 100, 0x61);
  connectPacket.set([0x10, 0xf0, 0x1f, 0x00, 0x04, 0x4d, 0x51, 0x54, 0x54, 0x04]);
  const strangers = await hold(t, cloud.mqttPort, STRANGERS + 100, connectPacket);
  await oldestGo(strangers);

  const head = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 65000\r\n';
  const slow = Buffer.from(`${head}x: ${'x'.repeat(HTTP_BYTES.head - 1000)}\r\n\r\n${'x'.repeat(60_000)}`);
  const waiting = await hold(t, cloud.httpPort, HTTP_WAITING + 100, slow);
  await oldestGo(waiting);

  await oldestGo(await hold(t, cloud.tlsPort, STRANGERS + 100, await clientHello()));
  await oldestGo(await hold(t, cloud.webSocketPort, STRANGERS + 100, Buffer.from(head)));

  const million = Buffer.alloc(MB, 0x78);
  for (const start of ['POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n', 'GET /', '']) {
    const greedy = Array.from({ length: 10 }, () => open(t, cloud.httpPort));
    for (const socket of greedy) socket.write(start);
    await Promise.all(greedy.map((socket) => sendAll(socket, million, 8)));
  }

  for (const [packet, times] of [
    [publish(Buffer.alloc(PAYLOAD_BYTES + 1)), 1],
    [publish(Buffer.alloc(PAYLOAD_BYTES)), (2 * FLOOD.bytes) / PAYLOAD_BYTES],
    [Buffer.concat(Array.from({ length: 1000 }, () => publish(Buffer.from('x')))), 2 * (FLOOD.packets / 1000)],
  ] as const) {
    const flooder = await signedIn(t, cloud);
    await sendAll(flooder, packet, times);
  }

  attacking = false;
  await watching;
  assert.deepEqual(failures, []);
  assert.ok(answered >= 20, `${answered} calls were answered meanwhile`);
  assert.equal(running.child.exitCode, null, running.stderr());
  const [most, now] = [memory('VmHWM'), memory('VmRSS')];
  if (before === undefined || most === undefined)
    return t.diagnostic('this system does not tell how much memory it took');
  t.diagnostic(
    `${before.toFixed()} MB before, ${most.toFixed()} MB at most, ${now?.toFixed()} MB after; ${answered} calls`,
  );
  assert.ok(most < before + MORE_MB, `${most.toFixed()} MB at most, ${before.toFixed()} MB before`);
});

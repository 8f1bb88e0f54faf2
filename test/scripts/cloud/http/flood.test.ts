// Callers that mean no good, many at once: others are answered meanwhile, and memory stays.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as dialTcp, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { HTTP_WAITING } from '../../../../scripts/cloud/limits.ts';
import { alink, answering, cloudFor, connect, device } from '../help.ts';
import { signedByHand } from './official.ts';

const named = { ProductKey: device.productKey, DeviceName: device.deviceName };

async function setUp(t: TestContext) {
  const cloud = await cloudFor(t);
  answering(await connect(t, cloud), (request) => alink(request, { data: { on: 1 } }));
  const ask = async () => {
    const { Success, Data } = await signedByHand(cloud, 'InvokeThingService', {
      ...named,
      Identifier: 'Get',
      Args: '{}',
    });
    return Success && Data?.Result;
  };
  return { cloud, ask };
}

/** Opens connections that send `bytes` and nothing after them. */
async function hold(t: TestContext, port: number, count: number, bytes: string): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => dialTcp(port, '127.0.0.1').on('error', () => {}));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const socket of sockets) socket.write(bytes);
  return sockets;
}

for (const [what, bytes] of [
  ['say nothing', ''],
  ['send half a head', 'POST / HTTP/1.1\r\nho'],
  ['send half a body', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9999\r\n\r\nhalf'],
] as const) {
  test(`${HTTP_WAITING + 200} callers that ${what} shut nobody out: the oldest go`, async (t) => {
    const { cloud, ask } = await setUp(t);
    const sockets = await hold(t, cloud.httpPort, HTTP_WAITING + 200, bytes);
    assert.equal(await ask(), '{"on":1}');
    const [first] = sockets;
    if (first && !first.closed) await once(first.resume(), 'close');
    assert.equal(await ask(), '{"on":1}');
    assert.equal(sockets.at(-1)?.closed, false);
  });
}

test('a thousand bad requests of every kind are each refused, calls go on, and memory does not grow with them', async (t) => {
  const { cloud, ask } = await setUp(t);
  const url = `http://127.0.0.1:${cloud.httpPort}/`;
  const deep = '['.repeat(8_000) + ']'.repeat(8_000);
  const codeOf = (answer: unknown) => String((answer as { Code?: string }).Code);
  const bad: (() => Promise<string>)[] = [
    async () => (await fetch(url)).json().then(codeOf),
    async () => (await fetch(`${url}?Action=RRpc&Version=2018-01-20&Signature=x`)).json().then(codeOf),
    async () => (await fetch(url, { method: 'POST', body: 'x'.repeat(100_000) })).json().then(codeOf),
    async () => (await signedByHand(cloud, 'NoSuchAction', {})).Code ?? '',
    async () => (await signedByHand(cloud, 'InvokeThingService', { ...named, Identifier: 'a', Args: '{' })).Code ?? '',
    async () => (await signedByHand(cloud, 'SetDeviceProperty', { ...named, Items: deep })).Code ?? '',
  ];
  const expected = [
    ...['MissingAction', 'MissingAccessKeyId', 'RequestEntityTooLarge', 'InvalidAction.NotFound'],
    ...['iot.device.InvokeThingServiceFailed', 'iot.device.SetDevicePropertyFailed'],
  ];
  const round = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const codes = await Promise.all(bad.map((one) => one().catch((error: Error) => error.name)));
      // A caller that still sends when it is refused may find the connection closed under it.
      if (codes[2] === 'TypeError') codes[2] = 'RequestEntityTooLarge';
      assert.deepEqual(codes, expected);
      if (i % 20 === 0) assert.equal(await ask(), '{"on":1}');
    }
  };
  await round(20);
  const before = process.memoryUsage().rss;
  await round(150);
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  assert.ok(grown < 100, `${grown.toFixed(0)} MB more`);
});

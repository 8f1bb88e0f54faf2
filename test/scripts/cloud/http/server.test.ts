// The HTTP side as callers without the official client meet it: signed by hand, wrongly, slowly, too large.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect as dialTcp } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Api } from '../../../../scripts/cloud/http/api.ts';
import { createApiServer } from '../../../../scripts/cloud/http/server.ts';
import { accessKey, answering, cloudFor, connect, next } from '../help.ts';
import { iot, officialClient } from './official.ts';
import { acs3Headers, rpcParams } from './signing.ts';

const ask = { ProductKey: 'a1Bcd', DeviceName: 'lamp', RequestBase64Byte: 'aGk=', Timeout: '1000' };

async function setUp(t: TestContext) {
  const cloud = await cloudFor(t);
  answering(await connect(t, cloud), (request) => `${request}!`);
  return { cloud, host: `127.0.0.1:${cloud.httpPort}`, url: `http://127.0.0.1:${cloud.httpPort}/` };
}

async function read(response: Response) {
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  const body = (await response.json()) as Record<string, unknown>;
  assert.match(String(body.RequestId), /^[0-9A-F-]{36}$/);
  return { status: response.status, ...body } as Record<string, unknown>;
}

/** Sends bytes on a connection of their own and gives what came back when it was closed. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = dialTcp(port, '127.0.0.1').on('error', () => {});
  socket.write(bytes);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return text;
}

test('a request signed by RPC 1.0 is answered by GET, by POST with a query, and by POST with a form', async (t) => {
  const { url } = await setUp(t);
  const query = (method: 'GET' | 'POST') => new URLSearchParams(rpcParams('RRpc', ask, { method }));
  for (const response of [
    await fetch(`${url}?${query('GET')}`),
    await fetch(`${url}?${query('POST')}`, { method: 'POST' }),
    await fetch(url, { method: 'POST', body: query('POST') }),
  ]) {
    const { status, Success, RrpcCode, PayloadBase64Byte } = await read(response);
    assert.deepEqual([status, Success, RrpcCode, PayloadBase64Byte], [200, true, 'SUCCESS', 'aGkh']);
  }
});

test('a request signed by ACS3 is answered with its parameters in the query or in a form', async (t) => {
  const { url, host } = await setUp(t);
  const form = new URLSearchParams(ask).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const response of [
    await fetch(`${url}?${form}`, { method: 'POST', headers: acs3Headers(host, 'RRpc', ask) }),
    await fetch(`${url}?${form}`, { headers: acs3Headers(host, 'RRpc', ask, '', { method: 'GET' }) }),
    await fetch(url, { method: 'POST', headers: { ...acs3Headers(host, 'RRpc', {}, form), ...type }, body: form }),
  ])
    assert.equal((await read(response)).PayloadBase64Byte, 'aGkh');
});

test('MessageId is written as raw int64 digits', async (t) => {
  const { url } = await setUp(t);
  const text = await (await fetch(`${url}?${new URLSearchParams(rpcParams('RRpc', ask))}`)).text();
  assert.match(text, /"MessageId":\d{19}[,}]/);
});

const refusals: [string, string, Record<string, string>, object, number, string][] = [
  ['an unknown action', 'QueryEverything', ask, {}, 404, 'InvalidAction.NotFound'],
  ['an action named like a built-in', 'constructor', ask, {}, 404, 'InvalidAction.NotFound'],
  ['another version', 'RRpc', ask, { Version: '2017-04-20' }, 400, 'InvalidVersion'],
  ['no product', 'RRpc', { ...ask, ProductKey: '' }, {}, 400, 'MissingProductKey'],
  ['no timeout', 'RRpc', { ...ask, Timeout: '' }, {}, 400, 'MissingTimeout'],
  ['no identifier', 'InvokeThingService', { ...ask, Args: '{}' }, {}, 400, 'MissingIdentifier'],
  ['no arguments', 'InvokeThingService', { ...ask, Identifier: 'SetPin' }, {}, 400, 'MissingArgs'],
];
for (const [what, action, values, change, status, code] of refusals) {
  test(`${what} is answered ${status} ${code}`, async (t) => {
    const { cloud, url } = await setUp(t);
    const denied = next(cloud, 'denied');
    const answer = await read(await fetch(`${url}?${new URLSearchParams(rpcParams(action, values, {}, change))}`));
    assert.deepEqual([answer.status, answer.Code], [status, code]);
    assert.deepEqual(await denied, { api: action, accessKeyId: accessKey.id, code });
  });
}

test('the error for an unknown action names it', async (t) => {
  const { url } = await setUp(t);
  const answer = await read(await fetch(`${url}?${new URLSearchParams(rpcParams('QueryEverything', {}))}`));
  assert.match(String(answer.Message), /QueryEverything/);
});

test('a request replayed, or stale, is refused', async (t) => {
  const { url } = await setUp(t);
  const signed = `${url}?${new URLSearchParams(rpcParams('RRpc', ask))}`;
  assert.equal((await read(await fetch(signed))).Success, true);
  assert.equal((await read(await fetch(signed))).Code, 'SignatureNonceUsed');
  const stale = new URLSearchParams(rpcParams('RRpc', ask, { now: Date.now() - 16 * 60_000 }));
  assert.equal((await read(await fetch(`${url}?${stale}`))).Code, 'InvalidTimeStamp.Expired');
});

test('an unsigned request, another method and another path are refused', async (t) => {
  const { url } = await setUp(t);
  assert.equal((await read(await fetch(url))).Code, 'MissingAction');
  const put = await read(await fetch(url, { method: 'PUT', body: 'x' }));
  assert.deepEqual([put.status, put.Code], [405, 'UnsupportedHTTPMethod']);
  const elsewhere = await read(await fetch(`${url}admin?${new URLSearchParams(rpcParams('RRpc', ask))}`));
  assert.deepEqual([elsewhere.status, elsewhere.Code], [404, 'InvalidAction.NotFound']);
});

test('a body over 64 KB or a head over 512 KB is refused without being kept, and the next caller is served', async (t) => {
  const { cloud, url } = await setUp(t);
  const head = 'POST / HTTP/1.1\r\nhost: x\r\n';
  const large = await raw(cloud.httpPort, `${head}content-length: 1000000000\r\n\r\n${'x'.repeat(65_537)}`);
  assert.match(large, /^HTTP\/1\.1 413 .*RequestEntityTooLarge/s);
  const chunked = await raw(
    cloud.httpPort,
    `${head}transfer-encoding: chunked\r\n\r\n20000\r\n${'x'.repeat(0x20000)}\r\n`,
  );
  assert.match(chunked, /^HTTP\/1\.1 413 /);
  const long = await raw(cloud.httpPort, `GET /?a=${'x'.repeat(530_000)} HTTP/1.1\r\nhost: x\r\n\r\n`);
  assert.match(long, /^HTTP\/1\.1 431 .*RequestHeaderTooLarge/s);
  assert.equal((await read(await fetch(`${url}?${new URLSearchParams(rpcParams('RRpc', ask))}`))).Success, true);
});

test('a request of nearly 64 KB is served', async (t) => {
  const { url } = await setUp(t);
  const params = rpcParams('RRpc', { ...ask, RequestBase64Byte: 'A'.repeat(60_000) }, { method: 'POST' });
  const answer = await read(await fetch(url, { method: 'POST', body: new URLSearchParams(params) }));
  assert.equal(answer.Success, true);
});

test('the official client, with all parameters in the query, sends 256 KB to a device, and a long thing model', async (t) => {
  const cloud = await cloudFor(t);
  answering(await connect(t, cloud), (request) => `${request.length} bytes`);
  const client = officialClient(cloud);
  const call = (bytes: number) => {
    const message = randomBytes(bytes).toString('base64');
    const { ProductKey: productKey, DeviceName: deviceName } = ask;
    return client.rRpc(new iot.RRpcRequest({ productKey, deviceName, requestBase64Byte: message, timeout: 8000 }));
  };
  for (const bytes of [60_000, 256 * 1024])
    assert.equal((await call(bytes)).body.payloadBase64Byte, btoa(`${bytes} bytes`));
  const { body } = await call(256 * 1024 + 1);
  assert.deepEqual([body.success, body.code], [false, 'iot.messagebroker.PublishMessageFailed']);
  assert.match(body.errorMessage ?? '', /262144 bytes at most, not 262145/);
  const properties = Array.from({ length: 500 }, (_, i) => ({
    identifier: `property${i}`,
    name: `Property ${i}`,
    accessMode: 'rw',
    dataType: { type: 'int', specs: { min: '0', max: '100', step: '1' } },
  }));
  const tslStr = JSON.stringify({ profile: { productKey: 'a1Bcd' }, properties, events: [], services: [] });
  assert.ok(tslStr.length > 60_000);
  const request = new iot.ImportThingModelTslRequest({ productKey: 'a1Bcd', tslStr });
  assert.equal((await client.importThingModelTsl(request)).body.success, true);
});

test('bytes that are no HTTP, broken encodings and callers that hang up do no harm', async (t) => {
  const { cloud, url } = await setUp(t);
  assert.match(await raw(cloud.httpPort, '\x16\x03\x01\x02\r\n\r\n'), /400 .*InvalidRequest/s);
  assert.match(
    await raw(cloud.httpPort, 'GET /?Action=%ff%c0&%=%&&== HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
    /MissingVersion/,
  );
  const cut = dialTcp(cloud.httpPort, '127.0.0.1');
  cut.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
  await once(cut, 'connect');
  cut.destroy();
  const waiting = dialTcp(cloud.httpPort, '127.0.0.1').on('error', () => {});
  const told = next(cloud, 'call');
  waiting.write(`GET /?${new URLSearchParams(rpcParams('RRpc', ask))} HTTP/1.1\r\nhost: x\r\n\r\n`, () =>
    waiting.destroy(),
  );
  await told;
  assert.equal((await read(await fetch(`${url}?${new URLSearchParams(rpcParams('RRpc', ask))}`))).Success, true);
});

test('a caller too slow with its head, its body, or silent, is cut', async (t) => {
  const api = { answer: () => new Promise(() => {}) } as unknown as Api;
  const server = createApiServer(api, { head: 100, request: 200, idle: 300 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  assert.match(await raw(port, 'GET / HTTP/1.1\r\nho'), /^HTTP\/1\.1 408 .*RequestTimeout/s);
  assert.match(await raw(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n'), /^HTTP\/1\.1 408 /);
  assert.equal(await raw(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'), '');
});

test("a request is shown to the pages first, and is the API's when they pass it over", async (t) => {
  const cloud = await cloudFor(t, {
    pages: (request, response) => {
      if (request.url !== '/board') return false;
      response.end('a page');
      return true;
    },
  });
  const url = `http://127.0.0.1:${cloud.httpPort}/`;
  assert.equal(await (await fetch(`${url}board`)).text(), 'a page');
  assert.equal((await read(await fetch(url))).Code, 'MissingAction');
  assert.equal(await (await fetch(`${url}board`, { method: 'POST', body: '{}' })).text(), 'a page');
  assert.equal((await read(await fetch(`${url}other`, { method: 'POST' }))).Code, 'InvalidAction.NotFound');
});

test('fifty callers at once are each answered', async (t) => {
  const { url } = await setUp(t);
  const call = async (i: number) => {
    const RequestBase64Byte = Buffer.from(`n${i}`).toString('base64');
    const query = new URLSearchParams(rpcParams('RRpc', { ...ask, Timeout: '8000', RequestBase64Byte }));
    const { PayloadBase64Byte } = await read(await fetch(`${url}?${query}`));
    return Buffer.from(String(PayloadBase64Byte), 'base64').toString();
  };
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => call(i)));
  assert.deepEqual(
    answers,
    Array.from({ length: 50 }, (_, i) => `n${i}!`),
  );
});

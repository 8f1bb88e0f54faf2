import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { type TestContext, test } from 'node:test';
import { startCloud } from '../../../../scripts/cloud/cloud.ts';
import { answer } from '../../../../scripts/cloud/double/behaviours.ts';
import { ScriptedDevice } from '../../../../scripts/cloud/double/device.ts';
import type { CloudEvents } from '../../../../scripts/cloud/events.ts';
import { type Bench, createPages, type PageOptions } from '../../../../scripts/cloud/page/page.ts';

const accessKey = { id: 'key', secret: 'key-secret-91c2' };
const device = { productKey: 'a1Bcd', deviceName: 'lamp', deviceSecret: 'device-secret-91c2' };

async function setUp(t: TestContext, options: Partial<PageOptions> = {}) {
  const pages = createPages({ accessKey, ...options });
  const base = { mqttPort: 0, httpPort: 0, devices: [device], accessKeys: [accessKey], pages };
  const cloud = await startCloud({ ...base, connectsPerMinute: Number.POSITIVE_INFINITY });
  pages.watch(cloud);
  t.after(async () => {
    pages.close();
    await cloud.stop();
  });
  const origin = `http://127.0.0.1:${cloud.httpPort}`;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { cloud, pages, origin, post };
}

/** A device that answers SetPin. */
async function lamp(t: TestContext, port: number): Promise<ScriptedDevice> {
  const scripted = new ScriptedDevice(device, port).on('SetPin', answer({ pin: 'led', value: 1 }));
  await scripted.connect();
  t.after(() => scripted.disconnect());
  return scripted;
}

/** The status of a GET with a Host of its own, which fetch does not let be set. */
function statusFor(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, host: '127.0.0.1', path: '/', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('the page and its files are served with a policy that lets no foreign script in', async (t) => {
  const { origin } = await setUp(t);
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/page/page.js', 'text/javascript'],
    ['/page/page.css', 'text/css'],
    ['/page/icon.svg', 'image/svg+xml'],
  ]) {
    const response = await fetch(`${origin}${path}`);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, `${type}; charset=utf-8`], path);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.equal(/script-src[^;]*unsafe/.test(policy), false);
    assert.ok((await response.text()).length > 200, path);
    const again = await fetch(`${origin}${path}`, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    assert.equal(again.status, 304, path);
  }
});

test('the API is at / as before, for requests with an action', async (t) => {
  const { origin } = await setUp(t);
  const asked = await fetch(`${origin}/?Action=RRpc`);
  assert.equal(asked.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.match(((await asked.json()) as { Code: string }).Code, /^Missing/);
});

test('a page of another name, another site and another method are refused', async (t) => {
  const { cloud, origin, post } = await setUp(t);
  assert.equal(await statusFor(cloud.httpPort, 'evil.example'), 403);
  assert.equal(await statusFor(cloud.httpPort, `localhost:${cloud.httpPort}`), 200);
  const body = { device: 'a1Bcd,lamp', service: 'Ping', params: {} };
  assert.equal((await post('/page/call', body, { origin: 'http://evil.example' })).status, 403);
  assert.equal((await post('/page/call', body, { 'content-type': 'text/plain' })).status, 415);
  assert.equal(
    (await fetch(`${origin}/page/call`, { method: 'PUT', headers: { origin, 'content-type': 'application/json' } }))
      .status,
    405,
  );
  assert.equal((await fetch(`${origin}/page/other`)).status, 404);
  assert.equal((await fetch(`${origin}/page/board/..%2F..%2Fpackage`)).status, 404);
});

test('a call goes by the API and is answered with its time; a call of the page is known as its own', async (t) => {
  const { cloud, pages, post } = await setUp(t);
  await lamp(t, cloud.mqttPort);
  const calls: [string | undefined, boolean][] = [];
  cloud.on('call', (call: CloudEvents['call']) => calls.push([call.service, pages.isOwn(call)]));
  const body = { device: 'a1Bcd,lamp', service: 'SetPin', params: { pin: 'led', value: 1 } };
  const { ms, ...told } = (await (await post('/page/call', body)).json()) as { ms: number };
  assert.deepEqual(told, { code: 200, data: { pin: 'led', value: 1 } });
  assert.ok(ms > 0);
  const own = await post('/page/call', { ...body, own: true });
  assert.equal(((await own.json()) as { code: number }).code, 200);
  assert.deepEqual(
    calls.map(([, isOwn]) => isOwn),
    [false, true],
  );
});

test('a call that nobody answers is an answer without a code, which says why', async (t) => {
  const { post } = await setUp(t);
  const response = await post('/page/call', { device: 'a1Bcd,lamp', service: 'Ping', params: {} });
  const { code, message } = (await response.json()) as { code?: number; message: string };
  assert.equal(response.status, 200);
  assert.equal(code, undefined);
  assert.match(message, /lamp/);
});

const MALFORMED: [string, unknown, number][] = [
  ['no JSON', '{', 400],
  ['a list', [], 400],
  ['no device', { service: 'Ping', params: {} }, 400],
  ['half a device', { device: 'lamp', service: 'Ping', params: {} }, 400],
  ['no service', { device: 'a,b', params: {} }, 400],
  ['a service that is a path', { device: 'a,b', service: '../x', params: {} }, 400],
  ['params that are a list', { device: 'a,b', service: 'Ping', params: [] }, 400],
  ['too much', { device: 'a,b', service: 'Ping', params: { text: 'x'.repeat(20_000) } }, 413],
];
for (const [what, body, status] of MALFORMED)
  test(`a call with ${what} is refused with ${status}, and the next is served`, async (t) => {
    const { post, origin } = await setUp(t);
    const response = await post('/page/call', body);
    assert.equal(response.status, status);
    assert.equal(typeof ((await response.json()) as { message: string }).message, 'string');
    assert.equal((await fetch(`${origin}/`)).status, 200);
  });

test("a visitor's hand moves the wires of a bench, and those of no other board", async (t) => {
  const { pages, post } = await setUp(t);
  const moved: unknown[] = [];
  const wires = {
    drive: async (pin: number, level: 0 | 1 | undefined) => void moved.push(['drive', pin, level]),
    bounce: async () => undefined,
    setAnalog: async (pin: number, value: number) => {
      if (pin > 39) throw new Error(`pin ${pin} is not on this board: 0..39`);
      moved.push(['analog', pin, value]);
    },
  };
  const bench: Bench = { wires, onPin: () => () => undefined };
  const wire = async (body: object) => (await post('/page/wire', { device: 'a1Bcd,lamp', ...body })).status;
  assert.equal(await wire({ pin: 27, level: 0 }), 404);
  const letGo = pages.bench(device, bench);
  assert.equal(await wire({ pin: 27, level: 0 }), 200);
  assert.equal(await wire({ pin: 27, level: null }), 200);
  assert.equal(await wire({ pin: 34, analog: 0.5 }), 200);
  for (const bad of [
    { pin: 'led', level: 0 },
    { pin: 27, level: 2 },
    { pin: 27 },
    { pin: 34, analog: 2 },
    { pin: 99, analog: 0 },
  ])
    assert.equal(await wire(bad), 400, JSON.stringify(bad));
  assert.deepEqual(moved, [
    ['drive', 27, 0],
    ['drive', 27, undefined],
    ['analog', 34, 0.5],
  ]);
  letGo();
  assert.equal(await wire({ pin: 27, level: 1 }), 404);
});

test('off loopback nothing but the door is open until the access key was given', async (t) => {
  const { origin, post } = await setUp(t, { host: '0.0.0.0' });
  assert.equal((await fetch(`${origin}/`)).status, 200);
  for (const path of ['/page/stream', '/page/words', '/page/board/esp32-devkit-v1'])
    assert.equal((await fetch(`${origin}${path}`)).status, 401, path);
  const call = { device: 'a1Bcd,lamp', service: 'Ping', params: {} };
  assert.equal((await post('/page/call', call)).status, 401);
  assert.equal((await post('/page/key', { id: 'key', secret: 'wrong' })).status, 403);
  const entered = await post('/page/key', accessKey);
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  assert.equal((await entered.text()).includes(accessKey.secret), false);
  assert.equal((await post('/page/call', call, { cookie })).status, 200);
  assert.equal((await fetch(`${origin}/page/board/esp32-devkit-v1`, { headers: { cookie } })).status, 200);
});

test('the stream tells what happens, and no secret', async (t) => {
  const { cloud, origin, post } = await setUp(t);
  const abort = new AbortController();
  t.after(() => abort.abort());
  const response = await fetch(`${origin}/page/stream?device=a1Bcd,lamp`, { signal: abort.signal });
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const scripted = await lamp(t, cloud.mqttPort);
  await post('/page/call', {
    device: 'a1Bcd,lamp',
    service: 'SetPin',
    params: { pin: 'led', password: 'hidden-91c2' },
  });
  await scripted.event('PinChanged', { pin: 'button', value: 1 });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString('utf8');
    if (text.includes('PinChanged')) break;
  }
  assert.match(text, /event: snapshot\ndata: \{"epoch":"[0-9a-f]{16}","boards":\[\{"name":"a1Bcd,lamp","online":false/);
  assert.match(text, /"levels":\[\{"pin":"led","value":1\}/);
  assert.match(text, /"pin":"button","value":1/);
  for (const secret of [accessKey.secret, device.deviceSecret, 'hidden-91c2'])
    assert.equal(text.includes(secret), false);
});

// The hook as EMQX asks it: over HTTP, JSON in and out.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { Devices } from '../../../../scripts/cloud/devices.ts';
import { CloudEmitter } from '../../../../scripts/cloud/events.ts';
import { openHook } from '../../../../scripts/cloud/gateway/hook.ts';
import { RateLimit } from '../../../../scripts/cloud/rates.ts';
import { fakeClock } from '../fakeClock.ts';
import { credentials, device, other } from '../help.ts';

async function hookFor(t: TestContext, devices = new Devices([device, other])) {
  const events = new CloudEmitter();
  const refusals: string[] = [];
  events.on('refused', ({ reason }) => refusals.push(reason));
  const context = {
    devices,
    connects: new RateLimit(5, 60_000),
    clock: fakeClock(),
    events,
  };
  const hook = await openHook({ host: '127.0.0.1', port: 0 }, context);
  t.after(() => hook.stop());
  const ask = async (path: string, body: unknown, method = 'POST') => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(
      `http://127.0.0.1:${hook.port}${path}`,
      method === 'POST' ? { method, body: text } : { method },
    );
    return { status: answer.status, ...((await answer.json()) as { result?: string; is_superuser?: boolean }) };
  };
  const claim = (of = device) => {
    const { clientId, username, password } = credentials(of);
    return { clientid: clientId, username, password };
  };
  return { ask, claim, refusals };
}

test('a device that proves its secret is allowed, and is no superuser', async (t) => {
  const { ask, claim } = await hookFor(t);
  assert.deepEqual(await ask('/mqtt/auth', claim()), { status: 200, result: 'allow', is_superuser: false });
});

test('a wrong password, an unknown device, a keep-alive out of bounds and a sixth CONNECT are denied, and told', async (t) => {
  const { ask, claim, refusals } = await hookFor(t);
  const denied = async (body: object) => assert.equal((await ask('/mqtt/auth', body)).result, 'deny');
  await denied({ ...claim(), password: claim(other).password });
  await denied({ ...claim(), username: 'nobody&a1Bcd' });
  await denied({ ...claim(), clientid: 'lamp' });
  await denied({ ...claim(), keepalive: 5 });
  await denied({ ...claim(), keepalive: { toString: 1, valueOf: 1 } });
  for (let i = 0; i < 5; i++) assert.equal((await ask('/mqtt/auth', claim())).result, 'allow');
  await denied(claim());
  assert.equal(refusals.length, 6);
  assert.doesNotMatch(refusals.join(), /device-secret|[0-9a-f]{64}/);
});

test('a user that is no device is left to the broker', async (t) => {
  const { ask } = await hookFor(t);
  for (const username of ['gateway', '', undefined])
    assert.equal((await ask('/mqtt/auth', { clientid: 'x', username, password: 'y' })).result, 'ignore');
  assert.equal((await ask('/mqtt/acl', { username: 'gateway', topic: '#' })).result, 'ignore');
});

test("a device is allowed its own topics, and denied others', wildcards, and what is too long", async (t) => {
  const { ask } = await hookFor(t);
  const acl = async (topic: unknown) =>
    (await ask('/mqtt/acl', { username: 'lamp&a1Bcd', topic, action: 'publish' })).result;
  for (const topic of ['/sys/a1Bcd/lamp/rrpc/request/+', '/a1Bcd/lamp/user/x', '/ext/rrpc/+/a1Bcd/lamp/user/get'])
    assert.equal(await acl(topic), 'allow', topic);
  for (const topic of [
    '/sys/a1Bcd/door/rrpc/request/+',
    '#',
    '/sys/+/+/rrpc/response/+',
    `/a1Bcd/lamp/${'x'.repeat(200)}`,
    7,
  ])
    assert.equal(await acl(topic), 'deny', String(topic));
});

test('what the hook fails to judge is denied, and told as a warning; the next one is judged', async (t) => {
  const devices = new Devices([device, other]);
  const { ask, claim } = await hookFor(t, devices);
  t.mock.method(devices, 'find', () => {
    throw new Error('the store is broken');
  });
  const told = once(process, 'warning');
  assert.deepEqual(await ask('/mqtt/auth', claim()), { status: 200, result: 'deny', is_superuser: false });
  assert.match(String((await told)[0]), /the hook failed: the store is broken/);
  t.mock.restoreAll();
  assert.equal((await ask('/mqtt/auth', claim())).result, 'allow');
});

test('other paths, other methods, no JSON and too much of it are refused, and the hook goes on', async (t) => {
  const { ask, claim } = await hookFor(t);
  assert.equal((await ask('/mqtt/other', claim())).status, 404);
  assert.equal((await ask('/mqtt/auth', undefined, 'GET')).status, 404);
  assert.equal((await ask('/mqtt/auth', '{')).status, 400);
  assert.equal((await ask('/mqtt/auth', '[]')).status, 400);
  assert.equal((await ask('/mqtt/auth', 'x'.repeat(17_000))).status, 413);
  assert.equal((await ask('/mqtt/auth', claim())).result, 'allow');
});

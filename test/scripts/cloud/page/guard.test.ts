import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { Guard, isLoopback, Refusal } from '../../../../scripts/cloud/page/guard.ts';
import { VISIT, WRONG_KEYS } from '../../../../scripts/cloud/page/limits.ts';
import { fakeClock } from '../fakeClock.ts';

const accessKey = { id: 'key', secret: 'secret' };

function guardFor(options: { loopback?: boolean; ask?: boolean } = {}) {
  const clock = fakeClock();
  return { clock, guard: new Guard({ accessKey, loopback: true, ask: false, clock, ...options }) };
}

/** A request as far as the guard looks at it. */
function request(headers: Record<string, string>, method = 'GET'): IncomingMessage {
  const common = { host: '127.0.0.1:8080', 'content-type': 'application/json' };
  return { method, headers: { ...common, ...headers }, socket: { localPort: 8080 } } as unknown as IncomingMessage;
}

test('loopback is an address of this computer alone', () => {
  for (const host of ['127.0.0.1', '127.0.0.9', 'localhost', '::1']) assert.equal(isLoopback(host), true, host);
  for (const host of ['0.0.0.0', '::', '192.168.1.2', 'localhost.evil.example', '127.evil.example', ''])
    assert.equal(isLoopback(host), false, host);
});

test('on loopback the page answers to names of loopback, on any port that leads there', () => {
  const { guard } = guardFor();
  for (const host of ['127.0.0.1:8080', 'localhost:9000', '[::1]:8080', 'LOCALHOST'])
    assert.equal(guard.refuse(request({ host })), undefined, host);
});

test('a name that was made to point here is refused with 403, as is none', () => {
  const { guard } = guardFor();
  for (const host of ['evil.example:8080', '127.0.0.1.evil.example', 'localhost.', '', 'a:b:c', '[::1'])
    assert.equal(guard.refuse(request({ host }))?.status, 403, host);
});

test('off loopback any name is taken: the key keeps strangers out', () => {
  const { guard } = guardFor({ loopback: false, ask: true });
  assert.equal(guard.refuse(request({ host: 'bench.lan:8080' })), undefined);
  assert.equal(guard.isIn(request({ host: 'bench.lan:8080' })), false);
});

test("an action is this page's own: of its origin, and JSON", () => {
  const { guard } = guardFor();
  const action = (headers: Record<string, string>) => guard.refuse(request(headers, 'POST'))?.status;
  assert.equal(action({ origin: 'http://127.0.0.1:8080' }), undefined);
  assert.equal(action({}), 403);
  assert.equal(action({ origin: 'null' }), 403);
  assert.equal(action({ origin: 'http://evil.example' }), 403);
  assert.equal(action({ origin: 'http://127.0.0.1:9999' }), 403, 'another port is another site');
  assert.equal(action({ origin: 'http://127.0.0.1:8080', 'content-type': 'text/plain' }), 415);
});

test('the right key opens the page until its time is over, on this port alone', () => {
  const { guard, clock } = guardFor({ ask: true });
  const cookie = guard.enter(request({}), 'key', 'secret');
  assert.ok(typeof cookie === 'string');
  assert.match(cookie, /^rrpc-page-8080=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
  const [pair = ''] = cookie.split(';');
  assert.equal(guard.isIn(request({ cookie: `a=b; ${pair}` })), true);
  assert.equal(guard.isIn(request({ cookie: pair.replace('8080', '8081') })), false);
  assert.equal(guard.isIn(request({ cookie: `${pair}x` })), false);
  clock.advance(VISIT.ms);
  assert.equal(guard.isIn(request({ cookie: pair })), false);
});

test('a wrong key is refused without telling what was wrong, and many are held back for a minute', () => {
  const { guard, clock } = guardFor({ ask: true });
  const wrong: [unknown, unknown][] = [
    ['key', 'wrong'],
    ['wrong', 'secret'],
    [undefined, undefined],
    [{}, ['secret']],
    ['', ''],
  ];
  for (const [id, secret] of wrong) {
    const refusal = guard.enter(request({}), id, secret);
    assert.ok(refusal instanceof Refusal);
    assert.deepEqual([refusal.status, refusal.message], [403, 'this is not the access key']);
  }
  for (let at = wrong.length; at < WRONG_KEYS; at++) guard.enter(request({}), 'key', 'wrong');
  const held = guard.enter(request({}), 'key', 'secret');
  assert.ok(held instanceof Refusal && held.status === 429);
  clock.advance(60_001);
  assert.equal(typeof guard.enter(request({}), 'key', 'secret'), 'string');
});

test('visitors are bounded: the oldest is asked again', () => {
  const { guard } = guardFor({ ask: true });
  const enter = () => String(guard.enter(request({}), 'key', 'secret')).split(';')[0] ?? '';
  const first = enter();
  for (let at = 1; at < VISIT.most; at++) enter();
  assert.equal(guard.isIn(request({ cookie: first })), true);
  enter();
  assert.equal(guard.isIn(request({ cookie: first })), false);
});

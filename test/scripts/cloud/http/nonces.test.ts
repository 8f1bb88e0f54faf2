import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Nonces } from '../../../../scripts/cloud/http/nonces.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const at = (minutes: number, seconds = 0) =>
  `${new Date(now + (minutes * 60 + seconds) * 1000).toISOString().slice(0, 19)}Z`;

test('a nonce is fresh once; the same nonce a second later in date is another request', () => {
  const nonces = new Nonces();
  assert.equal(nonces.check(at(0), 'a', now), 'fresh');
  assert.equal(nonces.check(at(0), 'a', now + 5), 'replayed');
  assert.equal(nonces.check(at(0), 'b', now), 'fresh');
});

test('dates up to 15 minutes off are near, further ones stale, before and after', () => {
  const nonces = new Nonces();
  for (const minutes of [-15, 0, 15]) assert.equal(nonces.check(at(minutes), 'a', now), 'fresh', String(minutes));
  for (const [minutes, seconds] of [
    [-15, -1],
    [15, 1],
  ] as const)
    assert.equal(nonces.check(at(minutes, seconds), 'a', now), 'stale');
});

test('dates and nonces that are malformed are told so', () => {
  const nonces = new Nonces();
  for (const date of ['', 'now', '2026-01-01', '2026-01-01T12:00:00', '2026-13-01T12:00:00Z', '1767268800'])
    assert.equal(nonces.check(date, 'a', now), 'malformed', date);
  assert.equal(nonces.check(at(0), '', now), 'malformed');
  assert.equal(nonces.check(at(0), 'x'.repeat(129), now), 'malformed');
});

test('memory is bounded under a flood, no request is taken twice, and newer ones go on', () => {
  const nonces = new Nonces(100);
  const dates: string[] = [];
  for (let second = 0; second < 60; second++) {
    for (let i = 0; i < 10; i++) {
      assert.equal(nonces.check(at(0, second), `n${i}`, now + second * 1000), 'fresh');
      assert.ok(nonces.size <= 100);
    }
    dates.push(at(0, second));
  }
  const end = now + 59_000;
  assert.deepEqual(new Set(dates.map((date) => nonces.check(date, 'n0', end))), new Set(['stale', 'replayed']));
  assert.equal(nonces.check(at(0, 60), 'n0', end), 'fresh');
});

test('what is older than 15 minutes is forgotten without making newer dates stale', () => {
  const nonces = new Nonces(10);
  for (let i = 0; i < 6; i++) nonces.check(at(0), `old${i}`, now);
  const later = now + 16 * 60_000;
  for (let i = 0; i < 6; i++) assert.equal(nonces.check(at(2), `new${i}`, later), 'fresh');
  assert.equal(nonces.size, 6);
  assert.equal(nonces.check(at(1, 30), 'other', later), 'fresh');
});

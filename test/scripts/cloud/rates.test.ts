import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateLimit } from '../../../scripts/cloud/rates.ts';

test('a sixth event within the minute is one too many, and the window slides', () => {
  const rate = new RateLimit(5, 60_000);
  for (const now of [0, 1, 2, 3, 4]) assert.equal(rate.allow('lamp', now), true);
  assert.equal(rate.allow('lamp', 59_999), false);
  assert.equal(rate.allow('lamp', 60_000), true);
  assert.equal(rate.allow('lamp', 60_000), false);
});

test('one name does not use up the allowance of another', () => {
  const rate = new RateLimit(1, 1000);
  assert.equal(rate.allow('lamp', 0), true);
  assert.equal(rate.allow('door', 0), true);
  assert.equal(rate.allow('lamp', 0), false);
});

test('a refused event does not extend the wait', () => {
  const rate = new RateLimit(1, 1000);
  rate.allow('lamp', 0);
  for (let now = 1; now < 1000; now += 100) assert.equal(rate.allow('lamp', now), false);
  assert.equal(rate.allow('lamp', 1000), true);
});

test('no limit allows all', () => {
  const rate = new RateLimit(Number.POSITIVE_INFINITY, 1000);
  for (let i = 0; i < 1000; i++) assert.equal(rate.allow('lamp', 0), true);
});

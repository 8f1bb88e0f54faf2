import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresOf, percentile } from '../../../scripts/load/figures.ts';

test('a percentile is the nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.equal(percentile(values, 0.5), 50);
  assert.equal(percentile(values, 0.99), 99);
  assert.equal(percentile([7], 0.99), 7);
  assert.equal(percentile([], 0.5), 0);
});

test("the gateway's share of each call is what the board did not take, and its percentiles are its own", () => {
  const timings = [
    { total: 30, board: 20 },
    { total: 12, board: 1 },
    { total: 50, board: 5 },
  ];
  const figures = figuresOf(timings, { TIMEOUT: 2 }, 1.5);
  assert.equal(figures.calls, 3);
  assert.equal(figures.perSecond, 2);
  assert.deepEqual(figures.total, { p50: 30, p99: 50 });
  assert.deepEqual(figures.gateway, { p50: 11, p99: 45 });
  assert.deepEqual(figures.board, { p50: 5, p99: 20 });
  assert.deepEqual(figures.failed, { TIMEOUT: 2 });
});

test('a run without an answer has figures too', () => {
  assert.deepEqual(figuresOf([], {}, 0).total, { p50: 0, p99: 0 });
});

/** The back-off's windows, its average, and its ceiling. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { RETRY_CEILING, RETRY_FIRST } from '../../../firmware/limits.ts';
import { retryAfter } from '../../../firmware/mqtt/retry.ts';

const ALMOST_1 = 1 - Number.EPSILON;
const after = (failures: number, random: number) => retryAfter(failures, RETRY_FIRST, RETRY_CEILING, random);

test('the first retry comes within 0.5 and 1.5 times the first time', () => {
  assert.equal(after(1, 0), 1000);
  assert.equal(after(1, 0.5), 2000);
  assert.equal(after(1, ALMOST_1), 2999);
});

test('the second retry has a window of 12 times the first time, and each further one twice the last', () => {
  const widths = [2, 3, 4, 5].map((failures) => Math.ceil((after(failures, ALMOST_1) - after(failures, 0)) / 1000));
  assert.deepEqual(widths, [24, 48, 96, 120]);
});

test('no window is wider than the ceiling, however many failures there were', () => {
  for (const failures of [6, 20, 21, 100, 1e6, 2 ** 31, Number.MAX_SAFE_INTEGER])
    assert.equal(after(failures, ALMOST_1), 120_999, String(failures));
});

test('the jitter is full: the wait goes evenly from the least to the most', () => {
  for (const failures of [1, 2, 3, 9]) {
    const [least, quarter, most] = [0, 0.25, 1].map((random) => after(failures, random)) as [number, number, number];
    assert.equal(quarter, least + (most - least) / 4);
  }
});

test('a wait is a whole number of milliseconds, and never 0', () => {
  for (let random = 0; random < 1; random += 0.0137)
    for (const first of [0.1, 0.3, 2, 3600]) {
      const ms = retryAfter(3, first, 3600, random);
      assert.ok(Number.isInteger(ms) && ms >= 50, `${ms} ms`);
    }
});

test('every wait after the first is 12 s or more on average: 5 CONNECT a minute at most', () => {
  // The average over an even jitter is the wait at its middle.
  for (let failures = 2; failures < 50; failures++) assert.ok(after(failures, 0.5) >= 12_000, `failure ${failures}`);
});

test('any ten tries in a row, the quick first one among them, take two minutes or more on average', () => {
  let sum = 0;
  for (let failures = 1; failures <= 10; failures++) sum += after(failures, 0.5);
  assert.ok(sum >= 120_000, `${sum} ms`);
});

test('a ceiling below the first time shortens the later windows, not the first', () => {
  assert.equal(retryAfter(1, 2, 0.1, ALMOST_1), 2999);
  assert.equal(retryAfter(7, 2, 0.1, 0), 1000);
  assert.ok(retryAfter(7, 2, 0.1, ALMOST_1) <= 1100);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFigures, inMs, summary } from '../../../scripts/call/figures.ts';

const outcome = (ms: number, code: number | string = 200) => ({ device: 'a,b', code, data: {}, message: '', ms });

test('the median and the 99th percentile are of the answers, by nearest rank', () => {
  const figures = createFigures();
  for (let ms = 100; ms >= 1; ms--) figures.add(outcome(ms));
  assert.equal(figures.percentile(0.5), 50);
  assert.equal(figures.percentile(0.99), 99);
  assert.equal(summary(figures), '100 calls: 100 good, 0 failed; p50 50 ms, p99 99 ms');
});

test('another code and no answer are failures, and no answer has no time', () => {
  const figures = createFigures();
  figures.add(outcome(8000, 'TIMEOUT'));
  assert.equal(summary(figures), '1 call: 0 good, 1 failed');
  figures.add(outcome(4.25, 460));
  assert.equal(summary(figures), '2 calls: 0 good, 2 failed; p50 4.3 ms, p99 4.3 ms');
});

test('beyond 100,000 answers, the latest are kept', () => {
  const figures = createFigures();
  for (let i = 0; i < 100_000; i++) figures.add(outcome(1));
  for (let i = 0; i < 60_000; i++) figures.add(outcome(9));
  assert.equal(figures.percentile(0.5), 9);
  assert.equal(figures.calls, 160_000);
});

test('short times have a tenth', () => {
  assert.deepEqual([inMs(0.04), inMs(9.94), inMs(10.4)], ['0.0 ms', '9.9 ms', '10 ms']);
});

// The clock whose speed changes while it runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pacedClock } from '../../hardware/bench/clock.ts';
import { handClock } from '../device/virtual/bench.ts';

test('time and timers run at the clock under it, until it is hurried', () => {
  const base = handClock();
  const clock = pacedClock(base);
  const started = clock.now();
  const came: string[] = [];
  clock.after(100, () => came.push('100'));
  clock.after(1000, () => came.push('1000'));
  const cancel = clock.after(900, () => came.push('never'));
  base.advance(100);
  assert.deepEqual([clock.now() - started, came], [100, ['100']]);
  clock.speed(20);
  cancel();
  base.advance(44);
  assert.deepEqual([clock.now() - started, came], [980, ['100']]);
  base.advance(1);
  assert.deepEqual(came, ['100', '1000']);
});

test('what waits comes later again when it slows down', () => {
  const base = handClock();
  const clock = pacedClock(base);
  clock.speed(10);
  let came = 0;
  clock.after(1000, () => came++);
  base.advance(50);
  clock.speed(1);
  base.advance(499);
  assert.equal(came, 0);
  base.advance(1);
  assert.equal(came, 1);
});

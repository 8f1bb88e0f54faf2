import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pulsesOf, spansOf, tableOf, valueAt } from '../../../scripts/device/history.ts';

const CHANGES = [
  { pin: 2, value: 0, ms: 0 },
  { pin: 4, value: 0.25, ms: 5, frequency: 5000 },
  { pin: 2, value: 1, ms: 10 },
  { pin: 4, value: 0.25, ms: 12, frequency: 1000 },
  { pin: 2, value: 0, ms: 40 },
  { pin: 2, value: 1, ms: 50 },
];

test('the spans of a pin are one after the other, the last one until now', () => {
  assert.deepEqual(spansOf(CHANGES, 2, 100), [
    { value: 0, from: 0, to: 10, ms: 10 },
    { value: 1, from: 10, to: 40, ms: 30 },
    { value: 0, from: 40, to: 50, ms: 10 },
    { value: 1, from: 50, to: 100, ms: 50 },
  ]);
  assert.deepEqual(spansOf(CHANGES, 26, 100), []);
});

test('a change of frequency alone cuts no span', () => {
  assert.deepEqual(spansOf(CHANGES, 4, 20), [{ value: 0.25, from: 5, to: 20, ms: 15 }]);
});

test('a span never ends before it began', () => {
  assert.deepEqual(spansOf(CHANGES, 4, 0), [{ value: 0.25, from: 5, to: 5, ms: 0 }]);
});

test('the value at a time is what the last change until then left', () => {
  assert.deepEqual(
    [9, 10, 39, 40, 1000].map((ms) => valueAt(CHANGES, 2, ms)),
    [0, 1, 1, 0, 1],
  );
  assert.equal(valueAt(CHANGES, 4, 4), undefined);
});

test('only pulses that have ended have a length', () => {
  assert.deepEqual(pulsesOf(CHANGES, 2, 1), [30]);
  assert.deepEqual(pulsesOf(CHANGES, 2, 0), [10, 10]);
});

test('a table has a row a time and a column a pin', () => {
  assert.deepEqual(tableOf(CHANGES, [2, 4], [0, 20, 45]), [
    [0, undefined],
    [1, 0.25],
    [0, 0.25],
  ]);
});

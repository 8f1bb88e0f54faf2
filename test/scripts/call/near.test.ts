import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, editDistance, nearest } from '../../../scripts/call/near.ts';

test('a letter too much, too few, another or two swapped are one step each', () => {
  for (const [a, b, distance] of [
    ['led', 'led', 0],
    ['ledd', 'led', 1],
    ['le', 'led', 1],
    ['lad', 'led', 1],
    ['lde', 'led', 1],
    ['', 'led', 3],
    ['relay', 'delays', 2],
  ] as const)
    assert.equal(editDistance(a, b), distance, `${a} ${b}`);
});

test('the nearest name is found whatever its case, the first of those equally near', () => {
  const services = ['SetPin', 'GetPin', 'SetPwm'];
  assert.equal(nearest('setpin', services), 'SetPin');
  assert.equal(nearest('SetPn', services), 'SetPin');
  assert.equal(nearest('XetPin', services), 'SetPin');
  assert.equal(didYouMean('lde', ['relay', 'led']), '; did you mean led?');
});

test('a name that is far from all is taken for none of them', () => {
  assert.equal(nearest('pump', ['led', 'relay', 'button']), undefined);
  assert.equal(nearest('x', ['a']), undefined);
  assert.equal(nearest('', ['led']), undefined);
  assert.equal(didYouMean('pump', []), '');
});

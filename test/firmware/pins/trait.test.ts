import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Trait } from '../../../firmware/pins/trait.ts';

test('every trait is one bit of its own, above the eight of the pin number', () => {
  const all = [Trait.OUTPUT, Trait.INPUT, Trait.ACTIVE_LOW, Trait.PULL_UP, Trait.PULL_DOWN, Trait.SAFE_ON];
  let seen = 0xff;
  for (const trait of all) {
    assert.equal(trait & (trait - 1), 0, `${trait} is one bit`);
    assert.equal(trait & seen, 0, `${trait} is nobody else's`);
    seen |= trait;
  }
});

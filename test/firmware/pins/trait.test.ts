import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Trait } from '../../../firmware/pins/trait.ts';

test('every trait is one bit of its own, above the eight of the pin number and below the groups', () => {
  let seen = 0xff | Trait.GROUP;
  for (const trait of [
    Trait.OUTPUT,
    Trait.INPUT,
    Trait.ACTIVE_LOW,
    Trait.PULL_UP,
    Trait.PULL_DOWN,
    Trait.SAFE_ON,
    Trait.PWM,
    Trait.SERVO,
    Trait.ADC,
    Trait.DAC,
    Trait.PROPERTY,
    Trait.INITIAL_ON,
    Trait.TIMED,
  ]) {
    assert.equal(trait & (trait - 1), 0, `${trait} is one bit`);
    assert.equal(trait & seen, 0, `${trait} is nobody else's`);
    seen |= trait;
  }
  assert.equal(Trait.GROUP >> Trait.GROUP_SHIFT, 15);
  assert.equal(15 << Trait.GROUP_SHIFT, Trait.GROUP);
});

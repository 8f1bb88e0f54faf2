import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Trait } from '../../../firmware/pins/trait.ts';

test('every trait is one bit of its own, above the eight of the pin number and below the groups', () => {
  const { OUTPUT, INPUT, ACTIVE_LOW, PULL_UP, PULL_DOWN, SAFE_ON, PWM, SERVO } = Trait;
  const { ADC, DAC, PROPERTY, INITIAL_ON, TIMED, GROUP, GROUP_SHIFT } = Trait;
  let seen = 0xff | GROUP;
  for (const trait of [OUTPUT, INPUT, ACTIVE_LOW, PULL_UP, PULL_DOWN, SAFE_ON, PWM, SERVO].concat([
    ADC,
    DAC,
    PROPERTY,
    INITIAL_ON,
    TIMED,
  ])) {
    assert.equal(trait & (trait - 1), 0, `${trait} is one bit`);
    assert.equal(trait & seen, 0, `${trait} is nobody else's`);
    seen |= trait;
  }
  assert.equal(GROUP >> GROUP_SHIFT, 15);
  assert.equal(15 << GROUP_SHIFT, GROUP);
});

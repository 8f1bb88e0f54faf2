import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../interpreter.ts';
import { FREE_CHANNELS } from '../../support/board.ts';

const { takeChannel } = await import('../../../firmware/pins/channels.ts');
const { traitsOf } = await import('../../../firmware/pins/table.ts');
const { Trait } = await import('../../../firmware/pins/trait.ts');

test('a frequency of its own takes one of the channels that are left, once a pin; beyond them it is refused', () => {
  const pwm = (pin: number): number => pin | Trait.OUTPUT | Trait.PWM;
  const none = { code: 429, message: 'no PWM channel is left for a frequency of its own' };
  assert.equal(FREE_CHANNELS, 1);
  // What takes none: the shared frequency, a pin with a channel of its own, a servo, a DAC.
  takeChannel(pwm(14), 5000);
  takeChannel(traitsOf.glow ?? 0, 200);
  takeChannel(traitsOf.arm ?? 0, 50);
  takeChannel(traitsOf.volume ?? 0, 200);
  takeChannel(traitsOf.dimmer ?? 0, 200);
  takeChannel(traitsOf.dimmer ?? 0, 300);
  assert.throws(
    () => takeChannel(pwm(14), 200),
    (thrown) => {
      assert.deepEqual(thrown, none);
      return true;
    },
  );
  takeChannel(pwm(14), 5000);
  takeChannel(traitsOf.dimmer ?? 0, 400);
});

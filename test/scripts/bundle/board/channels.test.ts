import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Board, ChipName, Pin } from '../../../../board/lib/define.ts';
import { channelsOf } from '../../../../scripts/bundle/board/channels.ts';

const boardOf = (pins: Record<string, Pin>, chip: ChipName = 'esp32'): Board => ({ name: 'bench', chip, pins });

test('a servo, and a PWM pin with another frequency than the shared one, have a channel of their own', () => {
  const found = channelsOf(
    boardOf({
      arm: { kind: 'servo', pin: 13 },
      dimmer: { kind: 'pwm', pin: 4 },
      lamp: { kind: 'pwm', pin: 18, frequency: 5000 },
      glow: { kind: 'pwm', pin: 22, frequency: 1000 },
    }),
  );
  assert.deepEqual(found, { own: ['arm', 'glow'], shared: ['dimmer', 'lamp'] });
});

test('no other kind of pin takes one', () => {
  const pins: Record<string, Pin> = { led: { kind: 'output', pin: 4 }, volume: { kind: 'dac', pin: 25 } };
  assert.deepEqual(channelsOf(boardOf(pins)), { own: [], shared: [] });
});

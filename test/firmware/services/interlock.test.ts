// property.set where properties lock each other, on a board whose shutter is made of properties.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PINS } from '#board';
import { Trait } from '../../../firmware/pins/trait.ts';
import { answer, board, refuses } from './bench.ts';

for (const name of ['up', 18, 'down', 19]) PINS[name] = (PINS[name] ?? 0) | Trait.PROPERTY;

const LEVELS = ['led', 'relay', 'up', 'down', 'dimmer'];

/** Levels that a test starts from, all others off; what was done until then is forgotten. */
function startFrom(levels: object): void {
  answer('property.set', { led: 0, relay: 0, up: 0, down: 0, dimmer: 0 });
  answer('property.set', levels);
  board.steps.length = 0;
}

/** The request is refused by the interlock, and nothing of it is done. */
function locked(given: object, on: string): void {
  const before = answer('property.get', LEVELS);
  refuses('property.set', given, 100423, `interlock: pin "${on}" is on`);
  assert.deepEqual([answer('property.get', LEVELS), board.steps], [before, []], JSON.stringify(given));
}

test('both on are refused, and nothing moves, in whatever order they are named', () => {
  startFrom({});
  locked({ led: 1, up: 1, down: 1, dimmer: 0.5 }, 'down');
  locked({ down: 1, up: 1, led: 1 }, 'up');
  startFrom({ up: 1, led: 1, dimmer: 0.25 });
  locked({ led: 0, up: 1, down: 1, dimmer: 0 }, 'down');
});

test('one that goes off as the other comes on is off first', () => {
  for (const [on, other, steps] of [
    ['up', 'down', ['write 18 0', 'mode 18 output', 'write 19 0', 'mode 19 output']], // down is on when low
    ['down', 'up', ['write 19 1', 'mode 19 output', 'write 18 1', 'mode 18 output']],
  ] as const)
    for (const given of [
      { [on]: 0, [other]: 1 },
      { [other]: 1, [on]: 0 },
    ]) {
      startFrom({ [on]: 1 });
      assert.deepEqual(answer('property.set', given), given);
      assert.deepEqual(board.steps, steps, JSON.stringify(given));
    }
});

test('one that is on and not named refuses the other, and what else is asked for stays as it is', () => {
  for (const [on, other] of [
    ['up', 'down'],
    ['down', 'up'],
  ] as const) {
    startFrom({ [on]: 1, relay: 1 });
    locked({ led: 1, [other]: 1, dimmer: 0.5, relay: 0 }, on);
    locked({ [other]: 1 }, on);
    assert.deepEqual(answer('property.set', { led: 1, [other]: 0 }), { led: 1, [other]: 0 }, 'off is no conflict');
  }
});

test('one on as it was, and both off, are set with the others', () => {
  startFrom({ up: 1 });
  for (const given of [
    { up: 1, down: 0, led: 1 },
    { up: 0, down: 0, led: 0 },
  ])
    assert.deepEqual(answer('property.set', given), given);
});

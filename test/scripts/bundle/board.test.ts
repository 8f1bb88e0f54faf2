import assert from 'node:assert/strict';
import { test } from 'node:test';
import { board, input, output } from '../../../board/lib/define.ts';
import { boardModule } from '../../../scripts/bundle/board.ts';

/** What the module exports, by running it. */
function exportsOf(module: string): { BOARD: string; PINS: Record<string, number> } {
  return new Function(`${module.replaceAll('export var', 'var')} return { BOARD: BOARD, PINS: PINS };`)();
}

test('a pin is one number, found by its name and by its number', () => {
  const { BOARD, PINS } = exportsOf(boardModule(board('bench', { led: output(2, { safe: 0 }) })));
  assert.equal(BOARD, 'bench');
  assert.deepEqual(PINS, {
    led: 0x102, // an output, D2
    2: 0x102,
  });
});

test('each trait of a pin is a bit of its number', () => {
  const { PINS } = exportsOf(
    boardModule(
      board('bench', {
        relay: output(26, { safe: 1, activeLow: true }),
        button: input(27, { pull: 'up', activeLow: true }),
        door: input(32, { pull: 'down' }),
        light: input(34),
      }),
    ),
  );
  assert.equal(PINS.relay, 0x2000 | 0x400 | 0x100 | 26); // safe on, active low, output
  assert.equal(PINS.button, 0x800 | 0x400 | 0x200 | 27); // pulled up, active low, input
  assert.equal(PINS.door, 0x1000 | 0x200 | 32); // pulled down, input
  assert.equal(PINS.light, 0x200 | 34);
});

test('a name or number that is not on the board is not in its table', () => {
  const { PINS } = exportsOf(boardModule(board('bench', { led: output(2, { safe: 0 }) })));
  assert.deepEqual(Object.keys(PINS), ['2', 'led']);
});

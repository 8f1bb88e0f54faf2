import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHIPS } from '../../../board/lib/chips.ts';
import { adc, board, dac, input, output, pwm, servo } from '../../../board/lib/esp32.ts';
import * as c3 from '../../../board/lib/esp32-c3.ts';
import * as linux from '../../../board/lib/linux.ts';

test('a pin is data: its kind, its number, and what else was said', () => {
  assert.deepEqual(output(26), { kind: 'output', pin: 26 });
  assert.deepEqual(output(2, { safe: 1, activeLow: true, iKnow: 'why' }), {
    kind: 'output',
    pin: 2,
    safe: 1,
    activeLow: true,
    iKnow: 'why',
  });
  assert.deepEqual(input(27, { pull: 'up' }), { kind: 'input', pin: 27, pull: 'up' });
  assert.deepEqual(pwm(4, { frequency: 50 }), { kind: 'pwm', pin: 4, frequency: 50 });
  assert.deepEqual(servo(13, { us: [500, 2500] }), { kind: 'servo', pin: 13, us: [500, 2500] });
  assert.deepEqual(adc(34, { millivolts: 3600 }), { kind: 'adc', pin: 34, millivolts: 3600 });
  assert.deepEqual(dac(25), { kind: 'dac', pin: 25 });
});

test('a board is its name, its chip and its pins, in the order of its file', () => {
  const pins = { b: input(34), a: output(26) };
  assert.deepEqual(board('bench', pins), { name: 'bench', chip: 'esp32', pins });
  assert.deepEqual(Object.keys(board('bench', pins).pins), ['b', 'a']);
  assert.equal(c3.board('bench', {}).chip, 'esp32-c3');
  assert.equal(linux.board('bench', {}).chip, 'linux');
});

for (const [name, chip] of Object.entries(CHIPS))
  describe(`the facts of ${name}`, () => {
    test('are found by the name they have', () => assert.equal(chip.name, name));

    test('put each pin into one list: free, guarded or taken', () => {
      const all = [...chip.free, ...Object.keys(chip.guarded).map(Number), ...Object.keys(chip.taken).map(Number)];
      assert.deepEqual([...new Set(all)].length, all.length);
      assert.deepEqual(
        all.sort((a, b) => a - b),
        chip.range.split(', ').flatMap((range) => {
          const [from = 0, to = from] = range.split('..').map(Number);
          return Array.from({ length: to - from + 1 }, (_, i) => from + i);
        }),
      );
    });

    test('say what else of pins that there are', () => {
      const usable = [...chip.free, ...Object.keys(chip.guarded).map(Number)];
      for (const list of [chip.inputOnly, chip.noPull, chip.negated, chip.adc, chip.dac])
        for (const pin of list) assert.ok(usable.includes(pin), `${pin}`);
    });
  });

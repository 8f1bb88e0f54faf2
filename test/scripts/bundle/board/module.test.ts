import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChipName, Pin } from '../../../../board/lib/define.ts';
import { boardModule } from '../../../../scripts/bundle/board.ts';

interface Exports {
  BOARD: string;
  PINS: Record<string, number>;
  MORE: Record<string, object>;
}

/** What the module of a board of these pins exports, by running it. */
function exportsOf(pins: Record<string, Pin>, chip: ChipName = 'esp32'): Exports {
  const module = boardModule({ name: 'bench', chip, pins }).replaceAll('export ', '');
  const { more, ...found } = new Function(`${module} return { BOARD: BOARD, PINS: PINS, more: more };`)();
  const numbers = Object.keys(found.PINS).filter((name) => /^\d+$/.test(name));
  const all = numbers.map((pin) => [pin, more(+pin)] as const).filter(([, each]) => Object.keys(each).length > 0);
  assert.deepEqual(more(255), {}, 'a pin that there is not');
  return { ...found, MORE: Object.fromEntries(all) };
}
const numberOf = (pin: Pin, chip?: ChipName): number => exportsOf({ it: pin }, chip).PINS.it ?? -1;

test('a pin is one number, found by its name and by its number, and nothing else is in the table', () => {
  const { BOARD, PINS, MORE } = exportsOf({ fan: { kind: 'output', pin: 25 }, light: { kind: 'input', pin: 34 } });
  assert.equal(BOARD, 'bench');
  assert.deepEqual(PINS, {
    25: 0x119, // an output, D25
    34: 0x222, // an input, D34
    fan: 0x119,
    light: 0x222,
  });
  assert.deepEqual(MORE, {});
});

test('each thing that a pin says of itself is a bit of its number', () => {
  const output = { kind: 'output', pin: 26 } as const;
  assert.equal(numberOf(output), 0x100 | 26);
  assert.equal(numberOf({ ...output, activeLow: true }), 0x100 | 0x400 | 26);
  assert.equal(numberOf({ ...output, safe: 1, initial: 0 }), 0x100 | 0x2000 | 26);
  assert.equal(numberOf({ ...output, initial: 1 }), 0x100 | 0x80000 | 26);
  assert.equal(numberOf({ ...output, property: true }), 0x100 | 0x40000 | 26);
  assert.equal(numberOf({ ...output, maxOnMs: 5 }), 0x100 | 0x100000 | 26);
  const input = { kind: 'input', pin: 27 } as const;
  assert.equal(numberOf(input), 0x200 | 27);
  assert.equal(numberOf({ ...input, activeLow: true }), 0x200 | 0x400 | 27);
  assert.equal(numberOf({ ...input, pull: 'up' }), 0x200 | 0x800 | 27);
  assert.equal(numberOf({ ...input, pull: 'down' }), 0x200 | 0x1000 | 27);
  assert.equal(numberOf({ kind: 'pwm', pin: 4 }), 0x4000 | 0x100 | 4);
  assert.equal(numberOf({ kind: 'servo', pin: 13 }), 0x8000 | 13);
  assert.equal(numberOf({ kind: 'adc', pin: 34 }), 0x10000 | 34);
  assert.equal(numberOf({ kind: 'adc', pin: 34, digital: true }), 0x10000 | 0x200 | 34);
  assert.equal(numberOf({ kind: 'dac', pin: 25 }), 0x20000 | 25);
});

test('at boot a pin is set as when it is safe, unless it says otherwise', () => {
  assert.equal(numberOf({ kind: 'output', pin: 26, safe: 1 }), 0x100 | 0x2000 | 0x80000 | 26);
  assert.equal(numberOf({ kind: 'output', pin: 26, safe: 0, activeLow: true }), 0x100 | 0x400 | 26);
});

test('interlock groups are numbered from 1 in the order of the file', () => {
  const out = (pin: number, group?: string): Pin => ({ kind: 'output', pin, ...(group ? { group } : {}) });
  const { PINS } = exportsOf({ a: out(25, 'x'), b: out(26), c: out(27, 'y'), d: out(32, 'x'), e: out(33, 'y') });
  assert.deepEqual(
    ['a', 'b', 'c', 'd', 'e'].map((name) => (PINS[name] ?? 0) >> 24),
    [1, 0, 2, 1, 2],
  );
});

test('D0 of an ESP32, which Espruino turns over, is turned over in the table too, its pulls with it', () => {
  const pin = { pin: 0, iKnow: 'boot button' } as const;
  assert.equal(numberOf({ kind: 'input', ...pin }), 0x200 | 0x400);
  assert.equal(numberOf({ kind: 'input', ...pin, activeLow: true, pull: 'up' }), 0x200 | 0x1000);
  assert.equal(numberOf({ kind: 'input', ...pin, pull: 'down' }), 0x200 | 0x400 | 0x800);
  assert.equal(numberOf({ kind: 'pwm', ...pin }), 0x4000 | 0x100 | 0x400);
  assert.equal(numberOf({ kind: 'servo', ...pin }), 0x8000 | 0x400);
  assert.equal(numberOf({ kind: 'input', pin: 0 }, 'esp32-c3'), 0x200);
  assert.equal(numberOf({ kind: 'output', ...pin }, 'linux'), 0x100);
});

test('what has no bit stands beside the table by pin number, and only what the file gives', () => {
  const { MORE } = exportsOf({
    relay: { kind: 'output', pin: 26, offlineAfter: 30, maxOnMs: 600_000 },
    fan: { kind: 'output', pin: 25 },
    button: { kind: 'input', pin: 27, debounce: 20 },
    dimmer: { kind: 'pwm', pin: 4, frequency: 1000 },
    light: { kind: 'adc', pin: 34, millivolts: 3600 },
    door: { kind: 'servo', pin: 13, us: [500, 2500], degrees: [10, 170] },
  });
  assert.deepEqual(MORE, {
    26: { offlineAfter: 30, maxOnMs: 600_000 },
    27: { debounce: 20 },
    4: { frequency: 1000 },
    34: { millivolts: 3600 },
    13: { servo: [500, 2500, 10, 170] },
  });
});

test('a frequency that the shared channels have needs none of its own', () => {
  assert.deepEqual(exportsOf({ dimmer: { kind: 'pwm', pin: 4, frequency: 5000 } }).MORE, {});
});

test('the PWM that is left is what the chip has without what the pins have reserved', () => {
  const chipOf = (pins: Record<string, Pin>, chip: ChipName = 'esp32'): unknown => {
    const module = boardModule({ name: 'bench', chip, pins }).replaceAll('export ', '');
    return new Function(`${module} return [FREE_CHANNELS, SHARED_HZ, LEAST_HZ];`)();
  };
  assert.deepEqual(chipOf({ dimmer: { kind: 'pwm', pin: 4 } }), [3, 5000, 1]);
  const own = { glow: { kind: 'pwm', pin: 4, frequency: 100 }, arm: { kind: 'servo', pin: 13 } } as const;
  assert.deepEqual(chipOf(own), [1, 5000, 1]);
  assert.deepEqual(chipOf({ dimmer: { kind: 'pwm', pin: 4 } }, 'esp32-c3'), [1, 5000, 77]);
});

test('a servo of which nothing is said has the pulses and the angles that all of them take', () => {
  assert.deepEqual(exportsOf({ arm: { kind: 'servo', pin: 13 } }).MORE, { 13: { servo: [1000, 2000, 0, 180] } });
});

test("the members' names have no quotes, so that the minifier may shorten them", () => {
  const pins = { a: { kind: 'output', pin: 26, offlineAfter: 30 } } as const;
  assert.match(boardModule({ name: 'bench', chip: 'esp32', pins }), /\{ offlineAfter: 30 \}/);
});

test('why a pin is used all the same stays on the computer', () => {
  const text = boardModule({
    name: 'bench',
    chip: 'esp32',
    pins: { led: { kind: 'output', pin: 2, iKnow: 'floats at reset' } },
  });
  assert.doesNotMatch(text, /floats|iKnow/);
});

test('a board that its chip cannot be makes no module', () => {
  assert.throws(() => numberOf({ kind: 'output', pin: 34 }), /34 is input-only/);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHIPS } from '../../../../board/lib/chips.ts';
import type { Pin } from '../../../../board/lib/define.ts';
import { nameProblem } from '../../../../scripts/bundle/board/names.ts';
import { optionProblems } from '../../../../scripts/bundle/board/options.ts';

const problems = (pin: object, chip = CHIPS.esp32): string[] => optionProblems(chip, pin as Pin);

describe('an option', () => {
  /** Option, a pin that has it, what it accepts, good values, bad values. */
  const OPTIONS: readonly (readonly [string, object, string, readonly unknown[], readonly unknown[]])[] = [
    ['safe', { kind: 'output', pin: 4 }, 'must be 0 or 1', [0, 1], [2, -1, 0.5, true, '1', null]],
    ['initial', { kind: 'pwm', pin: 4 }, 'must be 0 or 1', [0, 1], [2, 0.5]],
    ['offlineAfter', { kind: 'dac', pin: 25 }, 'must be 1..86400 seconds', [1, 86_400], [0, 86_401, 1.5, '30']],
    ['maxOnMs', { kind: 'output', pin: 4 }, 'must be 1..86400000 milliseconds', [1, 86_400_000], [0, 86_400_001]],
    ['debounce', { kind: 'input', pin: 27 }, 'must be 1..1000 milliseconds', [1, 1000], [0, 1001, 20.5]],
    ['frequency', { kind: 'pwm', pin: 4 }, 'must be 1..78125 Hz', [1, 78_125], [0, 78_126]],
    ['millivolts', { kind: 'adc', pin: 34 }, 'must be 1..1000000 millivolts', [1, 1_000_000], [0, 1_000_001]],
    ['activeLow', { kind: 'input', pin: 27 }, 'must be true or false', [true, false], [0, 1, 'yes']],
    ['property', { kind: 'input', pin: 27 }, 'must be true or false', [true, false], [1]],
    ['digital', { kind: 'adc', pin: 34 }, 'must be true or false', [true, false], [1]],
    ['pull', { kind: 'input', pin: 27 }, "must be 'up' or 'down'", ['up', 'down'], ['none', true]],
    ['group', { kind: 'output', pin: 4 }, 'must be a name that another output has too', ['a'], ['', ' ', 1]],
    ['part', { kind: 'pwm', pin: 4 }, "must be 'led' or 'relay' or 'fan'", ['led', 'fan'], ['button', '', 1]],
    ['part', { kind: 'input', pin: 27 }, "must be 'button' or 'switch'", ['button', 'switch'], ['led', true]],
    [
      'us',
      { kind: 'servo', pin: 13 },
      'must be two of 500..2500 microseconds, not the same',
      [
        [500, 2500],
        [2000, 1000],
      ],
      [[499, 2500], [500, 2501], [1500, 1500], [1000], [1000, 1500, 2000], 1000],
    ],
    [
      'degrees',
      { kind: 'servo', pin: 13 },
      'must be two of 0..180 degrees, the smaller one first',
      [
        [0, 180],
        [10, 11],
      ],
      [[-1, 180], [0, 181], [90, 90], [100, 10], [90]],
    ],
  ];

  for (const [option, pin, accepts, good, bad] of OPTIONS)
    test(`${option} is taken in its range, and refused beyond it with what it accepts`, () => {
      for (const value of good) assert.deepEqual(problems({ ...pin, [option]: value }), [], JSON.stringify(value));
      for (const value of bad)
        assert.deepEqual(problems({ ...pin, [option]: value }), [`${option} ${accepts}, not ${JSON.stringify(value)}`]);
    });

  test('that another kind has is refused, with those that there are', () => {
    assert.deepEqual(problems({ kind: 'output', pin: 4, debounce: 20 }), [
      'an output has no debounce, but: safe, initial, offlineAfter, activeLow, maxOnMs, group, part, property',
    ]);
    assert.deepEqual(problems({ kind: 'servo', pin: 13, safe: 1 }), ['a servo has no safe, but: us, degrees']);
    assert.deepEqual(problems({ kind: 'input', pin: 27, toString: 1 }), [
      'an input has no toString, but: pull, activeLow, debounce, part, property',
    ]);
  });

  test('that is undefined is not there', () => {
    assert.deepEqual(problems({ kind: 'output', pin: 4, safe: undefined, debounce: undefined }), []);
  });

  test('debounce is refused where Espruino lets nobody watch', () => {
    assert.deepEqual(problems({ kind: 'input', pin: 12, debounce: 20 }), [
      'debounce is of no use: Espruino lets nobody watch 12 on an ESP32',
    ]);
    assert.deepEqual(problems({ kind: 'input', pin: 18, debounce: 20 }, CHIPS['esp32-c3']), [
      'debounce is of no use: Espruino lets nobody watch 18 on an ESP32-C3',
    ]);
  });

  test('property is refused on an input that Espruino lets nobody watch', () => {
    assert.deepEqual(problems({ kind: 'input', pin: 12, property: true }), [
      'property is of no use: Espruino lets nobody watch 12 on an ESP32, so no change of it would be posted',
    ]);
    assert.deepEqual(problems({ kind: 'input', pin: 12, property: false }), []);
    assert.deepEqual(problems({ kind: 'output', pin: 12, property: true }), []);
    assert.deepEqual(problems({ kind: 'input', pin: 18, property: true }), []);
  });

  test('maxOnMs is refused where safe is on: one of them could not be kept', () => {
    assert.deepEqual(problems({ kind: 'output', pin: 4, safe: 1, maxOnMs: 5 }), [
      'maxOnMs cannot be with safe: 1, which is for longer than that',
    ]);
    assert.deepEqual(problems({ kind: 'output', pin: 4, initial: 1, maxOnMs: 5 }), []);
  });

  test('property of a servo is refused: the thing model has no word for where it has come to', () => {
    assert.deepEqual(problems({ kind: 'servo', pin: 13, property: true }), [
      'a servo has no property, but: us, degrees',
    ]);
  });

  test('frequency is held against what the chip can', () => {
    assert.deepEqual(problems({ kind: 'pwm', pin: 4, frequency: 76 }, CHIPS['esp32-c3']), [
      'frequency must be 77..78125 Hz, not 76',
    ]);
  });
});

describe('a name', () => {
  const pin: Pin = { kind: 'input', pin: 27 };

  test('that is a number, or would be taken for one, is refused', () => {
    for (const name of ['0', '2', '25', '007', '1e3', '0x10', '-1', '.5', 'Infinity', ' '])
      assert.equal(nameProblem(name, pin), 'the name looks like a number', name);
  });

  test('that would not stand safely in a request, or in the table, is refused', () => {
    const accepts = 'a name is a letter, then at most 31 letters, digits, "_" or "-"';
    for (const name of ['', '__proto__', '2nd', 'two words', 'Lüfter', 'a,b', 'a"', 'x'.repeat(33)])
      assert.equal(nameProblem(name, pin), accepts, name);
  });

  test('of letters, digits, "_" and "-" is taken, what every object has included', () => {
    for (const name of ['a', 'Led', 'D2', 'e3', 'row-1_b', 'NaN', 'toString', 'x'.repeat(32)])
      assert.equal(nameProblem(name, pin), undefined, name);
  });

  test('of a property is an identifier of the platform, and none of its own words', () => {
    const property: Pin = { ...pin, property: true };
    assert.equal(nameProblem('row_1', property), undefined);
    assert.equal(nameProblem('row-1', property), 'a property\'s name has letters, digits and "_" only');
    for (const name of ['set', 'get', 'post', 'property', 'event', 'time', 'value']) {
      assert.match(nameProblem(name, property) ?? '', /^no property may be named one of set, /);
      assert.equal(nameProblem(name, pin), undefined);
    }
  });
});

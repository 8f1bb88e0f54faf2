import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Board, ChipName, Pin } from '../../../../board/lib/define.ts';
import { checkBoard } from '../../../../scripts/bundle/board.ts';
import { build } from '../../../../scripts/bundle/build.ts';
import { makeProject, type Project } from '../project.ts';

/** The lines of the error that a board of these pins is, without `board "bench", `; none where it is a good one. */
function problems(pins: Record<string, Pin>, chip: ChipName = 'esp32'): string[] {
  try {
    checkBoard({ name: 'bench', chip, pins });
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.replace('board "bench", ', ''));
  }
}
/** Pins as a file without types would have them. */
const untyped = (pin: object): Pin => pin as Pin;
const numbered = <T extends Pin>(count: number, pin: (i: number) => T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, pin(i)]));
/** Pins of the ESP32 that are free, drive, and are no DAC's. */
const FREE = [4, 13, 14, 18, 19, 20, 21, 22, 23, 27, 32, 33];

describe('a number', () => {
  test('that is used twice is refused, both users named', () => {
    assert.deepEqual(problems({ fan: { kind: 'output', pin: 25 }, pump: { kind: 'output', pin: 25 } }), [
      'pin "pump": 25 is "fan" already',
    ]);
    assert.deepEqual(problems({ fan: { kind: 'output', pin: 25 }, pump: { kind: 'output', pin: 26 } }), []);
  });

  test('that the chip has no pin for is refused', () => {
    for (const pin of [-1, 24, 28, 31, 40, 256, 2.5, Number.NaN])
      assert.deepEqual(problems({ it: { kind: 'input', pin } }), [
        `pin "it": ${pin} is no pin: an ESP32 has 0..23, 25..27, 32..39`,
      ]);
    assert.deepEqual(problems({ it: { kind: 'input', pin: 22 } }, 'esp32-c3'), [
      'pin "it": 22 is no pin: an ESP32-C3 has 0..21',
    ]);
    assert.deepEqual(problems({ it: { kind: 'input', pin: 33 } }, 'linux'), [
      'pin "it": 33 is no pin: the interpreter on Linux has 0..32',
    ]);
  });

  test('of the flash chip is refused, whatever iKnow says', () => {
    const flash = { esp32: [6, 7, 8, 9, 10, 11], 'esp32-c3': [12, 13, 14, 15, 16, 17] } as const;
    for (const [chip, pins] of Object.entries(flash))
      for (const pin of pins)
        assert.deepEqual(problems({ a: { kind: 'input', pin, iKnow: 'really' } }, chip as ChipName), [
          `pin "a": ${pin} is wired to the flash chip: no board may use it`,
        ]);
  });

  test('of a strapping, console or PSRAM pin is refused without iKnow, or with nothing said in it', () => {
    const guarded: readonly (readonly [ChipName, readonly number[], string])[] = [
      ['esp32', [0, 2, 5, 12, 15], 'a strapping pin, read by the chip at reset'],
      ['esp32', [1, 3], 'the console'],
      ['esp32', [16, 17], 'wired to the PSRAM where the module has one'],
      ['esp32-c3', [2, 8, 9], 'a strapping pin, read by the chip at reset'],
      ['esp32-c3', [18, 19], 'the console on USB'],
      ['esp32-c3', [20, 21], 'the console on a UART'],
      ['linux', [14, 15], "a Raspberry Pi's serial console"],
    ];
    for (const [chip, pins, is] of guarded)
      for (const pin of pins) {
        const line = `pin "a": ${pin} is ${is}: say in iKnow why it is used all the same`;
        assert.deepEqual(problems({ a: { kind: 'input', pin } }, chip), [line]);
        assert.deepEqual(problems({ a: { kind: 'output', pin, iKnow: ' ' } }, chip), [line]);
        assert.deepEqual(problems({ a: untyped({ kind: 'output', pin, iKnow: 1 }) }, chip), [line]);
        assert.deepEqual(problems({ a: { kind: 'output', pin, iKnow: 'floats at reset' } }, chip), []);
      }
  });
});

describe('a kind', () => {
  test('that drives is refused on a pin that is input-only, an input is not', () => {
    const words = { output: 'an output', pwm: 'a PWM output', servo: 'a servo' } as const;
    for (const pin of [34, 35, 36, 37, 38, 39]) {
      for (const [kind, is] of Object.entries(words))
        assert.deepEqual(problems({ lamp: untyped({ kind, pin }) }), [
          `pin "lamp": ${pin} is input-only, as 34..39 are: it cannot be ${is}`,
        ]);
      assert.deepEqual(problems({ light: { kind: 'input', pin } }), []);
    }
    assert.deepEqual(problems({ lamp: { kind: 'output', pin: 33 } }), []);
  });

  test('of ADC or DAC is refused on a pin without it, which has it named', () => {
    assert.deepEqual(problems({ a: { kind: 'adc', pin: 27 } }), ['pin "a": 27 has no ADC: an ESP32 has it on 32..39']);
    assert.deepEqual(problems({ a: { kind: 'adc', pin: 5 } }, 'esp32-c3'), [
      'pin "a": 5 has no ADC: an ESP32-C3 has it on 0..4',
    ]);
    assert.deepEqual(problems({ a: { kind: 'dac', pin: 27 } }), ['pin "a": 27 has no DAC: an ESP32 has it on 25..26']);
    assert.deepEqual(problems({ a: { kind: 'dac', pin: 4 } }, 'esp32-c3'), [
      'pin "a": 4 cannot be an analog output: an ESP32-C3 has no DAC',
    ]);
    assert.deepEqual(problems({ a: { kind: 'adc', pin: 4 } }, 'linux'), [
      'pin "a": 4 cannot be an analog input: the interpreter on Linux has no ADC',
    ]);
    assert.deepEqual(problems({ a: { kind: 'adc', pin: 32 }, b: { kind: 'dac', pin: 25 } }), []);
  });

  test('of PWM is refused where analogWrite sets a voltage, and where there is none', () => {
    assert.deepEqual(problems({ a: { kind: 'pwm', pin: 25 }, b: { kind: 'servo', pin: 26 } }), [
      'pin "a": 25 cannot be a PWM output: analogWrite sets a voltage there, as on 25..26',
      'pin "b": 26 cannot be a servo: analogWrite sets a voltage there, as on 25..26',
    ]);
    assert.deepEqual(problems({ a: { kind: 'pwm', pin: 17 } }, 'linux'), [
      'pin "a": 17 cannot be a PWM output: the interpreter on Linux has no PWM',
    ]);
  });

  test('that is none is refused, those there are named', () => {
    assert.deepEqual(problems({ a: untyped({ kind: 'relay', pin: 4 }) }), [
      'pin "a": kind must be one of output, pwm, servo, input, adc, dac, not "relay"',
    ]);
  });
});

describe('PWM channels', () => {
  test('at the shared frequency are five on an ESP32, and the sixth pin is refused', () => {
    const pins = (n: number) =>
      numbered(n, (i) => ({ kind: 'pwm', pin: FREE[i] ?? 0, ...(i ? {} : { frequency: 5000 }) }));
    assert.deepEqual(problems(pins(5)), []);
    assert.deepEqual(problems(pins(6)), ['pin "p5": an ESP32 has 5 PWM channels at 5000 Hz, all taken']);
  });

  test('with another frequency, servos among them, are three on an ESP32 and one on a C3', () => {
    const pins = (n: number): Record<string, Pin> => ({
      ...numbered(n - 1, (i) => ({ kind: 'pwm', pin: [3, 4, 10][i] ?? 0, frequency: 1000 }) as const),
      arm: { kind: 'servo', pin: 7 },
    });
    const esp32 = (n: number): Record<string, Pin> => ({
      ...numbered(n - 1, (i) => ({ kind: 'pwm', pin: FREE[i] ?? 0, frequency: 1000 + i }) as const),
      arm: { kind: 'servo', pin: 33 },
    });
    assert.deepEqual(problems(esp32(3)), []);
    assert.deepEqual(problems(esp32(4)), [
      'pin "arm": an ESP32 has 3 PWM channels for servos and frequencies other than 5000 Hz, all taken',
    ]);
    assert.deepEqual(problems(pins(1), 'esp32-c3'), []);
    assert.deepEqual(problems(pins(2), 'esp32-c3'), [
      'pin "arm": an ESP32-C3 has 1 PWM channel for servos and frequencies other than 5000 Hz, all taken',
    ]);
  });
});

describe('an interlock group', () => {
  const up = { kind: 'output', pin: 25, group: 'shutter' } as const;
  const down = { kind: 'output', pin: 26, group: 'shutter' } as const;

  test('of two outputs is taken, of one alone refused', () => {
    assert.deepEqual(problems({ up, down }), []);
    assert.deepEqual(problems({ up }), ['pin "up": it is alone in group "shutter"']);
  });

  test('of which two would be on when safe, or at boot, is refused', () => {
    assert.deepEqual(problems({ up: { ...up, safe: 1 }, down }), []);
    assert.deepEqual(problems({ up: { ...up, safe: 1 }, down: { ...down, safe: 1, initial: 0 } }), [
      'pin "down": safe is 1, and "up" of the same group "shutter" is on then too',
    ]);
    assert.deepEqual(problems({ up: { ...up, initial: 1 }, down: { ...down, safe: 1 } }), [
      'pin "down": initial is 1, and "up" of the same group "shutter" is on then too',
    ]);
  });

  test('beyond the fifteenth is refused', () => {
    // More pins than a chip has, two a group: the numbers are wrong, and the groups are what is looked at.
    const groups = (n: number) =>
      problems(numbered(2 * n, (i) => ({ kind: 'output', pin: i, group: `g${i >> 1}` }) as const)).filter((line) =>
        line.includes('group'),
      );
    assert.deepEqual(groups(15), []);
    assert.deepEqual(groups(16), ['pin "p30": group "g15" is one too many: there are 15 at most']);
  });
});

test('all that is wrong with a board is told at once, a line each', () => {
  assert.deepEqual(
    problems({ '1': { kind: 'output', pin: 34 }, b: { kind: 'input', pin: 34 }, c: { kind: 'input', pin: 6 } }),
    [
      'pin "1": the name looks like a number',
      'pin "1": 34 is input-only, as 34..39 are: it cannot be an output',
      'pin "b": 34 is "1" already',
      'pin "c": 6 is wired to the flash chip: no board may use it',
    ],
  );
});

test('a chip that is none is refused, those there are named', () => {
  const board = { name: 'bench', chip: 'esp8266', pins: {} } as unknown as Board;
  assert.throws(() => checkBoard(board), {
    message: 'board "bench": chip must be one of esp32, esp32-c3, linux, not "esp8266"',
  });
});

describe('a build for a board that cannot be', () => {
  let project: Project;
  before(async () => {
    project = await makeProject();
  });
  after(() => project.remove());

  test('fails with the line that names board, pin and reason', async () => {
    const file = (pin: number) =>
      `export default { name: "bad", chip: "esp32", pins: { lamp: { kind: "output", pin: ${pin}, safe: 0 } } };\n`;
    await project.write('board/bad.ts', file(35));
    await assert.rejects(build({ root: project.root, target: 'bad' }), {
      message: /board "bad", pin "lamp": 35 is input-only, as 34\.\.39 are: it cannot be an output$/,
    });
  });

  test('is no failure of another board in the same folder', async () => {
    assert.match((await build({ root: project.root, target: 'other' })).code, /lamp:277/); // an output, D21
  });
});

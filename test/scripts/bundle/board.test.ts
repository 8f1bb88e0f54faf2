import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { board, input, output, type Pin } from '../../../board/lib/define.ts';
import { boardModule } from '../../../scripts/bundle/board.ts';
import { build } from '../../../scripts/bundle/build.ts';
import { makeProject, type Project } from './project.ts';

/** What the module exports, by running it. */
function exportsOf(module: string): { BOARD: string; PINS: Record<string, number> } {
  return new Function(`${module.replaceAll('export var', 'var')} return { BOARD: BOARD, PINS: PINS };`)();
}

/** The lines of the error that a board of these pins is; none where it is a good one. */
function problems(pins: Record<string, Pin>): string[] {
  try {
    boardModule(board('bench', pins));
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

test('a pin is one number, found by its name and by its number, and nothing else is in the table', () => {
  const { BOARD, PINS } = exportsOf(boardModule(board('bench', { fan: output(25, { safe: 0 }), light: input(34) })));
  assert.equal(BOARD, 'bench');
  assert.deepEqual(PINS, {
    25: 0x119, // an output, D25
    34: 0x222, // an input, D34
    fan: 0x119,
    light: 0x222,
  });
});

test('each thing that a pin says of itself is a bit of its number', () => {
  const numberOf = (pin: Pin): number => exportsOf(boardModule(board('bench', { it: pin }))).PINS.it ?? -1;
  assert.equal(numberOf(output(26, { safe: 0 })), 0x100 | 26);
  assert.equal(numberOf(output(26, { safe: 0, activeLow: true })), 0x100 | 0x400 | 26);
  assert.equal(numberOf(output(26, { safe: 1 })), 0x100 | 0x2000 | 26);
  assert.equal(numberOf(output(26, { safe: 1, activeLow: true })), 0x100 | 0x400 | 0x2000 | 26);
  assert.equal(numberOf(input(27)), 0x200 | 27);
  assert.equal(numberOf(input(27, { activeLow: true })), 0x200 | 0x400 | 27);
  assert.equal(numberOf(input(27, { pull: 'up' })), 0x200 | 0x800 | 27);
  assert.equal(numberOf(input(27, { pull: 'down' })), 0x200 | 0x1000 | 27);
});

test('why a pin is used all the same stays on the computer', () => {
  const text = boardModule(board('bench', { led: output(2, { safe: 0, iKnow: 'floats at reset' }) }));
  assert.doesNotMatch(text, /floats|iKnow/);
});

test('a pin used twice is refused, both users named', () => {
  assert.deepEqual(problems({ fan: output(25, { safe: 0 }), pump: output(25, { safe: 0 }) }), [
    'board "bench", pin "pump": 25 is "fan" already',
  ]);
  assert.deepEqual(problems({ fan: output(25, { safe: 0 }), pump: output(26, { safe: 0 }) }), []);
});

test('a name that is a number, or would be taken for one, is refused', () => {
  for (const name of ['0', '2', '25', '007', '1e3', '0x10', '-1', '.5', 'Infinity', ' '])
    assert.deepEqual(
      problems({ [name]: input(27) }),
      [`board "bench", pin "${name}": the name looks like a number`],
      name,
    );
});

test('a name that would not stand safely in a request, or in the table, is refused', () => {
  const accepts = 'a name is a letter, then at most 31 letters, digits, "_" or "-"';
  for (const name of ['', '__proto__', '2nd', 'two words', 'Lüfter', 'a,b', 'a"', 'x'.repeat(33)])
    assert.deepEqual(
      problems(Object.fromEntries([[name, input(27)]])),
      [`board "bench", pin "${name}": ${accepts}`],
      name,
    );
});

test('a name of letters, digits, "_" and "-" is taken, what every object has included', () => {
  for (const name of ['a', 'Led', 'D2', 'e3', 'row-1_b', 'NaN', 'toString', 'x'.repeat(32)])
    assert.equal(exportsOf(boardModule(board('bench', { [name]: input(27) }))).PINS[name], 0x21b, name);
});

test('a number that an ESP32 has no pin for is refused', () => {
  for (const pin of [-1, 40, 256, 2.5, Number.NaN])
    assert.deepEqual(problems({ it: input(pin) }), [`board "bench", pin "it": ${pin} is no pin: an ESP32 has 0..39`]);
});

test('an output on a pin that is input-only is refused, an input is not', () => {
  for (const pin of [34, 35, 36, 37, 38, 39]) {
    assert.deepEqual(problems({ lamp: output(pin, { safe: 0 }) }), [
      `board "bench", pin "lamp": ${pin} is input-only, as 34..39 are: it cannot be an output`,
    ]);
    assert.deepEqual(problems({ light: input(pin) }), []);
  }
  assert.deepEqual(problems({ lamp: output(33, { safe: 0 }) }), []);
});

test('a pull on a pin that has no pull resistor is refused', () => {
  for (const pull of ['up', 'down'] as const) {
    assert.deepEqual(problems({ door: input(34, { pull }) }), [
      'board "bench", pin "door": 34 has no pull resistor, as 34..39 have none: leave out pull',
    ]);
    assert.deepEqual(problems({ door: input(33, { pull }) }), []);
  }
});

test('a pin of the flash chip is refused, whatever iKnow says', () => {
  for (const pin of [6, 7, 8, 9, 10, 11])
    assert.deepEqual(problems({ a: input(pin, { iKnow: 'really' }) }), [
      `board "bench", pin "a": ${pin} is wired to the flash chip: no board may use it`,
    ]);
});

test('a strapping or console pin is refused without iKnow, or with nothing said in it', () => {
  const what = [
    ...[0, 2, 5, 12, 15].map((pin) => [pin, 'a strapping pin, read by the chip at reset'] as const),
    ...[1, 3].map((pin) => [pin, 'the console'] as const),
  ];
  for (const [pin, is] of what) {
    const line = `board "bench", pin "a": ${pin} is ${is}: say in iKnow why it is used all the same`;
    assert.deepEqual(problems({ a: input(pin) }), [line]);
    assert.deepEqual(problems({ a: output(pin, { safe: 0, iKnow: ' ' }) }), [line]);
    assert.deepEqual(problems({ a: output(pin, { safe: 0, iKnow: 'floats at reset' }) }), []);
  }
});

test('all that is wrong with a board is told at once, a line each', () => {
  assert.deepEqual(problems({ '1': output(34, { safe: 0 }), b: input(34), c: input(6) }), [
    'board "bench", pin "1": the name looks like a number',
    'board "bench", pin "1": 34 is input-only, as 34..39 are: it cannot be an output',
    'board "bench", pin "b": 34 is "1" already',
    'board "bench", pin "c": 6 is wired to the flash chip: no board may use it',
  ]);
});

describe('a build for a board that cannot be', () => {
  let project: Project;
  before(async () => {
    project = await makeProject();
  });
  after(() => project.remove());

  test('fails with the line that names board, pin and reason', async () => {
    const file = (pin: number) =>
      `export default { name: "bad", pins: { lamp: { kind: "output", pin: ${pin}, safe: 0 } } };\n`;
    await project.write('board/bad.ts', file(35));
    await assert.rejects(build({ root: project.root, target: 'bad' }), {
      message: /board "bad", pin "lamp": 35 is input-only, as 34\.\.39 are: it cannot be an output$/,
    });
  });

  test('is no failure of another board in the same folder', async () => {
    assert.match((await build({ root: project.root, target: 'other' })).code, /lamp:277/); // an output, D21
  });
});

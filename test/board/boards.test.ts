// Every board of board/, whatever boards there are: what its file says is what the bundle has, and the bundle runs.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Board } from '../../board/lib/define.ts';
import { boardModule, boardNames, loadBoard, type PinData } from '../../scripts/bundle/board.ts';
import { build } from '../../scripts/bundle/build.ts';
import { sizeByRoom } from '../../scripts/bundle/rooms.ts';
import { makeProject } from '../scripts/bundle/project.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const NAMES = await boardNames();
/** What `#board` of the default board may weigh, minified, in bytes. */
const DEFAULT_BOARD_BYTES = 330;

const load = async (name: string): Promise<Board> => (await import(`../../board/${name}.ts`)).default;

/** What a number of the table says, bit by bit, in the words of a board's data. */
function told(traits: number): object {
  const bit = (mask: number): boolean => (traits & mask) !== 0;
  return {
    pin: traits & 0xff,
    output: bit(0x100),
    input: bit(0x200),
    activeLow: bit(0x400),
    pull: bit(0x800) ? 'up' : bit(0x1000) ? 'down' : 'none',
    safe: bit(0x2000) ? 1 : 0,
    pwm: bit(0x4000),
    servo: bit(0x8000),
    adc: bit(0x10000),
    dac: bit(0x20000),
    property: bit(0x40000),
    initial: bit(0x80000) ? 1 : 0,
    timed: bit(0x100000),
    inGroup: (traits >> 24) & 15 ? 'yes' : 'no',
    rest: traits & ~0xf1fffff,
  };
}

/** What the board's data says, in the same form. Espruino turns D0 of an ESP32 over, so the table does too. */
function said(chip: string, pin: PinData): object {
  const { kind } = pin;
  const turned = chip === 'esp32' && pin.pin === 0;
  const level = ['output', 'pwm', 'servo', 'input'].includes(kind);
  return {
    pin: pin.pin,
    output: kind === 'output' || kind === 'pwm',
    input: kind === 'input' || pin.digital === true,
    activeLow: level && (pin.activeLow ?? false) !== turned,
    pull: turned ? { up: 'down', down: 'up', none: 'none' }[pin.pull ?? 'none'] : (pin.pull ?? 'none'),
    safe: pin.safe ?? 0,
    pwm: kind === 'pwm',
    servo: kind === 'servo',
    adc: kind === 'adc',
    dac: kind === 'dac',
    property: pin.property,
    initial: pin.initial ?? 0,
    timed: pin.maxOnMs !== undefined,
    inGroup: pin.group === undefined ? 'no' : 'yes',
    rest: 0,
  };
}

/** What the module exports, by running it. */
function exportsOf(board: Board): { BOARD: string; PINS: Record<string, number>; MORE: Record<string, object> } {
  const module = boardModule(board).replaceAll('export ', '');
  const { more, ...found } = new Function(`${module} return { BOARD: BOARD, PINS: PINS, more: more };`)();
  const numbers = Object.keys(found.PINS).filter((name) => /^\d+$/.test(name));
  const all = numbers.map((pin) => [pin, more(+pin)] as const).filter(([, each]) => Object.keys(each).length > 0);
  assert.deepEqual(more(255), {}, 'a pin that there is not');
  return { ...found, MORE: Object.fromEntries(all) };
}

test('there are the boards that people have', () => {
  for (const name of ['esp32-devkit-v1', 'esp32-cam', 'esp32-c3', 'esp32-relay-4', 'raspberry-pi'])
    assert.ok(NAMES.includes(name), NAMES.join());
});

for (const name of NAMES)
  describe(`board/${name}.ts`, () => {
    test('is named as its file is', async () => {
      assert.equal((await load(name)).name, name);
      assert.equal((await loadBoard(name)).name, name);
    });

    test('has in the table of the bundle what its file says, by name and by number, and no more', async () => {
      const { BOARD, PINS } = exportsOf(await load(name));
      const { chip, pins } = await loadBoard(name);
      assert.equal(BOARD, name);
      const expected = pins.flatMap((pin) => [
        [pin.name, said(chip, pin)],
        [String(pin.pin), said(chip, pin)],
      ]);
      const found = Object.entries(PINS).map(([key, traits]) => [key, told(traits)]);
      assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
      assert.equal(found.length, expected.length);
    });

    test('has beside the table what its file gives beyond traits, of no other pin', async () => {
      const { pins } = await load(name);
      const more = ['offlineAfter', 'maxOnMs', 'debounce', 'frequency', 'millivolts'];
      const expected = Object.values(pins).flatMap(({ pin, kind, ...options }) => {
        const given = Object.entries(options).filter(([option]) => more.includes(option));
        const servo = kind === 'servo' ? ['servo'] : [];
        return given.length + servo.length > 0
          ? [[String(pin), [...given.map(([option]) => option), ...servo].sort()]]
          : [];
      });
      const found = Object.entries(exportsOf(await load(name)).MORE).map(([pin, entry]) => [
        pin,
        Object.keys(entry).sort(),
      ]);
      assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
    });
  });

describe('the bundle of each board', () => {
  let root = '';
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'boards-'));
    for (const part of ['board', 'firmware', 'package.json'])
      await cp(join(REPOSITORY, part), join(root, part), { recursive: true });
  });
  after(() => rm(root, { recursive: true, force: true }));

  for (const target of NAMES)
    test(`${target}: Espruino can run it, and it keeps to the budget`, async () => {
      // Throws for a bundle that fails the check or the budget.
      const { code, bytes, budget } = await build({ root, target });
      assert.ok(code.includes(`"${target}"`), 'the board is in it');
      assert.ok(budget && bytes <= budget);
    });
});

test("the README's board is under 20 lines, and a build makes it as it stands there", async (t) => {
  const readme = await readFile(join(REPOSITORY, 'README.md'), 'utf8');
  const [file = '', more] = [...readme.matchAll(/```ts\n([^`]*\bexport default board\([^`]*)```/g)].map(
    ([, text]) => text,
  );
  assert.equal(more, undefined, 'one board');
  assert.ok(file.split('\n').length - 1 < 20, file);
  const name = /board\('([^']+)'/.exec(file)?.[1] ?? '';
  const project = await makeProject();
  t.after(() => project.remove());
  for (const part of ['board', 'firmware']) {
    await rm(join(project.root, part), { recursive: true, force: true });
    await cp(join(REPOSITORY, part), join(project.root, part), { recursive: true });
  }
  await writeFile(join(project.root, 'board', `${name}.ts`), file);
  const { code } = await build({ root: project.root, target: name });
  assert.ok(code.includes(`"${name}"`));
  const { pins } = await loadBoard(name, join(project.root, 'board'));
  assert.ok(pins.length > 2, 'its pins are in it');
  for (const pin of pins) assert.ok(code.includes(pin.name), pin.name);
  // Its twin: the build says what is wrong with it, by the pin's name.
  const [first] = pins;
  await writeFile(
    join(project.root, 'board', `${name}.ts`),
    file.replace(`${first?.name}: output(${first?.pin},`, `${first?.name}: output(34 as never,`),
  );
  await assert.rejects(
    build({ root: project.root, target: name }),
    new RegExp(`pin "${first?.name}": 34 is input-only`),
  );
});

test(`the default board's part of the bundle is at most ${DEFAULT_BOARD_BYTES} bytes`, async (t) => {
  const project = await makeProject();
  t.after(() => project.remove());
  await cp(join(REPOSITORY, 'board'), join(project.root, 'board'), { recursive: true });
  await project.write(
    'firmware/modules.d.ts',
    `declare module '#board' { export const BOARD: string; export const PINS: object; export const more: object; }
     declare function print(...text: unknown[]): void;`,
  );
  const all = "import { BOARD, more, PINS } from '#board';\nprint(PINS, more, BOARD); print(PINS, more, BOARD);";
  await project.write('firmware/main.ts', all);
  const bytes = sizeByRoom(await build({ root: project.root })).find(({ room }) => room === 'board')?.bytes ?? 0;
  assert.ok(bytes > 200 && bytes <= DEFAULT_BOARD_BYTES, `${bytes} bytes`);
});

test('the DevKit has the pins that its users know by name', async () => {
  const { pins } = await loadBoard('esp32-devkit-v1');
  const found = pins.map(({ name, kind, pin }) => `${name} ${kind} D${pin}`);
  for (const known of ['led output D2', 'relay output D26', 'fan output D25', 'button input D27', 'door input D32'])
    assert.ok(found.includes(known), found.join());
});

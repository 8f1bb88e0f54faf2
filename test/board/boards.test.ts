// Every board of board/, whatever boards there are: what its file says is what the bundle's table says.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Board, Pin } from '../../board/lib/define.ts';
import { boardModule } from '../../scripts/bundle/board.ts';

const FOLDER = new URL('../../board/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));

/** What a number of the table says, bit by bit, in the words of a board's file. */
function told(traits: number): object {
  const bit = (mask: number): boolean => (traits & mask) !== 0;
  return {
    pin: traits & 0xff,
    kind: bit(0x100) ? 'output' : bit(0x200) ? 'input' : 'nothing',
    activeLow: bit(0x400),
    pull: bit(0x800) ? 'up' : bit(0x1000) ? 'down' : 'none',
    safe: bit(0x2000) ? 1 : 0,
    more: traits >> 14,
  };
}

/** What the board's file says, in the same form. */
function said(pin: Pin): object {
  return {
    pin: pin.pin,
    kind: pin.kind,
    activeLow: pin.activeLow ?? false,
    pull: (pin.kind === 'input' && pin.pull) || 'none',
    safe: pin.kind === 'output' ? pin.safe : 0,
    more: 0,
  };
}

test('there is a board', () => {
  assert.ok(FILES.includes('esp32-devkit-v1.ts'), FILES.join());
});

for (const file of FILES) {
  describe(`board/${file}`, () => {
    const load = async (): Promise<Board> => (await import(new URL(file, FOLDER).href)).default;

    test('is named as its file is', async () => {
      assert.equal((await load()).name, file.slice(0, -'.ts'.length));
    });

    test('has in the table of the bundle what its file says, by name and by number, and no more', async () => {
      const board = await load();
      const module = boardModule(board).replaceAll('export var', 'var');
      const { BOARD, PINS } = new Function(`${module} return { BOARD: BOARD, PINS: PINS };`)() as {
        BOARD: string;
        PINS: Record<string, number>;
      };
      assert.equal(BOARD, board.name);
      const expected = Object.entries(board.pins).flatMap(([name, pin]) => [
        [name, said(pin)],
        [String(pin.pin), said(pin)],
      ]);
      const found = Object.entries(PINS).map(([name, traits]) => [name, told(traits)]);
      assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
      assert.equal(found.length, expected.length);
    });
  });
}

test('the DevKit has the pins that its users know by name', async () => {
  const { default: devkit } = await import('../../board/esp32-devkit-v1.ts');
  const told = Object.entries(devkit.pins).map(([name, { kind, pin }]) => `${name} ${kind} D${pin}`);
  assert.deepEqual(told, ['led output D2', 'relay output D26', 'fan output D25', 'button input D27', 'door input D32']);
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { boardData, boardNames, loadBoard } from '../../../../scripts/bundle/board.ts';

test('a board is loaded by its name, in the order of its file', async () => {
  const { name, chip, pins } = await loadBoard('esp32-devkit-v1');
  assert.deepEqual([name, chip], ['esp32-devkit-v1', 'esp32']);
  assert.deepEqual(
    pins.slice(0, 3).map((pin) => pin.name),
    ['led', 'relay', 'fan'],
  );
});

test('a name that is no board is refused, those there are named', async () => {
  for (const name of ['esp8266', '', '../lib/esp32', 'lib/esp32'])
    await assert.rejects(loadBoard(name), /^Error: no board named ".*": there is esp32-c3, esp32-cam, /);
});

test('the boards of another folder are found, and nothing beside them', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'board-'));
  t.after(() => rm(folder, { recursive: true }));
  await assert.rejects(loadBoard('a', folder), /there is none/);
  await mkdir(join(folder, 'lib'));
  const file = (pin: number) =>
    `export default { name: 'a', chip: 'esp32', pins: { x: { kind: 'output', pin: ${pin} } } };`;
  await writeFile(join(folder, 'a.ts'), file(4));
  await writeFile(join(folder, 'bad.ts'), file(34));
  for (const other of ['README.md', 'Upper.ts', 'a.test.ts']) await writeFile(join(folder, other), '');
  assert.deepEqual(await boardNames(folder), ['a', 'bad']);
  assert.equal((await loadBoard('a', folder)).pins[0]?.pin, 4);
  await assert.rejects(loadBoard('bad', folder), /34 is input-only/);
});

test('every default is filled in, and what a kind does not have is not there', () => {
  const { pins } = boardData({
    name: 'bench',
    chip: 'esp32',
    pins: {
      led: { kind: 'output', pin: 2, iKnow: 'floats' },
      lamp: { kind: 'pwm', pin: 4, safe: 1 },
      arm: { kind: 'servo', pin: 13 },
      door: { kind: 'input', pin: 27 },
      light: { kind: 'adc', pin: 34 },
      hum: { kind: 'dac', pin: 25, initial: 1, property: true },
    },
  });
  const output = { property: false, activeLow: false, safe: 0, initial: 0 };
  assert.deepEqual(pins, [
    { name: 'led', pin: 2, kind: 'output', ...output, iKnow: 'floats' },
    { name: 'lamp', pin: 4, kind: 'pwm', ...output, safe: 1, initial: 1, frequency: 5000 },
    { name: 'arm', pin: 13, kind: 'servo', property: false, us: [1000, 2000], degrees: [0, 180] },
    { name: 'door', pin: 27, kind: 'input', property: false, activeLow: false, pull: 'none' },
    { name: 'light', pin: 34, kind: 'adc', property: false, digital: false },
    { name: 'hum', pin: 25, kind: 'dac', property: true, safe: 0, initial: 1 },
  ]);
});

test('what the file gives is in the data as it is given', () => {
  const relay = {
    activeLow: true,
    offlineAfter: 30,
    maxOnMs: 600,
    group: 'g',
    safe: 0,
    initial: 1,
    property: true,
  } as const;
  const { pins } = boardData({
    name: 'bench',
    chip: 'esp32',
    pins: { a: { kind: 'output', pin: 26, ...relay }, b: { kind: 'output', pin: 27, group: 'g' } },
  });
  assert.deepEqual(pins[0], { name: 'a', pin: 26, kind: 'output', ...relay });
});

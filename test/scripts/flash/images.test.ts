// The files of an Espruino release: where each belongs, and what is refused before a chip is touched.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readImages } from '../../../scripts/flash/images.ts';

/** A folder with files of these first bytes and lengths. */
async function folderFor(t: TestContext, files: Record<string, [number[], number]>): Promise<(name: string) => string> {
  const folder = await mkdtemp(join(tmpdir(), 'images-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, [head, length]] of Object.entries(files)) {
    const bytes = Buffer.alloc(length, 0x11);
    Buffer.from(head).copy(bytes);
    await writeFile(join(folder, name), bytes);
  }
  return (name) => join(folder, name);
}

test('a release is known by its names, and comes out in the order of the flash', async (t) => {
  const file = await folderFor(t, {
    'espruino_2v29_esp32.bin': [[0xe9], 5000],
    'partitions_espruino.bin': [[0xaa, 0x50], 3072],
    'bootloader.bin': [[0xe9], 20_000],
    'data.img': [[0x00], 10],
  });
  const images = await readImages(
    ['espruino_2v29_esp32.bin', 'bootloader.bin', 'partitions_espruino.bin', 'data.img@0x300000'].map(file),
  );
  assert.deepEqual(
    images.map(({ file: name, address, isGiven }) => [name, address, isGiven]),
    [
      ['bootloader.bin', 0x1000, false],
      ['partitions_espruino.bin', 0x8000, false],
      ['espruino_2v29_esp32.bin', 0x10000, false],
      ['data.img', 0x300000, true],
    ],
  );
});

test('a file that cannot be what belongs there is named', async (t) => {
  const file = await folderFor(t, {
    'strange.bin': [[0xe9], 10],
    'espruino.bin': [[0x3c], 10],
    'partitions.bin': [[0xe9], 10],
    'bootloader.bin': [[0xe9], 0x8000],
    'table-partitions.bin': [[0xaa, 0x50], 100],
    'empty.bin': [[], 0],
  });
  for (const [names, message] of [
    [
      ['strange.bin'],
      /where strange\.bin belongs is not known by its name: give FILE@0xADDRESS \(bootloader\.bin 0x1000/,
    ],
    [['espruino.bin'], /espruino\.bin is no image for an ESP32: it does not start with e9/],
    [['partitions.bin'], /partitions\.bin is no table of partitions/],
    [['bootloader.bin', 'table-partitions.bin'], /bootloader\.bin and table-partitions\.bin overlap/],
    [['strange.bin@0x1001'], /a multiple of 0x1000, not 0x1001/],
    [['strange.bin@0xffff000'], /does not fit/],
    [['empty.bin@0x1000'], /empty\.bin is empty/],
    [['espruino-none.bin'], /there is no file .*espruino-none\.bin to read/],
  ] as const)
    await assert.rejects(readImages(names.map(file)), { message });
});

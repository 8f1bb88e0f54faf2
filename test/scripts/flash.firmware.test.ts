// npm run flash -- --firmware as a command: Espruino onto a stand-in of the chip's boot loader.
import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createRomLoader } from '../support/romLoader.ts';
import { openWire, type Wire } from '../support/wires.ts';
import { atTerminal, command } from './device/serial/desk.ts';

/** A chip in its boot loader behind a port. */
async function chipFor(t: TestContext, over: 'pty' | 'tcp', magic?: number) {
  let wire: Wire | undefined;
  const rom = createRomLoader((bytes) => wire?.send(bytes), magic);
  wire = await openWire(over, rom.hear);
  t.after(() => wire?.cut());
  return { rom, port: wire.port };
}

/** The files of a release, of these lengths. */
async function releaseFor(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'release-'));
  t.after(() => rm(folder, { recursive: true }));
  const files: string[] = [];
  const flash: [number, Buffer][] = [];
  for (const [name, address, head, length] of [
    ['bootloader.bin', 0x1000, [0xe9], 9000],
    ['partitions_espruino.bin', 0x8000, [0xaa, 0x50], 3072],
    ['espruino_esp32.bin', 0x10000, [0xe9], 30_000],
  ] as const) {
    const bytes = randomFillSync(Buffer.alloc(length));
    Buffer.from(head).copy(bytes);
    bytes.writeUInt16LE(0, 12);
    await writeFile(join(folder, name), bytes);
    files.push(join(folder, name));
    flash.push([address, bytes]);
  }
  return { files, flash };
}

for (const over of ['pty', 'tcp'] as const)
  test(`over ${over} a release goes onto a chip, each file where it belongs, and the next command is told`, async (t) => {
    const { rom, port } = await chipFor(t, over);
    const { files, flash } = await releaseFor(t);
    const { code, out, error } = await command(t, 'flash', ['--port', port, '--firmware', ...files]);
    assert.equal(code, 0, error);
    for (const [address, bytes] of flash) assert.deepEqual(rom.flash.subarray(address, address + bytes.length), bytes);
    assert.match(out, /^chip {5}ESP32/);
    assert.match(out, /^firmware espruino_esp32\.bin at 0x10000: 30,000 bytes, compared by MD5$/m);
    assert.match(out, new RegExp(`^next     npm run flash -- --port ${port}$`, 'm'));
  });

test('at a terminal the writing of a release has a bar', async (t) => {
  const { port } = await chipFor(t, 'pty');
  const { files } = await releaseFor(t);
  const flash = atTerminal(t, 'flash', ['--port', port, '--firmware', ...files]);
  await flash.shows(/firmware .* \d+ % {2}\d+\/42072 bytes/);
  await flash.shows(/chip {5}ESP32/);
  assert.equal(await flash.ended, 0, flash.shown());
});

test('another chip than the files are for is refused before anything is written, with 1', async (t) => {
  // 0x09 is an ESP32-S3.
  const { rom, port } = await chipFor(t, 'pty', 0x09);
  const { files } = await releaseFor(t);
  const { code, error } = await command(t, 'flash', ['--port', port, '--firmware', ...files]);
  assert.equal(code, 1);
  assert.match(error, /^flash: boot loader: the chip is an ESP32-S3; .*give FILE@0xADDRESS/);
  assert.ok(!rom.commands.includes(0x10) && !rom.commands.includes(7));
});

test('a chip that does not answer is told with the way into its boot loader, with 1', async (t) => {
  const { rom, port } = await chipFor(t, 'pty');
  rom.falls(1);
  const { files } = await releaseFor(t);
  const { code, error } = await command(t, 'flash', ['--port', port, '--firmware', ...files]);
  assert.equal(code, 1);
  assert.match(error, /^flash: boot loader: .*hold BOOT \(IO0\), press and let go of RESET \(EN\), let go of BOOT/);
});

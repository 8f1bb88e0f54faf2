// Espruino onto a chip: the flasher against a stand-in of the ROM boot loader.
import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { openPort } from '../../../scripts/device/serial/port.ts';
import { flashFirmware } from '../../../scripts/flash/firmware.ts';
import type { Image } from '../../../scripts/flash/images.ts';
import { createRomLoader } from '../../support/romLoader.ts';
import { openWire, type Wire } from '../../support/wires.ts';

const OPTIONS = { baud: 115_200, erase: false, progress: () => undefined, attempts: 1 };

/** An image for an ESP32 of this length, none of its bytes like another's. */
function image(file: string, address: number, length: number, chipId = 0): Image {
  const bytes = randomFillSync(Buffer.alloc(length));
  bytes[0] = 0xe9;
  bytes.writeUInt16LE(chipId, 12);
  return { file, address, bytes, isGiven: false };
}

/** A chip behind an open port. */
async function chipFor(t: TestContext, over: 'pty' | 'tcp', magic?: number) {
  let wire: Wire | undefined;
  const rom = createRomLoader((bytes) => wire?.send(bytes), magic);
  wire = await openWire(over, rom.hear);
  t.after(() => wire?.cut());
  const port = await openPort(wire.port);
  t.after(() => port.close());
  return { rom, port, cut: wire.cut };
}

for (const over of ['pty', 'tcp'] as const)
  test(`over ${over}, the chip is checked, the stub started, and every file is where it belongs and compared`, async (t) => {
    const { rom, port } = await chipFor(t, over);
    const images = [image('bootloader.bin', 0x1000, 20_000), image('espruino_esp32.bin', 0x10000, 70_001)];
    const seen: [number, number][] = [];
    const chip = await flashFirmware(port, images, { ...OPTIONS, progress: (...now) => seen.push(now) });
    assert.match(chip, /^ESP32/);
    for (const { address, bytes } of images)
      assert.deepEqual(rom.flash.subarray(address, address + bytes.length), Buffer.from(bytes));
    assert.deepEqual(seen.at(-1), [90_001, 90_001]);
    assert.equal(rom.erased, 0);
    // 8 is SYNC, 0x0a reads a register, 7 fills memory with the stub, 0x13 is the MD5 of each file.
    assert.equal(rom.commands[0], 8);
    assert.ok(rom.commands.indexOf(0x0a) < rom.commands.indexOf(7));
    assert.equal(rom.commands.filter((command) => command === 0x13).length, 2);
  });

test('with erase, all of the flash is erased first', async (t) => {
  const { rom, port } = await chipFor(t, 'tcp');
  rom.flash.fill(0x55);
  await flashFirmware(port, [image('a.bin', 0x10000, 5000)], { ...OPTIONS, erase: true });
  assert.equal(rom.erased, 1);
  assert.equal(rom.flash[0x300000], 0xff);
});

test('a file that does not read back is told, with the step', async (t) => {
  const { rom, port } = await chipFor(t, 'tcp');
  const one = image('a.bin', 0x10000, 5000);
  one.bytes[1000] = 0xff;
  rom.wearsOut(0x10000 + 1000);
  await assert.rejects(flashFirmware(port, [one], OPTIONS), { name: 'BoardError', step: 'firmware', message: /MD5/ });
});

test('a chip that is not the one the file is for is refused before anything is written', async (t) => {
  const { rom, port } = await chipFor(t, 'tcp');
  await assert.rejects(flashFirmware(port, [image('espruino_esp32s3.bin', 0x10000, 5000, 9)], OPTIONS), {
    step: 'boot loader',
    message: /the chip is an ESP32, and espruino_esp32s3\.bin is for another one/,
  });
  assert.ok(!rom.commands.includes(7) && !rom.commands.includes(0x10));
});

test('places known by name are for the ESP32 alone: another chip is refused', async (t) => {
  // 0x09 is an ESP32-S3.
  const { rom, port } = await chipFor(t, 'tcp', 0x09);
  await assert.rejects(flashFirmware(port, [image('espruino.bin', 0x10000, 5000)], OPTIONS), {
    step: 'boot loader',
    message: /the chip is an ESP32-S3; .* give FILE@0xADDRESS/,
  });
  assert.ok(!rom.commands.includes(0x10));
});

test('a chip that does not answer is told with the way into its boot loader', async (t) => {
  const { rom, port } = await chipFor(t, 'tcp');
  rom.falls(1);
  await assert.rejects(flashFirmware(port, [image('a.bin', 0x10000, 100)], OPTIONS), {
    step: 'boot loader',
    message: /hold BOOT \(IO0\), press and let go of RESET \(EN\)/,
  });
});

test('a port that is unplugged ends it at once, with the step', async (t) => {
  const { rom, port, cut } = await chipFor(t, 'pty');
  const plugged = flashFirmware(port, [image('a.bin', 0x10000, 300_000)], {
    ...OPTIONS,
    progress: (done) => {
      if (done > 0) cut();
    },
  });
  await assert.rejects(plugged, { step: 'firmware', message: /unplugged\?.* run the command again/ });
  assert.ok(rom.commands.includes(0x11));
});

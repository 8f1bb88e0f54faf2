/** Choosing a board by name. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BOARD_KINDS, DEVICE_KINDS, openDevice } from '../../../scripts/device/open.ts';

test('an unknown kind of board is an error that names the kinds there are', async () => {
  for (const kind of ['usb', 'toString', ''])
    await assert.rejects(openDevice(kind, { bundle: 'x', storage: {} }), {
      message: `board must be one of virtual, espruino, serial, not "${kind}"`,
    });
  assert.deepEqual(DEVICE_KINDS, ['virtual', 'espruino']);
  assert.deepEqual(BOARD_KINDS, ['virtual', 'espruino', 'serial']);
});

test('serial without a port says what a port is', async () => {
  await assert.rejects(openDevice('serial', { bundle: import.meta.filename, storage: {} }), {
    step: 'port',
    message: /^give --port: a serial device, tcp:\/\/host:port, or auto/,
  });
});

test('virtual opens the virtual board', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'open-'));
  t.after(() => rm(folder, { recursive: true }));
  const bundle = join(folder, 'bundle.js');
  await writeFile(bundle, 'print("up"); digitalWrite(2, 1);');
  const lines: string[] = [];
  const pins: number[] = [];
  const device = await openDevice('virtual', {
    bundle,
    storage: {},
    onLine: (line) => lines.push(line),
    onPin: (change) => pins.push(change.pin),
  });
  assert.equal(device.kind, 'virtual');
  assert.deepEqual([lines, pins], [['up'], [2]]);
  await device.stop();
});

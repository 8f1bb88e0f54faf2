// A board at a port as a device: the interpreter over a pseudo-terminal and over TCP.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startSerial } from '../../../scripts/device/serial.ts';
import { NO_INTERPRETER } from '../../support/serialInterpreter.ts';
import { openWire } from '../../support/wires.ts';
import { boardFor, fileFor } from './serial/desk.ts';

/** A bundle that greets with what is in its settings, and counts its boots. */
const BUNDLE_TEXT = `var s=require("Storage"),boots=+(s.read("boots")||0)+1;s.write("boots",""+boots);
print("I 0.001 boot espruino-rrpc "+s.readJSON("device.json").name+" "+boots);
setTimeout(function(){print("I 0.100 link ready")},50);`;

describe('a board at a port', { skip: NO_INTERPRETER }, () => {
  for (const over of ['pty', 'tcp'] as const)
    test(`over ${over} gets bundle and files, boots, answers, restarts, and runs on when it is let go`, async (t) => {
      const standIn = await boardFor(t, { over });
      const bundle = await fileFor(t, 'bundle.js', BUNDLE_TEXT);
      const lines: string[] = [];
      const options = { bundle, storage: { 'device.json': '{"name":"lamp \u4e2d"}' }, port: standIn.port };
      const device = await startSerial({ ...options, onLine: (line) => lines.push(line) });
      t.after(() => device.stop());
      assert.equal(device.kind, 'serial');
      const name = 'lamp \u4e2d';
      assert.ok(lines.includes(`I 0.001 boot espruino-rrpc ${name} 1`), lines.join('\n'));
      assert.equal(await device.evaluate('var kept=5;boots'), '1');
      assert.equal(await device.evaluate('kept'), '5');
      await assert.rejects(device.evaluate('nope()'), /^Error: ReferenceError: "nope" is not defined$/);
      const later: string[] = [];
      const silence = device.onLine((line) => later.push(line));
      await device.restart();
      assert.ok(later.includes(`I 0.001 boot espruino-rrpc ${name} 2`), later.join('\n'));
      silence();
      await device.stop();
      assert.deepEqual(await device.exited, { asked: true, code: 0, signal: null });
      const again = await startSerial(options);
      t.after(() => again.stop());
      assert.equal(await again.evaluate('boots'), '3', 'files that are there already are left; it starts anew');
    });

  test('a plug that is pulled is an end that nobody asked for', async (t) => {
    const standIn = await boardFor(t, { over: 'tcp' });
    const bundle = await fileFor(t, 'bundle.js', BUNDLE_TEXT);
    const device = await startSerial({ bundle, storage: { 'device.json': '{"name":"a"}' }, port: standIn.port });
    standIn.unplugAfter(1);
    await assert.rejects(device.evaluate('1'), /gone/);
    assert.deepEqual(await device.exited, { asked: false, code: null, signal: null });
  });

  test('a bundle that does not come up is told, and the port is free again', async (t) => {
    const standIn = await boardFor(t, { over: 'tcp' });
    const bad = await fileFor(t, 'bundle.js', 'nothing();');
    await assert.rejects(startSerial({ bundle: bad, storage: {}, port: standIn.port }), {
      step: 'boot',
      message: /the bundle does not start: .*"nothing" is not defined/,
    });
    const good = await fileFor(t, 'bundle.js', BUNDLE_TEXT);
    const device = await startSerial({ bundle: good, storage: { 'device.json': '{"name":"b"}' }, port: standIn.port });
    t.after(() => device.stop());
    assert.equal(await device.evaluate('boots'), '1');
  });
});

test('a bundle that is not there, and a port that is not, are told before anything is sent', async (t) => {
  let heard = 0;
  const wire = await openWire('tcp', (bytes) => {
    heard += bytes.length;
  });
  t.after(() => wire.cut());
  await assert.rejects(startSerial({ bundle: '/none/bundle.js', storage: {}, port: wire.port }), /ENOENT.*bundle\.js/);
  const bundle = await fileFor(t, 'bundle.js', 'print(1)');
  await assert.rejects(startSerial({ bundle, storage: {}, port: '/dev/none-of-that-name' }), { step: 'port' });
  await assert.rejects(startSerial({ bundle, storage: {} }), { step: 'port', message: /give --port/ });
  assert.equal(heard, 0);
});

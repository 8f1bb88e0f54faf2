/** The interpreter as a board, wherever one is found. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { PinChange } from '../../../scripts/device/device.ts';
import { checkInterpreter, findInterpreter } from '../../../scripts/device/espruino/interpreter.ts';
import { cleanLine } from '../../../scripts/device/espruino/process.ts';
import { type EspruinoDevice, startEspruino } from '../../../scripts/device/espruino.ts';

const executable = findInterpreter();
const skip = executable === undefined && 'no Espruino interpreter was found (set ESPRUINO to the path of one)';

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'espruino-test-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

interface Bench {
  readonly device: EspruinoDevice;
  readonly lines: string[];
  readonly pins: PinChange[];
}

async function bench(t: TestContext, source: string, storage: Record<string, string> = {}): Promise<Bench> {
  const bundle = join(await folderFor(t), 'bundle.js');
  await writeFile(bundle, source, 'latin1');
  const lines: string[] = [];
  const pins: PinChange[] = [];
  const device = await startEspruino({
    bundle,
    storage,
    pins: 'simulated',
    onLine: (line) => lines.push(line),
    onPin: (change) => pins.push(change),
  });
  t.after(() => device.stop());
  return { device, lines, pins };
}

test('ESPRUINO names the interpreter, wherever it points', () => {
  assert.equal(findInterpreter({ ESPRUINO: '/somewhere/espruino' }), '/somewhere/espruino');
});

test('no interpreter, or one that cannot run, is an error that names ESPRUINO', async (t) => {
  assert.throws(() => checkInterpreter(undefined), /no Espruino interpreter found: set .*ESPRUINO/);
  await assert.rejects(
    startEspruino({ bundle: 'x', storage: {}, executable: '/nowhere/espruino' }),
    /^Error: \/nowhere\/espruino is not a program that can be run: set .*ESPRUINO/,
  );
  const tool = join(await folderFor(t), 'espruino');
  await writeFile(tool, '#!/usr/bin/env node\n');
  await chmod(tool, 0o755);
  assert.throws(() => checkInterpreter(tool), /is the npm tool/);
});

test('a program that is no interpreter is an error that says how it ended', async (t) => {
  const folder = await folderFor(t);
  const program = join(folder, 'espruino');
  await writeFile(program, '#!/bin/sh\necho not me\nexit 3\n');
  await chmod(program, 0o755);
  const bundle = join(folder, 'bundle.js');
  await writeFile(bundle, '');
  await assert.rejects(
    startEspruino({ bundle, storage: {}, executable: program }),
    /could not write its Storage \(exit code 3\): not me/,
  );
});

test('prompts, colours and cursor moves are taken off a line', () => {
  assert.equal(cleanLine('\r\x1b[J\x1b[31mred\x1b[0m\r'), 'red');
});

describe('the interpreter', { skip }, () => {
  test('boots the bundle from Storage with the files beside it', async (t) => {
    const source = 'print(require("Storage").list().join(), require("Storage").readJSON("device.json").a);';
    const { lines, device } = await bench(t, source, { 'device.json': '{"a":"b"}' });
    assert.deepEqual(lines, ['.bootcde,.boot0,device.json b']);
    assert.equal(device.kind, 'espruino');
  });

  test('evaluate gives values and rejects with what is thrown', async (t) => {
    const { device, lines } = await bench(t, 'var o = {a: [1, "x\\n"]};');
    assert.equal(await device.evaluate('o'), '{a:[1,"x\\n"]}');
    assert.equal(await device.evaluate('undefined'), 'undefined');
    await device.evaluate('var made = "it\'s \\"so\\" \\\\"');
    assert.equal(await device.evaluate('made.length'), '11');
    await assert.rejects(device.evaluate('null.x'), /Can't read property 'x' of null/);
    await assert.rejects(device.evaluate('{{'), /SyntaxError/);
    assert.deepEqual(lines, []);
  });

  test('answers find their questions while the bundle prints', async (t) => {
    const { device } = await bench(t, 'setInterval(function () { print("=99"); }, 5);');
    const answers = await Promise.all([1, 2, 3].map((n) => device.evaluate(`${n} * 11`)));
    assert.deepEqual(answers, ['11', '22', '33']);
  });

  test('an exception at boot is printed, and the board answers', async (t) => {
    const { device, lines } = await bench(t, 'throw new Error("boom");');
    assert.equal(lines[0], 'Uncaught Error: boom');
    assert.equal(await device.evaluate('1'), '1');
  });

  test('simulated outputs are told, by function and by Pin, and read back', async (t) => {
    const source = 'pinMode(2, "output"); digitalWrite(2, 1); D4.set(); analogWrite(5, 0.25); digitalPulse(16, 1, 5);';
    const { device, pins } = await bench(t, source);
    assert.equal(await device.evaluate('digitalRead(2)'), '1');
    assert.deepEqual(
      pins.slice(0, 5).map(({ pin, value }) => [pin, value]),
      [
        [2, 0],
        [2, 1],
        [4, 1],
        [5, 0.25],
        [16, 1],
      ],
    );
    assert.ok(pins.every(({ ms }) => ms >= 0));
  });

  test('simulated inputs are driven, and watched', async (t) => {
    const source =
      'var seen = []; setWatch(function (e) { seen.push(e.state, "" + e.pin); }, D5, {repeat: true, edge: "rising"});';
    const { device } = await bench(t, source);
    for (const level of [0, 1, 0, 1] as const) await device.wires.drive(5, level);
    await device.wires.setAnalog(34, 0.5);
    assert.equal(await device.evaluate('[digitalRead(5), analogRead(34)]'), '[1,0.5]');
    assert.equal(await device.evaluate('seen'), '[true,"D5",true,"D5"]');
  });

  test('a simulated contact bounces, and a debounced watch sees it once', async (t) => {
    const source =
      'var seen = []; setWatch(function (e) { seen.push(e.state); print("seen"); }, 5, {repeat: true, debounce: 20});';
    const { device } = await bench(t, source);
    await device.wires.drive(5, 0);
    const heard = new Promise<void>((resolve) => device.onLine((line) => line === 'seen' && resolve()));
    await device.wires.bounce(5, 1, 4, 1);
    await heard;
    assert.equal(await device.evaluate('[seen, digitalRead(5)]'), '[[true],1]');
  });

  test('a simulated PWM output is told with its frequency', async (t) => {
    const { pins, device } = await bench(t, 'analogWrite(4, 0.25); analogWrite(13, 0.075, { freq: 50 });');
    await device.evaluate('1');
    assert.deepEqual(
      pins.map(({ ms, ...change }) => change),
      [
        { pin: 4, value: 0.25, frequency: 5000 },
        { pin: 13, value: 0.07421875, frequency: 50 },
      ],
    );
  });

  test('restart boots again and keeps Storage', async (t) => {
    const { device, lines } = await bench(t, 'print(typeof left, require("Storage").read("note")); var left = 1;');
    await device.evaluate('require("Storage").write("note", "kept")');
    await device.restart();
    assert.deepEqual(lines, ['undefined undefined', 'undefined kept']);
  });

  test('a death by itself is told, with its code, and whoever waits hears of it', async (t) => {
    const { device } = await bench(t, '');
    await device.evaluate('setTimeout(quit, 1)');
    const exit = await device.exited;
    assert.deepEqual(exit, { asked: false, code: 0, signal: null });
    await assert.rejects(device.evaluate('1'), /not running/);
    await assert.rejects(device.restart(), /not running/);
  });

  test('stop ends it, and is told as asked for', async (t) => {
    const { device } = await bench(t, 'setInterval(function () {}, 1);');
    const waiting = assert.rejects(device.evaluate('while (true);'), /stopped/);
    await device.stop();
    await waiting;
    assert.deepEqual(await device.exited, { asked: true, code: 0, signal: null });
    await device.stop();
  });

  test('files that do not fit into Storage are an error', async (t) => {
    await assert.rejects(bench(t, '', { big: 'x'.repeat(300_000) }), /could not write its Storage/);
    await assert.rejects(bench(t, '', { ['n'.repeat(29)]: 'x' }), /1\.\.28 characters/);
  });
});

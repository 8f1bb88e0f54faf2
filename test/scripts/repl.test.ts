// npm run repl as a command: a terminal on a board's console, and lines from a pipe.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { build } from '../../scripts/bundle/build.ts';
import { BUNDLE } from '../../scripts/device/serial/storage.ts';
import { NO_INTERPRETER } from '../support/serialInterpreter.ts';
import { openWire } from '../support/wires.ts';
import { atTerminal, boardFor, command, firmwareFor, NO_FIRMWARE, ROOT } from './device/serial/desk.ts';

const SETTINGS = JSON.stringify({
  productKey: 'pk',
  deviceName: 'lamp',
  deviceSecret: 's',
  host: '127.0.0.1',
  port: 1,
});

describe('a session at the built firmware', { skip: NO_INTERPRETER || NO_FIRMWARE }, () => {
  for (const over of ['pty', 'tcp'] as const)
    test(`over ${over}, at a terminal: lines, editing, history, Ctrl-C, commands, and the way out`, async (t) => {
      const { storage } = await firmwareFor(t);
      const { port } = await boardFor(t, { over, storage: { ...storage, 'device.json': SETTINGS } });
      const repl = atTerminal(t, 'repl', ['--port', port]);
      await repl.shows(/repl: LINUX, Espruino 2v\d+\S* at .*; \.help shows the commands, Ctrl-D leaves/);
      repl.type('20+22\r');
      await repl.shows(/=42\r\n/);
      // Backspace, and the arrow that brings the line before.
      repl.type('7+9\x7f8\r');
      await repl.shows(/=15\r\n/);
      repl.type('\x1b[A\x1b[A\r');
      await repl.shows(/20\+22[\s\S]*=42\r\n/);
      // Ctrl-C breaks into what never ends, mostly with Espruino's debugger, where a second one ends it; the prompt is back.
      repl.type('print("beg"+"un");while(true);\r');
      await repl.shows(/begun\r\n/);
      repl.type('\x03');
      await repl.shows(/debug>|Execution Interrupted/);
      if (/debug>$/.test(repl.shown())) {
        repl.type('\x03');
        await repl.shows(/Execution Interrupted/);
      }
      repl.type('1+2\r');
      await repl.shows(/=3\r\n/);
      repl.type('.status\r');
      await repl.shows(/"connects": \d+/);
      repl.type('.call Ping {}\r');
      await repl.shows(/\{"code":200,"data":\{/);
      repl.type('.call SetPin {"pin":"none","value":1}\r');
      await repl.shows(/\{"code":100423,.*none/);
      repl.type('.log 1\r');
      await repl.shows(/link.*next try in/);
      repl.type('.help\r');
      await repl.shows(/\.flash \[BOARD\]/);
      repl.type('\x04');
      assert.equal(await repl.ended, 0);
    });

  test('the readable bundle is stepped through, with file and line of the sources', async (t) => {
    const made = await build({ debug: true });
    const { port } = await boardFor(t, { over: 'pty', storage: { [BUNDLE]: made.code, 'device.json': SETTINGS } });
    const repl = atTerminal(t, 'repl', ['--port', port]);
    await repl.shows(/Ctrl-D leaves\r\n/);
    repl.type('debugger;rrpc.call("Ping")\r');
    await repl.shows(/debug>/);
    const step = async (): Promise<void> => {
      repl.type('step\r');
      await repl.shows(/debug>/);
    };
    await step();
    await step();
    await step();
    const source = await readFile(join(ROOT, 'firmware/link/call.ts'), 'utf8');
    const [, , line] = /Stepping into (\w+)\r\nfirmware\/link\/call\.ts:(\d+):\d+/.exec(repl.shown()) ?? [];
    assert.ok(line !== undefined, repl.shown());
    const before = source.split('\n').slice(0, Number(line));
    assert.match(before.findLast((text) => /\bfunction\b|\btake\b/.test(text)) ?? '', /\btake\b/);
    repl.type('info locals\r');
    await repl.shows(/param identifier +: "Ping"/);
    repl.type('continue\r');
    await repl.shows(/"code":200,"data":\{/);
    repl.type('\x04');
    assert.equal(await repl.ended, 0);
  });

  test('lines of a pipe are typed one after another; an error has file and line of the sources', async (t) => {
    const { storage } = await firmwareFor(t);
    const { port } = await boardFor(t, { over: 'tcp', storage: { ...storage, 'device.json': SETTINGS } });
    // Its own code fails where the board lacks what it needs.
    const broken = 'kept=JSON.stringify;JSON.stringify=0;try{rrpc.call("Ping")}catch(e){print(e.message,e.stack)}';
    const lines = ['20 + 22', '.call Ping', broken, 'JSON.stringify=kept', '..5 + 1'];
    const { code, out, error } = await command(t, 'repl', ['--port', port], `${lines.join('\n')}\n`);
    assert.equal(code, 0, error + out);
    assert.match(out, /=42\r\n/);
    assert.match(out, /\{"code":200,/);
    assert.match(out, /Expecting function, got Number[\s\S]*firmware\/console\.ts:\d+:\d+/);
    assert.doesNotMatch(out, /\.bootcde:\d/);
    assert.match(out, /=1\.5\r\n/);
  });

  test('a command of a pipe that fails does not keep the others back, and the exit code is 1', async (t) => {
    const { port } = await boardFor(t, { over: 'pty' });
    const { code, out } = await command(t, 'repl', ['--port', port], '.status\n.nope\n1+1\n');
    assert.equal(code, 1);
    assert.match(out, /the firmware does not run on the board: \.flash puts it there/);
    assert.match(out, /there is no command \.nope: \.help shows those there are/);
    assert.match(out, /=2\r\n/);
  });

  test('a board that is unplugged ends the session with 1, naming the port', async (t) => {
    const board = await boardFor(t, { over: 'pty' });
    const repl = atTerminal(t, 'repl', ['--port', board.port]);
    await repl.shows(/Ctrl-D leaves/);
    await repl.shows(/>$/);
    board.unplugAfter(1);
    repl.type('1');
    await repl.shows(/repl: \/dev\/\S+: the port is gone: was the board unplugged\?/);
    assert.equal(await repl.ended, 1);
  });
});

test('what is no Espruino is told with 1, and is never interrupted unless asked for', async (t) => {
  let heard = '';
  const wire = await openWire('tcp', (bytes) => {
    heard += bytes.toString('latin1');
    wire.send(Buffer.from('MicroPython v1.22\r\n>>> '));
  });
  t.after(() => wire.cut());
  const { code, error } = await command(t, 'repl', ['--port', wire.port]);
  assert.equal(code, 1);
  assert.match(error, /^repl: prompt: the board runs something else than Espruino: npm run flash .*--firmware/);
  assert.ok(!heard.includes('\x03'));
});

test('what is wrong on the command line, and a port that is not there, is told with 1', async (t) => {
  const cases: readonly (readonly [string[], RegExp])[] = [
    [[], /^repl: port: give --port/],
    [['--port', '/dev/none-of-that-name'], /^repl: port: there is no port/],
    [['--port', 'x', '--baud', '1'], /^repl: --baud takes 300\.\.3000000, not "1"\n$/],
    [['--colour'], /unknown option '--colour'/],
  ];
  await Promise.all(
    cases.map(async ([args, says]) => {
      const { code, error } = await command(t, 'repl', args);
      assert.equal(code, 1, error);
      assert.match(error, says);
    }),
  );
});

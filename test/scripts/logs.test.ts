// npm run logs as a command: what it shows of a board's console, how, and how it ends.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BUNDLE } from '../../scripts/device/serial/storage.ts';
import { NO_INTERPRETER } from '../support/serialInterpreter.ts';
import { openWire } from '../support/wires.ts';
import { atTerminal, boardFor, command, firmwareFor, NO_FIRMWARE } from './device/serial/desk.ts';

/** A firmware that says one thing of each level, again and again. */
const CHATTY = `var n=0;setInterval(function(){n++;
print("I "+n+".000 link ready");print("W "+n+".100 wifi gone");print("E "+n+".200 boot bad");print("plain "+n)},200);`;

describe('the log of the interpreter', { skip: NO_INTERPRETER }, () => {
  for (const over of ['pty', 'tcp'] as const) {
    test(`over ${over} is followed line by line, and ended after --seconds with 0`, async (t) => {
      const { port } = await boardFor(t, { over, storage: { [BUNDLE]: CHATTY } });
      const { code, out, error } = await command(t, 'logs', ['--port', port, '--seconds', '3']);
      assert.equal(code, 0, error);
      assert.match(out, /^I \d+\.000 link ready\nW \d+\.100 wifi gone\nE \d+\.200 boot bad\nplain \d+$/m);
      assert.ok(!out.includes('\x1b'), 'no colours where nobody watches');
      assert.match(error, /^logs: following .*, Ctrl-C ends it\n/);
      assert.match(error, /positions are shown as they are: the board's bundle is not dist\/firmware\.js/);
    });

    test(`over ${over} as JSON, each line is an object with its time; --level leaves out what is below`, async (t) => {
      const { port } = await boardFor(t, { over, storage: { [BUNDLE]: CHATTY } });
      const args = ['--port', port, '--json', '--level', 'W', '--no-map', '--seconds', '3'];
      const { code, out, error } = await command(t, 'logs', args);
      assert.equal(code, 0, error);
      const lines = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const bad = lines.find(({ level }) => level === 'E');
      assert.deepEqual([bad?.room, bad?.text, typeof bad?.seconds], ['boot', 'bad', 'number']);
      assert.ok(lines.some(({ level, text }) => level === 'W' && text === 'gone'));
      assert.ok(lines.some(({ text }) => /^plain \d+$/.test(String(text))));
      assert.ok(!lines.some(({ level }) => level === 'I'));
      for (const { time } of lines) assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 60_000, String(time));
    });
  }

  test('at a terminal it is coloured, and Ctrl-C ends it with 0', async (t) => {
    const { port } = await boardFor(t, { over: 'pty', storage: { [BUNDLE]: CHATTY } });
    const logs = atTerminal(t, 'logs', ['--port', port]);
    await logs.shows(/\^\[\[36mI\^\[\[39m \^\[\[2m +\d+\.000\^\[\[22m \^\[\[1mlink\^\[\[22m ready/);
    await logs.shows(/\^\[\[31mE\^\[\[39m .*\^\[\[31mbad\^\[\[39m/);
    logs.type('\x03');
    assert.equal(await logs.ended, 0, logs.shown());
  });

  test('NO_COLOR is kept to', async (t) => {
    const { port } = await boardFor(t, { over: 'pty', storage: { [BUNDLE]: CHATTY } });
    const logs = atTerminal(t, 'logs', ['--port', port], { NO_COLOR: '1' });
    await logs.shows(/(^|\n)E \d+\.200 boot bad\r\n/);
    logs.type('\x03');
    assert.equal(await logs.ended, 0, logs.shown());
  });

  test('a board that is unplugged ends it with 1, naming the port', async (t) => {
    const board = await boardFor(t, { over: 'tcp', storage: { [BUNDLE]: CHATTY } });
    board.unplugAfter(1);
    const { code, error } = await command(t, 'logs', ['--port', board.port]);
    assert.equal(code, 1);
    assert.match(error, /\nlogs: tcp:\/\/127\.0\.0\.1:\d+: the connection is gone: was the board switched off\?\n$/);
  });

  test('an error within the built firmware is shown with file and line of the sources', {
    skip: NO_FIRMWARE,
  }, async (t) => {
    const { storage } = await firmwareFor(t);
    // The firmware's own code fails where the board lacks what it needs: 20 times, from 1 s after the boot on.
    const break_ = `setTimeout(function(){JSON.stringify=0;setInterval(function(){
try{rrpc.call("Ping")}catch(e){print("E 1.000 test "+e.message+e.stack.split("\\n")[0])}},200)},1000);`;
    const settings = { productKey: 'pk', deviceName: 'lamp', deviceSecret: 's', host: '127.0.0.1', port: 1 };
    const { port } = await boardFor(t, {
      over: 'pty',
      storage: { ...storage, '.boot1': break_, 'device.json': JSON.stringify(settings) },
    });
    const { code, out, error } = await command(t, 'logs', ['--port', port, '--seconds', '5']);
    assert.equal(code, 0, error);
    assert.match(out, /^E 1\.000 test Expecting function, got Number {4}at .*firmware\/console\.ts:\d+:\d+/m);
    assert.doesNotMatch(out, /\.bootcde:\d/);
  });
});

test('a board that says nothing and answers nothing is followed all the same', async (t) => {
  const wire = await openWire('tcp', () => undefined);
  t.after(() => wire.cut());
  const { code, out, error } = await command(t, 'logs', ['--port', wire.port, '--seconds', '1']);
  assert.deepEqual([code, out], [0, '']);
  assert.match(error, /^logs: following tcp:/);
});

test('what is wrong on the command line, and a port that is not there, is told with 1', async (t) => {
  const cases: readonly (readonly [string[], RegExp])[] = [
    [[], /^logs: port: give --port: a serial device, tcp:\/\/host:port, or auto/],
    [['--port', '/dev/none-of-that-name'], /^logs: port: there is no port \/dev\/none-of-that-name: plug the board in/],
    [['--port', 'x', '--baud', 'fast'], /^logs: --baud takes 300\.\.3000000, not "fast"\n$/],
    [['--port', 'x', '--seconds', '0'], /^logs: --seconds takes 0\.1\.\.86400 seconds, not "0"\n$/],
    [['--port', 'x', '--level', 'D'], /^error: option '--level <least>' argument 'D' is invalid.*I, W, E/],
    [['much'], /^error: npm run logs takes no "much": flags go behind npm run logs --\n$/],
  ];
  await Promise.all(
    cases.map(async ([args, says]) => {
      const { code, error } = await command(t, 'logs', args);
      assert.equal(code, 1, error);
      assert.match(error, says);
    }),
  );
});

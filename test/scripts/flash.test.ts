// npm run flash as a command: a bundle onto the interpreter, and every way it fails.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { openBoard } from '../../scripts/device/serial/board.ts';
import { openPort } from '../../scripts/device/serial/port.ts';
import { BUNDLE } from '../../scripts/device/serial/storage.ts';
import { NO_INTERPRETER, startStandIn } from '../support/serialInterpreter.ts';
import { openWire } from '../support/wires.ts';
import { atTerminal, boardFor, command, fileFor, firmwareFor, NO_FIRMWARE } from './device/serial/desk.ts';

/** A bundle of about `length` bytes that says what it is at its boot. */
const bundleText = (name: string, length = 2000): string =>
  `var filler="${'x'.repeat(length)}";function who(){return "${name}"}\nprint("I 0.001 boot espruino-rrpc "+who()+" on test");`;

describe('a bundle onto the interpreter', { skip: NO_INTERPRETER }, () => {
  for (const over of ['pty', 'tcp'] as const)
    test(`over ${over} the built firmware is put there, compared and seen to boot; what it lacks is told`, {
      skip: NO_FIRMWARE,
    }, async (t) => {
      const { file } = await firmwareFor(t);
      const { port } = await boardFor(t, { over });
      const { code, out, error } = await command(t, 'flash', ['--port', port, '--bundle', file]);
      assert.equal(code, 0, error);
      const [board, upload, boot, says, next] = out.split('\n');
      assert.match(board ?? '', /^board {4}LINUX, Espruino 2v\d+\S* at \S+$/);
      assert.match(upload ?? '', /^upload {3}\.bootcde: [\d,]+ bytes, read back and the same by SHA-256, in [\d.]+ s$/);
      assert.match(boot ?? '', /^boot {5}espruino-rrpc \S+ on \S+$/);
      assert.match(says ?? '', /^says {5}E \d+\.\d{3} boot device\.json: the file is missing/);
      assert.equal(next, `next     npm run provision -- --port ${port}`);
      const again = await command(t, 'flash', ['--port', port, '--bundle', file]);
      assert.equal(again.code, 0, again.error);
      assert.match(again.out, /^upload {3}\.bootcde: [\d,]+ bytes are there already, the same by SHA-256$/m);
    });

  test('at a terminal a bar shows how far it is, and goes away', async (t) => {
    const file = await fileFor(t, 'bundle.js', bundleText('bar', 6000));
    const { port } = await boardFor(t, { over: 'pty' });
    const flash = atTerminal(t, 'flash', ['--port', port, '--bundle', file]);
    await flash.shows(/upload {3}.* \d+ % {2}\d+\/6\d\d\d bytes/);
    await flash.shows(/upload {3}\.bootcde: 6,\d\d\d bytes, read back and the same/);
    assert.equal(await flash.ended, 0, flash.shown());
  });

  test('cut while it is sent, the step is named and the exit code is 1; the board starts what it had', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'cut-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const first = await startStandIn({ over: 'pty', folder, storage: { [BUNDLE]: bundleText('good') } });
    await first.stop();
    const file = await fileFor(t, 'bundle.js', bundleText('bad', 2100));
    for (const [cutAfter, step] of [
      [40, 'prompt'],
      [700, '(storage|upload)'],
      [2300, 'upload'],
    ] as const) {
      const standIn = await startStandIn({ over: 'pty', folder });
      try {
        standIn.unplugAfter(cutAfter);
        const { code, error } = await command(t, 'flash', ['--port', standIn.port, '--bundle', file]);
        assert.equal(code, 1);
        assert.match(error, new RegExp(`^flash: ${step}: .*(gone|unplugged)`), `cut after ${cutAfter}`);
      } finally {
        await standIn.stop();
      }
      const after = await startStandIn({ over: 'pty', folder });
      try {
        const board = await openBoard({ port: after.port, interrupt: false });
        assert.equal(await board.console.evaluate('who()'), '"good"', `cut after ${cutAfter}`);
        await board.close();
      } finally {
        await after.stop();
      }
    }
  });

  test('a bundle that throws as it starts is told with file and line of the sources, where it has a map', async (t) => {
    const file = await fileFor(t, 'bundle.js', 'var a=1;\nnothing();');
    // Line n of the bundle is line 10 + n of a source.
    const map = { version: 3, sources: ['../firmware/x.ts'], names: [], mappings: 'AAUA;AACA' };
    await writeFile(`${file}.map`, JSON.stringify(map));
    const { port } = await boardFor(t, { over: 'tcp' });
    const { code, error } = await command(t, 'flash', ['--port', port, '--bundle', file]);
    assert.equal(code, 1);
    assert.match(
      error,
      /^flash: boot: the bundle does not start: Uncaught .*"nothing" is not defined .*firmware\/x\.ts:12:/,
    );
  });

  test('a port that another program has open is said to be busy', async (t) => {
    const { port } = await boardFor(t, { over: 'pty' });
    const held = await openPort(port);
    t.after(() => held.close());
    const { code, error } = await command(t, 'flash', ['--port', port, '--bundle', 'any']);
    assert.deepEqual([code, /^flash: port: .* is in use by another program: close/.test(error)], [1, true], error);
  });
});

/** Something behind a port that answers what it hears with `answer`. */
async function strangerFor(t: TestContext, answer: (heard: string) => string): Promise<string> {
  const wire = await openWire('tcp', (bytes) => wire.send(Buffer.from(answer(bytes.toString('latin1')), 'latin1')));
  t.after(() => wire.cut());
  return wire.port;
}

test('a board that is no Espruino, or one too old, and what is wrong on the command line is told with 1', async (t) => {
  const python = await strangerFor(t, () => 'MicroPython v1.22\r\n>>> ');
  const old = await strangerFor(t, (heard) => (heard.includes('process.version') ? '<espruino 2v14>\r\n' : ''));
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['--port', python], /^flash: prompt: the board runs something else than Espruino: npm run flash .*--firmware/],
    [['--port', old], /^flash: version: Espruino 2v14 is too old, 2v25 or later is needed/],
    [[], /^flash: port: give --port: a serial device, tcp:\/\/host:port, or auto/],
    [['--port', '/dev/none-of-that-name'], /^flash: port: there is no port/],
    [['--port', 'tcp://127.0.0.1:1'], /^flash: port: nothing listens at/],
    [['--port', 'x', '--baud', '9'], /^flash: --baud takes 300\.\.3000000, not "9"\n$/],
    [['--port', 'x', '--throttle', 'much'], /^error: option '--throttle <when>'.*auto, on, off/],
    [['--port', 'x', '--firmware', '/none/espruino.bin'], /^flash: there is no file \/none\/espruino\.bin to read\n$/],
    [['bundle.js'], /^error: npm run flash takes no "bundle\.js": files go by --bundle or --firmware; flags go behind/],
  ];
  await Promise.all(
    cases.map(async ([args, says]) => {
      const { code, error } = await command(t, 'flash', args);
      assert.equal(code, 1, error);
      assert.match(error, says);
    }),
  );
});

test('--list shows the ports there are, or that there is none', async (t) => {
  const { code, out } = await command(t, 'flash', ['--list']);
  assert.equal(code, 0);
  assert.match(out, /^(no serial ports found|\S+( {2}.*)?(\n\S.*)*)\n$/);
});

// npm run flash at what Espruino's own tool fails at in silence: each ends in time, with the next step, or is put right.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openBoard } from '../../../scripts/device/serial/board.ts';
import { BUNDLE, digestOf, readDigest, replaceFile } from '../../../scripts/device/serial/storage.ts';
import { NO_INTERPRETER } from '../../support/serialInterpreter.ts';
import { boardFor, command, fileFor } from '../device/serial/desk.ts';

/** A bundle of several pieces that says what it is at its boot. */
const CURE = `function who(){return "cure"}\nprint("I 0.001 boot espruino-rrpc cure on test");//${'x'.repeat(2000)}`;

describe('npm run flash', { skip: NO_INTERPRETER }, () => {
  for (const [what, bundle] of [
    ['restarts 0.3 s after each boot', 'setTimeout(function(){E.reboot()},300)'],
    ['restarts 2 s after each boot', 'print("I 0.001 boot of mine");setTimeout(function(){E.reboot()},2000)'],
  ] as const)
    test(`a board that ${what} is stopped, and gets the new bundle`, async (t) => {
      const standIn = await boardFor(t, { over: 'pty', storage: { [BUNDLE]: bundle } });
      const file = await fileFor(t, 'bundle.js', CURE);
      const { code, out, error } = await command(t, 'flash', ['--port', standIn.port, '--bundle', file]);
      assert.equal(code, 0, error + out);
      assert.match(out, /^upload {3}\.bootcde: 2,\d+ bytes, read back and the same/m);
      assert.match(out, /^boot {5}espruino-rrpc cure on test$/m);
      const { boots } = standIn;
      const board = await openBoard({ port: standIn.port, interrupt: false });
      t.after(() => board.close());
      assert.equal(await board.console.evaluate('who()'), '"cure"');
      assert.equal(standIn.boots, boots, 'it restarts no more');
    });

  test('a board in a loop that never ends is interrupted, which is told, and gets the new bundle', async (t) => {
    const { port } = await boardFor(t, { over: 'pty', storage: { [BUNDLE]: 'while(true);' } });
    const file = await fileFor(t, 'bundle.js', CURE);
    const { code, out, error } = await command(t, 'flash', ['--port', port, '--bundle', file]);
    assert.equal(code, 0, error + out);
    assert.match(out, /^board {4}LINUX, Espruino \S+ at \S+, interrupted with Ctrl-C$/m);
    assert.match(out, /^boot {5}espruino-rrpc cure on test$/m);
  });

  test('a Storage that is full is told with 1, its largest files and what erases one; nothing was sent', async (t) => {
    const storage = { ballast: 'x'.repeat(255_000), [BUNDLE]: 'function who(){return "old"}' };
    const standIn = await boardFor(t, { over: 'pty', storage });
    const file = await fileFor(t, 'bundle.js', `${CURE}${'x'.repeat(2000)}`);
    const { code, out, error } = await command(t, 'flash', ['--port', standIn.port, '--bundle', file]);
    assert.equal(code, 1);
    assert.match(
      error,
      /^flash: storage: Storage is full: \.bootcde needs \d+ bytes while it is replaced, \d+ are free\. Largest files: "ballast" 255000, .*: require\("Storage"\)\.erase\(name\)\n$/,
    );
    assert.doesNotMatch(out, /upload/);
    const board = await openBoard({ port: standIn.port, interrupt: false });
    t.after(() => board.close());
    assert.equal(await board.console.evaluate('who()'), '"old"');
  });

  // Espruino's own tool never ends on a send of 512 bytes or fewer.
  test('a file of any length goes through: 1, 511, 512 and 513 bytes', async (t) => {
    const { port } = await boardFor(t, { over: 'pty' });
    const board = await openBoard({ port, interrupt: true });
    t.after(() => board.close());
    for (const length of [1, 511, 512, 513]) {
      const bytes = Buffer.alloc(length, 'a');
      assert.equal(await replaceFile(board.console, 'any', bytes), 'written', `${length} bytes`);
      assert.deepEqual(await readDigest(board.console, 'any'), digestOf(bytes));
    }
  });

  test('a board that loses input again and again keeps what it had, and the advice is told with 1', async (t) => {
    const standIn = await boardFor(t, { over: 'tcp', storage: { [BUNDLE]: 'function who(){return "old"}' } });
    const board = await openBoard({ port: standIn.port, interrupt: true });
    t.after(() => board.close());
    await assert.rejects(
      // Questions of less than 400 bytes come through, a piece of the file does not.
      replaceFile(board.console, BUNDLE, Buffer.from(CURE), () => standIn.loses(450)),
      {
        step: 'upload',
        message: /The board keeps what it had; try a shorter cable, --throttle on, or a lower --baud$/,
      },
    );
    standIn.loses(0);
    assert.equal(await board.console.evaluate('who()'), '"old"');
    assert.notDeepEqual(await readDigest(board.console, BUNDLE), digestOf(Buffer.from(CURE)));
  });
});

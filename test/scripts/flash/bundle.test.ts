// A bundle onto a board, with everything that goes wrong on the way: the real interpreter behind a port.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { openBoard } from '../../../scripts/device/serial/board.ts';
import {
  BUNDLE,
  digestOf,
  guardCode,
  readDigest,
  replaceFile,
  STAGED,
} from '../../../scripts/device/serial/storage.ts';
import { flashBundle } from '../../../scripts/flash/bundle.ts';
import { NO_INTERPRETER, type StandInOptions, startStandIn } from '../../support/serialInterpreter.ts';

const SILENT = { at: () => undefined, end: () => undefined };

/** A bundle that says what it is at its boot, of about `length` bytes. */
const bundleText = (name: string, length = 2000): string =>
  `var filler="${'x'.repeat(length)}";function who(){return "${name}"}\nprint("I 0.001 boot espruino-rrpc "+who()+" on test");`;

/** A file with this text, gone after the test. */
async function fileOf(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'bundle.js'), text);
  return join(folder, 'bundle.js');
}

async function standInFor(t: TestContext, options: StandInOptions) {
  const standIn = await startStandIn(options);
  t.after(() => standIn.stop());
  return standIn;
}

/** Puts a bundle there by the port; the port is closed afterwards. */
async function flash(t: TestContext, port: string, text: string) {
  const file = await fileOf(t, text);
  const board = await openBoard({ port, interrupt: true });
  const said: string[] = [];
  try {
    return {
      said,
      interrupted: board.info.interrupted,
      ...(await flashBundle(board, file, SILENT, (line) => said.push(line))),
    };
  } finally {
    await board.close();
  }
}

/** What the board's bundle says of itself after a power cycle. */
async function whoBoots(port: string): Promise<string> {
  const board = await openBoard({ port, interrupt: false });
  try {
    return await board.console.evaluate('who()');
  } finally {
    await board.close();
  }
}

describe('a bundle onto the interpreter', { skip: NO_INTERPRETER }, () => {
  for (const over of ['pty', 'tcp'] as const)
    test(`over ${over} is written, compared, and seen to boot; the same one again is not written`, async (t) => {
      const standIn = await standInFor(t, { over });
      const first = await flash(t, standIn.port, bundleText('one'));
      assert.deepEqual([first.written, first.boot.greeting], [true, 'espruino-rrpc one on test']);
      assert.match(
        first.said.join('\n'),
        /^upload {3}\.bootcde: [\d,]+ bytes, read back and the same by SHA-256, in .*\nboot {5}/,
      );
      const again = await flash(t, standIn.port, bundleText('one'));
      assert.equal(again.written, false);
      const next = await flash(t, standIn.port, bundleText('two', 2500));
      assert.deepEqual([next.written, next.boot.greeting], [true, 'espruino-rrpc two on test']);
    });

  test('cut at every stage, the board keeps its last good bundle and starts it, and the step is named', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'cut-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const first = await startStandIn({ over: 'tcp', folder, storage: { [BUNDLE]: bundleText('good') } });
    await first.stop();
    const steps = new Set<string>();
    for (const cutAfter of [40, 300, 800, 1500, 2500, 3200]) {
      const standIn = await startStandIn({ over: 'tcp', folder });
      try {
        standIn.unplugAfter(cutAfter);
        await assert.rejects(flash(t, standIn.port, bundleText('bad', 2100)), (error: Error & { step?: string }) => {
          assert.equal(error.name, 'BoardError', String(error));
          steps.add(error.step ?? '');
          return true;
        });
      } finally {
        await standIn.stop();
      }
      const after = await startStandIn({ over: 'tcp', folder });
      try {
        assert.equal(await whoBoots(after.port), '"good"', `cut after ${cutAfter} bytes`);
      } finally {
        await after.stop();
      }
    }
    assert.ok(steps.has('upload') && steps.has('prompt'), [...steps].join(' '));
  });

  test('power lost while the new bundle is copied into its place: the next boot completes it and starts it', async (t) => {
    const text = bundleText('new', 2100);
    // As the board is left: the staged file whole, the guard there, the bundle half written.
    const standIn = await standInFor(t, {
      over: 'tcp',
      storage: { [STAGED]: text, '.boot3': guardCode(BUNDLE, '.boot3'), [BUNDLE]: text.slice(0, 700) },
    });
    const board = await openBoard({ port: standIn.port, interrupt: false });
    t.after(() => board.close());
    assert.equal(await board.console.evaluate('who()'), '"new"');
    assert.deepEqual(await readDigest(board.console, BUNDLE), digestOf(Buffer.from(text)));
    assert.equal(await board.console.evaluate('require("Storage").list()'), `["${BUNDLE}"]`);
  });

  test('lost input is found by the acknowledgements and the hash, and sent again', async (t) => {
    const standIn = await standInFor(t, { over: 'tcp' });
    const board = await openBoard({ port: standIn.port, interrupt: true });
    t.after(() => board.close());
    const bytes = Buffer.from(bundleText('whole', 1200));
    let sent = 0;
    await replaceFile(board.console, BUNDLE, bytes, (done) => {
      // One byte of the first attempt's second packet is lost.
      if (done > 0 && done < bytes.length && sent++ === 0) standIn.loses(200);
      else standIn.loses(0);
    });
    assert.deepEqual(await readDigest(board.console, BUNDLE), digestOf(bytes));
    assert.ok(sent > 2, `${sent} packets told of`);
    assert.equal(board.console.pacer.isSlow, true);
  });

  test('a full Storage is told before anything is sent, with its largest files', async (t) => {
    const standIn = await standInFor(t, {
      over: 'tcp',
      storage: { ballast: 'x'.repeat(255_000), [BUNDLE]: bundleText('old', 100) },
    });
    await assert.rejects(flash(t, standIn.port, bundleText('big', 4000)), {
      step: 'storage',
      message:
        /^Storage is full: \.bootcde needs \d+ bytes while it is replaced, \d+ are free\. Largest files: "ballast" 255000, .*erase\(name\)$/,
    });
    await standIn.powerCycle();
    assert.equal(await whoBoots(standIn.port), '"old"');
  });

  test('a bundle that throws as it starts is told with its error and position', async (t) => {
    const standIn = await standInFor(t, { over: 'tcp' });
    const file = await fileOf(t, 'var a=1;\nnothing();');
    const board = await openBoard({ port: standIn.port, interrupt: true });
    t.after(() => board.close());
    const { restart } = await import('../../../scripts/device/serial/restart.ts');
    await replaceFile(board.console, BUNDLE, await (await import('node:fs/promises')).readFile(file));
    await assert.rejects(restart(board.console, 1500), {
      step: 'boot',
      message:
        /the bundle does not start: Uncaught ReferenceError: "nothing" is not defined at .*\(\.bootcde:2:\d+\)\. npm run repl/,
    });
  });

  test('a board whose bundle never comes to its prompt is interrupted, and gets the new one', async (t) => {
    const standIn = await standInFor(t, { over: 'tcp', storage: { [BUNDLE]: 'while(true);' } });
    const { interrupted, boot } = await flash(t, standIn.port, bundleText('cure', 300));
    assert.deepEqual([interrupted, boot.greeting], [true, 'espruino-rrpc cure on test']);
  });
});

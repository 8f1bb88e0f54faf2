// npm run flash cut off at every stage: the board starts the bundle that it had, or the new one whole, and the step is named.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openBoard } from '../../../scripts/device/serial/board.ts';
import { BUNDLE, guardCode, STAGED } from '../../../scripts/device/serial/storage.ts';
import { NO_INTERPRETER, type SerialStandIn, startStandIn } from '../../support/serialInterpreter.ts';
import { command, fileFor } from '../device/serial/desk.ts';

/** A bundle of several pieces that says what it is at its boot. */
const bundleText = (name: string): string =>
  `var filler="${'x'.repeat(700)}MIDDLE${'y'.repeat(900)}";function who(){return "${name}"}\n` +
  `print("I 0.001 boot espruino-rrpc "+who()+" on test");`;
const [OLD, NEW] = [bundleText('old'), bundleText('new')];

/** What stands in the board's Storage after a power cycle, and what its bundle says of itself. */
async function afterwards(folder: string, storage: Record<string, string> = {}): Promise<string> {
  const standIn = await startStandIn({ over: 'tcp', folder, storage });
  try {
    const board = await openBoard({ port: standIn.port, interrupt: false });
    // A file that was on its way, or its beginning, may be left; it is erased by the next upload.
    const whole = await board.console.evaluate(`who()+" "+require("Storage").list(/^\\.boot/)`);
    await board.close();
    return whole;
  } finally {
    await standIn.stop();
  }
}

/** A stage: how the plug is pulled, the step that is named, and what starts then. */
type Stage = readonly [stage: string, cut: (standIn: SerialStandIn) => void, step: string, starts: 'old' | 'new'];

const STAGES: readonly Stage[] = [
  ['the board is asked who it is', (it) => it.unplugAt('process.env.BOARD'), 'prompt', 'old'],
  ['what it has is compared', (it) => it.unplugAt('})(".bootcde")'), 'storage', 'old'],
  ['an earlier upload is taken away', (it) => it.unplugAt('erase("rrpc.new")'), 'storage', 'old'],
  ['the room is counted', (it) => it.unplugAt('getStats'), 'storage', 'old'],
  ['the upload begins', (it) => it.unplugAt('"fn":"rrpc.new"'), 'upload', 'old'],
  ['the upload is half done', (it) => it.unplugAt('MIDDLE'), 'upload', 'old'],
  ['the upload ends', (it) => it.unplugAt('who()+" on test");'), 'upload', 'old'],
  ['the upload is read back', (it) => it.unplugAt('})("rrpc.new")'), 'upload', 'old'],
  ['a place for the guard is looked for', (it) => it.unplugAt('[1-3]'), 'replace', 'old'],
  ['it is told to replace the bundle', (it) => it.unplugAt('write(".boot3"'), 'replace', 'old'],
  ['the new bundle is read back', (it) => it.unplugAt('})(".bootcde")', 2), 'verify', 'new'],
  ['it is told to restart', (it) => it.unplugAt('E.reboot'), 'restart', 'new'],
  [
    'it boots',
    (it) => it.onOutput((bytes) => void (bytes.includes('espruino-rrpc new') && it.unplug())),
    'boot',
    'new',
  ],
];

describe('cut off', { skip: NO_INTERPRETER }, () => {
  for (const [stage, cut, step, starts] of STAGES)
    test(`while ${stage}: ${step} is named with 1, and the board starts its ${starts} bundle`, async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'cut-'));
      t.after(() => rm(folder, { recursive: true, force: true }));
      const standIn = await startStandIn({ over: 'tcp', folder, storage: { [BUNDLE]: OLD } });
      t.after(() => standIn.stop());
      cut(standIn);
      const file = await fileFor(t, 'bundle.js', NEW);
      const { code, error } = await command(t, 'flash', ['--port', standIn.port, '--bundle', file]);
      assert.equal(code, 1, error);
      assert.match(error, new RegExp(`^flash: ${step}: .*(gone|switched off)`));
      await standIn.stop();
      assert.equal(await afterwards(folder), `"${starts} ${BUNDLE}"`);
    });

  // As the power leaves it while the board itself copies: the guard is written first, and erased last.
  const guard = { '.boot3': guardCode(BUNDLE, '.boot3') };
  for (const [when, storage] of [
    ['before the first byte is copied', { ...guard, [STAGED]: NEW, [BUNDLE]: OLD }],
    ['with the old bundle gone and nothing in its place', { ...guard, [STAGED]: NEW }],
    ['half way', { ...guard, [STAGED]: NEW, [BUNDLE]: NEW.slice(0, 1024) }],
    ['when all is copied', { ...guard, [STAGED]: NEW, [BUNDLE]: NEW }],
    ['when only the guard is left', { ...guard, [BUNDLE]: NEW }],
  ] as const)
    test(`while the board copies, ${when}: the next boot completes it and starts the new bundle`, async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'cut-'));
      t.after(() => rm(folder, { recursive: true, force: true }));
      assert.equal(await afterwards(folder, storage), `"new ${BUNDLE}"`);
    });
});

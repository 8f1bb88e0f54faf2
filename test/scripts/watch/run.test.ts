// npm run watch-build on a copy of the firmware: what is saved runs, what does not build is told.
import './ownSession.ts';

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { callService } from '../../../scripts/call/callService.ts';
import { readSession } from '../../../scripts/cloud/session.ts';
import { findInterpreter } from '../../../scripts/device/espruino.ts';
import { createBuilder } from '../../../scripts/start/builder.ts';
import { createScreen } from '../../../scripts/start/screen.ts';
import { watchBuild } from '../../../scripts/watch/run.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const LIMIT = { timeout: 240_000 };

/** A copy of the project's sources, and what builds it: all tests share them, for a first build takes many times as long as
 *  the next. */
const root = mkdtempSync(join(tmpdir(), 'watch-'));
const builder = createBuilder();
after(async () => {
  await builder.stop();
  rmSync(root, { recursive: true });
});

/** Watch-build at work on the copy, which is as it was. */
async function watching(t: TestContext, board: string) {
  for (const name of ['firmware', 'board', 'package.json'])
    await cp(join(REPOSITORY, name), join(root, name), { recursive: true });
  const lines: string[] = [];
  let told: () => void = () => undefined;
  const screen = createScreen({
    write(text) {
      lines.push(...text.trimEnd().split('\n'));
      told();
    },
  });
  const stopping = new AbortController();
  const options = {
    board,
    ports: { mqtt: 0, http: 0 },
    root,
    createBuilder: () => ({ ...builder, stop: async () => undefined }),
  };
  const ended = watchBuild(options, screen, stopping.signal).catch((error: Error) => error);
  t.after(async () => {
    stopping.abort();
    await ended;
  });
  let read = 0;
  /** The next line that `wanted` accepts, after the ones that were read. */
  async function line(wanted: RegExp): Promise<string> {
    for (;;) {
      const at = lines.findIndex((text, i) => i >= read && wanted.test(text));
      if (at >= 0) {
        read = at + 1;
        return lines[at] as string;
      }
      const more = new Promise<void>((resolve) => {
        told = resolve;
      });
      const end = await Promise.race([more, ended]);
      assert.equal(end, undefined, `${lines.join('\n')}\n${String(end)}`);
    }
  }
  async function edit(path: string, change: (text: string) => string): Promise<void> {
    const file = join(root, path);
    const text = await readFile(file, 'utf8');
    assert.notEqual(change(text), text, 'the edit changes nothing');
    await writeFile(file, change(text));
  }
  return { line, edit, lines, stopping, ended };
}

/** Calls the board through the cloud that runs. */
async function uptime(): Promise<unknown> {
  const session = readSession();
  assert.ok(session?.device);
  const { data } = await callService({ ...session, device: session.device }, 'Ping', {});
  return (data as { uptime: unknown }).uptime;
}

for (const board of ['virtual', 'espruino']) {
  const skip = board === 'espruino' && !findInterpreter() ? 'not run: no Espruino interpreter here' : false;
  test(`what is saved runs on --board ${board}, which keeps its identity; what does not compile is told`, {
    ...LIMIT,
    skip,
  }, async (t) => {
    const { line, edit, stopping, ended, lines } = await watching(t, board);
    await line(/^board +\w+: online in \d+ ms$/);
    const device = readSession()?.device;

    await edit('firmware/services/ping.ts', (text) => text.replace('Math.floor(uptime())', '4242'));
    assert.match(await line(/^saved/), /firmware\/services\/ping\.ts$/);
    await line(/^bundle +.*: [\d,]+ of [\d,]+ bytes \(\d+ %\), built in/);
    assert.match(await line(/^board/), /: online in \d+ ms, \d+\.\d s after it was saved$/);
    assert.equal(await uptime(), 4242);

    await edit('firmware/services/ping.ts', (text) => text.replace('4242', '"soon"'));
    await line(/ping\.ts:\d+:\d+ TS2322: Type 'string' is not assignable to type 'number'/);
    assert.match(await line(/^board/), /goes on with the bundle before$/);
    assert.equal(await uptime(), 4242);

    await edit('firmware/services/ping.ts', (text) => text.replace('"soon"', '7'));
    await line(/^board +\w+: online/);
    assert.equal(await uptime(), 7);

    assert.deepEqual(readSession()?.device, device);
    stopping.abort();
    assert.equal(((await ended) as Error).name, 'AbortError');
    assert.equal(readSession(), undefined);
    assert.doesNotMatch(lines.join('\n'), /[0-9a-f]{32}/, 'a secret is on the screen');
  });
}

test(
  'what Espruino cannot run is told with its place and rule, and so is a bundle beyond its budget',
  LIMIT,
  async (t) => {
    const { line, edit } = await watching(t, 'virtual');
    await line(/^board +virtual: online/);
    await edit('firmware/services/ping.ts', (text) => `${text}export const a = [1];\na.length = 0;\nprint(a);\n`);
    assert.match(await line(/no-length-assignment/), /ping\.ts:\d+:1 assigning to \.length throws/);
    await line(/^board.*goes on/);
    await edit('firmware/services/ping.ts', (text) => text.replace('a.length = 0;', `print("${'x'.repeat(20_000)}");`));
    await line(/is [\d,]+ bytes over its budget: [\d,]+ of [\d,]+ bytes/);
    await line(/^board.*goes on/);
    assert.equal(typeof (await uptime()), 'number');
  },
);

test(
  'a board whose file is saved is built anew, and a bundle that stays the same does not restart the board',
  LIMIT,
  async (t) => {
    const { line, edit } = await watching(t, 'virtual');
    await line(/^board +virtual: online/);
    await edit('board/esp32-devkit-v1.ts', (text) => text.replace('output(25', 'output(21'));
    await line(/^board +virtual: online/);
    await edit('firmware/services/ping.ts', (text) => `${text}// a comment that no board sees\n`);
    await line(/^board +virtual: goes on, its bundle is the same$/);
  },
);

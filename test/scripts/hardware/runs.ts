// What the tests of the hardware suite's command stand on: it is run as a process, on a bundle that may be broken on purpose.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BUNDLE = join(ROOT, 'dist/firmware.js');

/** A folder that is gone after the test. */
export async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hardware-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The built bundle with one thing broken; fails where there is nothing to break. */
export async function brokenBundle(t: TestContext, what: RegExp, by: string): Promise<string> {
  const code = await readFile(BUNDLE, 'latin1');
  assert.match(code, what, 'the bundle has no such text any more');
  const file = join(await folderFor(t), 'firmware.js');
  await writeFile(file, code.replace(what, by), 'latin1');
  return file;
}

/** What a run left behind. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
  /** JUnit's report; '' where there is none. */
  readonly junit: string;
}

/** Runs `npm run test:hardware` with these flags. `onOut` hears what it prints, and may end it. */
export async function hardware(
  t: TestContext,
  flags: readonly string[],
  onOut: (all: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ran> {
  const junit = join(await folderFor(t), 'report.xml');
  const args = ['--import', 'tsx', join(ROOT, 'scripts/hardware.ts'), ...flags, '--junit', junit];
  const { FORCE_COLOR, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, NO_COLOR: '1' },
  });
  t.after(() => void child.kill('SIGKILL'));
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    onOut(out, (signal) => void child.kill(signal));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, error, junit: await readFile(junit, 'utf8').catch(() => '') };
}

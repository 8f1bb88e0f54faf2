// The commands of the desk as processes of their own, with the interpreter behind a port: what their tests stand on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spawn as spawnPty } from '@lydell/node-pty';
import { BUNDLE } from '../../../../scripts/device/serial/storage.ts';
import { type StandInOptions, startStandIn } from '../../../support/serialInterpreter.ts';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FIRMWARE = join(ROOT, 'dist/firmware.js');

/** Why a test of the built firmware cannot run; false where it can. */
export const NO_FIRMWARE: string | false = existsSync(FIRMWARE) ? false : 'there is no dist/firmware.js: npm run build';

/** A command that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** A command at a terminal. */
export interface AtTerminal {
  /** Types keys. */
  type(keys: string): void;
  /** Resolves when what was shown from the last call on fits; rejects with what was shown, after 20 s or at its end. */
  shows(wanted: RegExp): Promise<void>;
  /** Everything that was shown, escapes as `^[`. */
  shown(): string;
  /** Its exit code. */
  readonly ended: Promise<number>;
}

/** A board behind a port, its interpreter gone after the test. */
export async function boardFor(t: TestContext, options: StandInOptions) {
  const standIn = await startStandIn(options);
  t.after(() => standIn.stop());
  return standIn;
}

/** The firmware as it is built, in a folder that no build changes, and as a board has it. */
export async function firmwareFor(t: TestContext): Promise<{ file: string; storage: Record<string, string> }> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'firmware.js');
  await copyFile(FIRMWARE, file);
  await copyFile(`${FIRMWARE}.map`, `${file}.map`);
  return { file, storage: { [BUNDLE]: await readFile(file, 'latin1') } };
}

/** A file with this text, gone after the test. */
export async function fileFor(t: TestContext, name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

/** Runs a command to its end, with `input` on its standard input. `during` may look at it while it runs. */
export async function command(
  t: TestContext,
  name: string,
  args: readonly string[],
  input = '',
  during: (pid: number) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${name}.ts`, ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
  });
  t.after(() => child.kill('SIGKILL'));
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
    during(child.pid as number);
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    error += text;
    during(child.pid as number);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, error };
}

/** Starts a command at a terminal of its own. */
export function atTerminal(
  t: TestContext,
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
): AtTerminal {
  const { NO_COLOR: _, ...rest } = process.env;
  const pty = spawnPty(process.execPath, ['--import', 'tsx', `scripts/${name}.ts`, ...args], {
    cwd: ROOT,
    env: { ...rest, TERM: 'xterm', ...env },
    cols: 200,
  });
  let all = '';
  let held = '';
  let from = 0;
  let look: () => void = () => undefined;
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
    look();
  });
  t.after(() => {
    if (!isOver) pty.kill('SIGKILL');
  });
  pty.onData((text) => {
    // A terminal's driver adds a carriage return to every line end; a chunk may end between the two.
    const [, whole = '', rest = ''] = /^([\s\S]*?)(\r*)$/.exec(held + text) ?? [];
    held = rest;
    all += whole.replaceAll('\x1b', '^[').replace(/\r+\n/g, '\r\n');
    look();
  });
  return {
    type: (keys) => pty.write(keys),
    shown: () => all,
    ended,
    shows: (wanted) =>
      new Promise((resolve, reject) => {
        const fail = (why: string): void => reject(new Error(`no ${wanted} ${why}, but: ${all.slice(from)}`));
        const limit = setTimeout(fail, 20_000, 'within 20 s');
        look = () => {
          const found = wanted.exec(all.slice(from));
          if (found) from += found.index + found[0].length;
          else if (!isOver) return;
          clearTimeout(limit);
          look = () => undefined;
          if (found) resolve();
          else fail('before its end');
        };
        look();
      }),
  };
}

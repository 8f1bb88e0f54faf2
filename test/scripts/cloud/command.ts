// Runs one of the project's commands as a process of its own, for tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A command under way. */
export interface Running {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** The first line on standard output that `wanted` accepts. Rejects when the command ends without one. */
  line(wanted: RegExp): Promise<string>;
  /** Its exit code; null when a signal ended it. */
  exit(): Promise<number | null>;
}

/** Starts `script` with `args` and a session file of the tests' own; it is killed after the test if it still runs. */
export function run(t: TestContext, script: string, args: string[], environment: Record<string, string> = {}): Running {
  const session = join(tmpdir(), `session-${process.pid}.json`);
  const store = join(tmpdir(), `store-${process.pid}`);
  const env = { ...process.env, NO_COLOR: '1', RRPC_SESSION: session, RRPC_STORE: store, ...environment };
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    error += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(session, { force: true });
    rmSync(store, { recursive: true, force: true });
  });
  const found = (wanted: RegExp) => out.split('\n').find((line, i, all) => i < all.length - 1 && wanted.test(line));
  return {
    child,
    stdout: () => out,
    stderr: () => error,
    exit: () => ended,
    line: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = found(wanted);
          if (line === undefined) return;
          child.stdout.off('data', look);
          resolve(line);
        };
        child.stdout.on('data', look);
        ended.then((code) => reject(new Error(`ended with ${code} and no such line: ${error}`)));
        look();
      }),
  };
}

// The build in a process of its own: the screen, the cloud and the board go on while it works, and what it learnt of the
// sources it keeps for the next time.
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Build, BuildOptions } from '../bundle/build.ts';

/** What is told of a bundle that was built. */
export type Made = Pick<Build, 'file' | 'bytes' | 'budget' | 'ms' | 'warnings'>;

/** The same, with the SHA-256 of the bundle's text and source map, as `digestOf` makes it. */
export type Built = Made & { readonly digest: string };

/** What the process is asked, and answers. */
export interface Order {
  readonly id: number;
  readonly options: BuildOptions;
}
export type Answer = { readonly id: number } & ({ readonly made: Built } | { readonly problem: string });

/** Builds, one order after the other. */
export interface Builder {
  /** Builds into dist/. Rejects with the build's problem, a line each: `file:line:column ...`. */
  build(options?: BuildOptions): Promise<Built>;
  /** Ends the process; what is under way is rejected. Nothing of it is left. */
  stop(): Promise<void>;
}

/** A digest by which two bundles are told apart. */
export const digestOf = (code: string, map: string): string =>
  createHash('sha256')
    .update(JSON.stringify([code, map]))
    .digest('hex');

const PROGRAM = fileURLToPath(new URL('builderProcess.ts', import.meta.url));

/** Starts the process. It ends with this one at the latest. */
export function createBuilder(program = PROGRAM): Builder {
  const cache = mkdtempSync(join(tmpdir(), 'rrpc-build-'));
  const child: ChildProcess = fork(program, [cache], {
    // A build makes many small objects that are soon gone: with 64 MB for those it takes a tenth less.
    execArgv: ['--import', import.meta.resolve('tsx'), '--max-semi-space-size=64'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const waiting = new Map<number, { resolve(made: Built): void; reject(error: Error): void }>();
  let lastId = 0;
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  child.on('message', (answer: Answer) => {
    const { resolve, reject } = waiting.get(answer.id) ?? {};
    waiting.delete(answer.id);
    if ('made' in answer) resolve?.(answer.made);
    else reject?.(new Error(answer.problem));
  });
  const gone = once(child, 'close').then(() => {
    rmSync(cache, { recursive: true, force: true });
    for (const { reject } of waiting.values()) reject(new Error(`the build ended by itself: ${said.trim()}`));
    waiting.clear();
  });
  // A process that cannot be started is told by 'error', and closes.
  child.on('error', (error) => {
    said += error.message;
  });
  return {
    build: (options = {}) =>
      new Promise((resolve, reject) => {
        const order: Order = { id: ++lastId, options };
        waiting.set(order.id, { resolve, reject });
        if (child.connected) child.send(order, (error) => error && reject(error));
        else reject(new Error(`the build's process is gone: ${said.trim()}`));
      }),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await gone;
    },
  };
}

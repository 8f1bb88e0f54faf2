// The bundle onto a board: into Storage, compared, restarted, seen to boot.
import { readFile } from 'node:fs/promises';
import { thousands } from '../bundle/budget.ts';
import type { SerialBoard } from '../device/serial/board.ts';
import { type Boot, restart } from '../device/serial/restart.ts';
import { BUNDLE, replaceFile } from '../device/serial/storage.ts';
import type { Progress } from './progress.ts';

/** How long is waited for what the board says after its greeting, in ms. */
const SETTLE_MS = 3_000;

/** What came of it. */
export interface Flashed {
  readonly bytes: number;
  /** False where the board had it already. */
  readonly written: boolean;
  readonly boot: Boot;
}

/** Puts the bundle at `path` onto the board, restarts it and hears it boot; `say` gets a line for each step. Rejects with
 *  a BoardError that names the step; the board then has its old bundle, or the new one whole. */
export async function flashBundle(
  board: SerialBoard,
  path: string,
  progress: Progress,
  say: (line: string) => void,
): Promise<Flashed> {
  const bytes = await readFile(path);
  if (bytes.length === 0) throw new Error(`${path} is empty`);
  const started = performance.now();
  let done: 'written' | 'there already';
  try {
    done = await replaceFile(board.console, BUNDLE, bytes, (sent) => progress.at(sent, bytes.length));
  } finally {
    progress.end();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(
    done === 'written'
      ? `upload   ${BUNDLE}: ${thousands(bytes.length)} bytes, read back and the same by SHA-256, in ${seconds} s`
      : `upload   ${BUNDLE}: ${thousands(bytes.length)} bytes are there already, the same by SHA-256`,
  );
  const boot = await restart(board.console);
  say(`boot     ${boot.greeting}`);
  // The board answers when its boot is through, and has said by then what it lacks. One that connects may be long about it.
  await board.console.evaluate('1', SETTLE_MS).catch(() => undefined);
  return { bytes: bytes.length, written: done === 'written', boot };
}

// What the board in reach last said, kept for the shell's completion, which cannot wait for a board at every key.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CallTarget } from './callService.ts';
import { CACHE, readJson, writeJson } from './declared.ts';
import type { Known } from './known.ts';

/** How long it counts, in ms: a board may be flashed anew. */
const FRESH_MS = 60_000;

/** Where it is kept: a file for each device of each cloud. */
function fileOf({ endpoint, device }: CallTarget, folder: string): string {
  const hash = createHash('sha256').update(JSON.stringify([endpoint, device.productKey, device.deviceName]));
  return join(folder, `known-${hash.digest('hex').slice(0, 16)}.json`);
}

/** What was kept less than a minute ago; undefined otherwise. */
export function kept(target: CallTarget, now: number, folder = CACHE): Known | undefined {
  const { at, known } = (readJson(fileOf(target, folder)) ?? {}) as { at?: number; known?: Known };
  return known && typeof at === 'number' && now - at >= 0 && now - at < FRESH_MS ? known : undefined;
}

/** Keeps what a board said, or that it did not answer and the project's files have to do. */
export function keep(target: CallTarget, known: Known, now: number, folder = CACHE): void {
  writeJson(fileOf(target, folder), { at: now, known });
}

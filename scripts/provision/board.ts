// The settings onto a board: written, compared by hash, restarted, seen to connect.
import type { SerialBoard } from '../device/serial/board.ts';
import { during } from '../device/serial/problem.ts';
import { linkReady, restart } from '../device/serial/restart.ts';
import { replaceFile, SETTINGS } from '../device/serial/storage.ts';
import type { Checked } from './settings.ts';

/** Puts the settings onto the board, restarts it and waits until it can be called; `say` gets a line for each step and no
 *  secret. `waitMs` 0: neither restarted nor waited for. Rejects with a BoardError that names the step: until 'restart'
 *  the board has its old settings or the new ones whole. */
export async function provisionBoard(
  board: SerialBoard,
  { settings, bytes }: Checked,
  waitMs: number,
  say: (line: string) => void,
): Promise<void> {
  const { console } = board;
  // Settings that the cloud has changed and the board is trying would be taken back to what they were before these.
  await during('storage', console.evaluate('require("Storage").erase("device.old")'));
  const done = await replaceFile(console, SETTINGS, bytes);
  const whose = `${settings.productKey},${settings.deviceName}`;
  say(`settings ${SETTINGS} of ${whose}: ${done}, read back and the same by SHA-256`);
  if (waitMs === 0) return;
  const { greeting, lines } = await restart(console);
  say(`boot     ${greeting}`);
  const started = performance.now();
  await linkReady(console, lines, waitMs);
  say(`link     ready after ${((performance.now() - started) / 1000).toFixed(1)} s: ${whose} can be called`);
}

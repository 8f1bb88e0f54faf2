// A board at a port is borrowed: its own settings are kept on this computer while it has throw-away ones, and put back.
import { readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import type { DeviceIdentity } from '../cloud/devices.ts';
import { openBoard } from '../device/serial/board.ts';
import { restart } from '../device/serial/restart.ts';
import { SETTINGS } from '../device/serial/storage.ts';
import { areOurs, identityOf, keepSettings, keptFile, lookAt, putBack } from '../start/realBoard.ts';

/** A board that may be used. */
export interface Borrowed {
  /** `ESP32, Espruino 2v29 at /dev/ttyUSB0`. */
  readonly what: string;
  /** The port's name, `auto` resolved. */
  readonly port: string;
  /** Members of device.json that it needs to have a network: its Wi-Fi. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Keeps its own settings on this computer. To be called before these throw-away ones are written. */
  keep(device: DeviceIdentity, text: string): Promise<void>;
  /** Puts its own settings back, or takes the throw-away ones out where it had none; nothing where `keep` was not called.
   *  Rejects with an error that says where the settings are. */
  giveBack(): Promise<void>;
}

/** How it is borrowed. */
export interface BorrowOptions {
  readonly port: string | undefined;
  readonly baud: number | undefined;
  /** What cases do to it, a line each. */
  readonly uses: readonly string[];
  /** Asked before anything is written. */
  consent(changes: readonly string[]): Promise<boolean>;
}

/** Finds the board and asks. Writes nothing to it. Rejects with a BoardError of the step, or with an error that says what was
 *  not done. */
export async function borrow({ port: wanted, baud, uses, consent }: BorrowOptions): Promise<Borrowed> {
  const real = await lookAt(wanted, baud);
  const { port, what, text } = real;
  if (real.onTrial)
    throw new Error('the board tries changed settings and may take them back: start again in two minutes');
  // A run that was killed has left its settings on the board, and the board's own here.
  const left = real.settings && keptFile(identityOf(real.settings));
  const isLeft = left !== undefined && text !== undefined && (await areOurs(left, text));
  const own = isLeft ? await readFile(left, 'utf8') : text;
  const { wifi } = membersOf(own);
  const changes = [`${SETTINGS} is replaced by a throw-away one, and put back at the end`, ...uses];
  if (real.foreignBytes > 0)
    changes.push(`its program (.bootcde, ${real.foreignBytes} bytes, not this firmware) is replaced`);
  if (!(await consent(changes)))
    throw new Error(
      `nothing was written to the board. What would be done:\n  ${changes.join('\n  ')}\nSay --yes to let it`,
    );
  let kept: string | undefined;
  let isOurs = false;
  return {
    what,
    port,
    settings: wifi === undefined ? {} : { wifi },
    async keep(device, ours) {
      isOurs = true;
      if (own === undefined) return;
      kept = keptFile(device);
      await keepSettings(kept, own, false, ours);
      if (isLeft) await Promise.all([left, `${left}.sha256`].map((name) => rm(name, { force: true })));
    },
    async giveBack() {
      if (!isOurs) return;
      if (kept === undefined) return takeOut(port, baud);
      const file = kept;
      await putBack(file, port, baud).catch((error: Error) => {
        const where = relative('', file);
        throw new Error(
          `the board's own settings are not back on it: ${error.message}\nThey are in ${where}: npm run provision -- --port ${port} --file ${where}`,
        );
      });
    },
  };
}

/** Takes the settings of a board out that had none. */
async function takeOut(port: string, baud: number | undefined): Promise<void> {
  const board = await openBoard({ port, baud, interrupt: true });
  try {
    await board.console.evaluate(`require("Storage").erase("${SETTINGS}")`);
    await restart(board.console);
  } finally {
    await board.close();
  }
}

/** The members of settings; none where they are no JSON. */
function membersOf(text: string | undefined): Record<string, unknown> {
  try {
    return { ...JSON.parse(text ?? '{}') };
  } catch {
    return {};
  }
}

/** Whether a board at this port is on this computer, and finds it at loopback: a pseudo-terminal, or tcp:// to itself. */
export function isHere(port: string): boolean {
  return /^\/dev\/(pts\/\d+|ttys\d+)$|^tcp:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\]):/.test(port);
}

// Finds Espruino behind a console: waits for a boot, breaks into a loop, and says what else is there.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Console, unquoted } from './console.ts';
import { BAUD } from './port.ts';
import { BoardError } from './problem.ts';

/** Oldest Espruino that is taken: it has the packets by which files are sent. */
export const OLDEST = '2v25';
/** How long a board may take to be found, in ms: its boot, and a connect that blocks it, included. */
const REACH_LIMIT_MS = 40_000;
/** How long what says that it is something else is asked, in ms. */
const FOREIGN_LIMIT_MS = 8_000;
/** How long it gets before it is interrupted, in ms: no more than two questions, as a full input takes no Ctrl-C. */
const PATIENCE_MS = 4_000;
/** How long one question may take, in ms. */
const QUESTION_LIMIT_MS = 2_000;
/** Ctrl-C comes this often while a board is in a loop, in ms, so that one of them meets running code. */
const BREAK_EVERY_MS = 150;
const BREAKS_A_ROUND = 6;

/** What a board says of itself. */
export interface BoardInfo {
  /** `process.env.BOARD`: ESP32, LINUX. */
  readonly board: string;
  /** `process.env.VERSION`: 2v29. */
  readonly version: string;
  /** Whether it had to be interrupted with Ctrl-C. */
  readonly interrupted: boolean;
}

/** How a board is reached. */
export interface ReachOptions {
  /** Whether Ctrl-C may be sent to a board that does not answer: it stops what runs there. */
  readonly interrupt: boolean;
  /** For the message; 115200 unless given. */
  readonly baud?: number;
  readonly limitMs?: number;
  readonly patienceMs?: number;
  readonly questionMs?: number;
}

/** Resolves when the board answers at its prompt. Rejects with a BoardError of the step 'prompt' that says what was heard
 *  in place of an answer, or of the step 'version' for an Espruino older than `OLDEST`. */
export async function reach(console: Console, options: ReachOptions): Promise<BoardInfo> {
  const { interrupt, limitMs = REACH_LIMIT_MS, patienceMs = PATIENCE_MS, questionMs = QUESTION_LIMIT_MS } = options;
  const started = Date.now();
  let heard = '';
  let interrupted = false;
  const stop = console.onText((text) => {
    heard = (heard + text).slice(-4000);
  });
  let gone: string | undefined;
  void console.port.closed.then((why) => {
    gone = why;
  });
  try {
    for (;;) {
      const info = await ask(console, questionMs);
      if (info) return { ...info, interrupted };
      checkOld(heard);
      if (gone !== undefined) throw new BoardError('prompt', `${console.port.name}: ${gone}`);
      const passed = Date.now() - started;
      if (passed > (FOREIGN.test(heard) ? Math.min(limitMs, FOREIGN_LIMIT_MS) : limitMs))
        throw new BoardError('prompt', whatIsThere(heard, console.port.name, options));
      if (passed < patienceMs) continue;
      if (interrupt) {
        interrupted = true;
        await breakIn(console);
      }
      await console.type(OLD_QUESTION).catch(() => undefined);
    }
  } finally {
    stop();
  }
}

/** An Espruino without packets answers this line; the mark is put together so that the line's echo is no answer. */
const OLD_QUESTION = '\n\x10print("<espru"+"ino "+process.version+">")\n';

/** Throws where an older Espruino has answered. */
function checkOld(heard: string): void {
  const version = /<espruino (\S+)>/.exec(heard)?.[1];
  if (version !== undefined) checkVersion(version);
}

/** `2v29.277` as a number to compare: 2.29. NaN for other text. */
export function versionNumber(version: string): number {
  const found = /^(\d+)v(\d+)/.exec(version);
  return found ? Number(found[1]) + Number(found[2]) / 100 : Number.NaN;
}

function checkVersion(version: string): void {
  if (versionNumber(version) < versionNumber(OLDEST))
    throw new BoardError(
      'version',
      `Espruino ${version} is too old, ${OLDEST} or later is needed: put a newer one on it with npm run flash -- --port PORT --firmware FILE...`,
    );
}

async function ask(console: Console, limitMs: number): Promise<Omit<BoardInfo, 'interrupted'> | undefined> {
  let answer: string;
  try {
    answer = await console.evaluate('process.env.BOARD+" "+process.env.VERSION', limitMs);
  } catch {
    return undefined;
  }
  const [board = '', version = ''] = unquoted(answer).split(' ');
  checkVersion(version);
  return { board, version };
}

/** Ctrl-C until something stops. A character before it keeps an idle console on Linux from taking two for the end. */
async function breakIn(console: Console): Promise<void> {
  for (let i = 0; i < BREAKS_A_ROUND; i++) {
    await console.type(' \x03').catch(() => undefined);
    await sleep(BREAK_EVERY_MS);
  }
}

/** Firmware that says its name. */
const FOREIGN = /MicroPython|CircuitPython|NodeMCU|Tasmota/i;

/** What a silent, garbled or foreign board most likely is, and what to do. */
export function whatIsThere(heard: string, port: string, { interrupt, baud = BAUD }: ReachOptions): string {
  const text = [...heard.replaceAll(OLD_QUESTION.trim(), '')];
  const shown = text.filter((character) => !'\r\n> \x03\x10'.includes(character));
  if (shown.length === 0)
    return `nothing answers at ${port}: is it the board's port, is Espruino on the board (npm run flash -- --port ${port} --firmware FILE...), and is its console there and not on Bluetooth or Telnet?`;
  const strange = shown.filter((character) => character < ' ' || character > '~').length;
  if (strange > shown.length / 4)
    return `${port} sends what is no text: its console may run at another speed than ${baud} baud; try --baud 9600 or --baud 115200`;
  if (/waiting for download/i.test(heard))
    return 'the board waits in its boot loader: let go of its BOOT button and press RESET (EN)';
  if (/invalid header: 0x/i.test(heard))
    return `there is no firmware on the board: npm run flash -- --port ${port} --firmware FILE...`;
  if (FOREIGN.test(heard) || />>> ?$/.test(heard))
    return `the board runs something else than Espruino: npm run flash -- --port ${port} --firmware FILE...`;
  if (/rst:0x|Guru Meditation|Backtrace:|espruino-rrpc/i.test(heard)) {
    const next = interrupt
      ? 'it restarts before Ctrl-C takes hold: erase its flash by npm run flash with --firmware and --erase'
      : 'npm run flash interrupts it and puts a good bundle there';
    return `the board does not come to its prompt, it starts again and again or is busy: ${next}`;
  }
  const last = heard.trim().split(/\r?\n/).at(-1) ?? '';
  return `what is at ${port} is not an Espruino that can be asked; it said last: ${JSON.stringify(last.slice(-80))}`;
}

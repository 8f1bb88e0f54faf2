// Restarts a board and hears it boot.
import type { Console } from './console.ts';
import { BoardError, during } from './problem.ts';

/** How long a boot may take, in ms, from the command to the firmware's first line. */
export const BOOT_LIMIT_MS = 20_000;

/** How long is waited for the boot line when an error was told, in ms. */
const AFTER_ERROR_MS = 2_000;
/** The most lines that are kept of a boot and of what follows. */
const KEPT_LINES = 200;

/** What the firmware said as it came up. */
export interface Boot {
  /** `espruino-rrpc 0.1.0 on esp32-devkit-v1`. */
  readonly greeting: string;
  /** Every line from the restart to the greeting, and those that come after it. */
  readonly lines: readonly string[];
}

/** Restarts the board and resolves with its boot line, `I 0.012 boot espruino-rrpc ...`. Rejects with a BoardError of the
 *  step 'boot' that has the board's last words when none comes, and of 'restart' when it cannot be told to. */
export async function restart(console: Console, limitMs: number = BOOT_LIMIT_MS): Promise<Boot> {
  const lines: string[] = [];
  let limit: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  const booted = new Promise<Boot>((resolve, reject) => {
    stop = console.onLine((line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) stop();
      const greeting = /^I \d+\.\d{3} boot (espruino-rrpc .*)$/.exec(line)?.[1];
      if (greeting !== undefined) resolve({ greeting, lines });
      if (!/^Uncaught /.test(line)) return;
      // Nothing follows of a bundle that threw, but where, and what its timers say.
      clearTimeout(limit);
      limit = setTimeout(fail, Math.min(limitMs, AFTER_ERROR_MS));
    });
    const fail = () => reject(new BoardError('boot', notBooted(lines, limitMs)));
    limit = setTimeout(fail, limitMs);
    void console.port.closed.then((why) => reject(new BoardError('boot', `${console.port.name}: ${why}`)));
  });
  booted.catch(() => undefined);
  try {
    // The answer must be out before the board is gone.
    await during('restart', console.evaluate('(setTimeout("E.reboot()",100),1)'));
    return await booted;
  } catch (error) {
    stop();
    throw error;
  } finally {
    clearTimeout(limit);
  }
}

/** Why a board may not have booted, from its words. */
function notBooted(lines: readonly string[], limitMs: number): string {
  const said = lines.filter((line) => line.trim() !== '');
  const error = said.find((line) => /Uncaught|ERROR|Execution Interrupted|LOW_MEMORY|OUT_OF_MEMORY/i.test(line));
  const where = error === undefined ? undefined : said[said.indexOf(error) + 1]?.trim();
  if (error !== undefined)
    return `the bundle does not start: ${error.trim()}${where?.startsWith('at ') ? ` ${where}` : ''}. npm run repl shows more`;
  const last = said.at(-1);
  return `no boot line within ${limitMs / 1000} s${last === undefined ? ', and nothing else' : `; the board said last: ${JSON.stringify(last.slice(0, 120))}`}. Press its RESET (EN) and look at npm run logs`;
}

/** Resolves with the line that says the board can be called, `I 2.345 link ready`, from `lines` or what comes. Rejects with
 *  a BoardError of the step 'link' that has the board's last warning or error. */
export async function linkReady(console: Console, lines: readonly string[], limitMs: number): Promise<string> {
  const isReady = (line: string) => /^I \d+\.\d{3} link ready/.test(line);
  const isBad = (line: string) => /^[WE] \d+\.\d{3} /.test(line);
  const ready = lines.find(isReady);
  if (ready !== undefined) return ready;
  let bad = lines.filter(isBad).at(-1);
  let limit: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      stop = console.onLine((line) => {
        if (isReady(line)) resolve(line);
        if (isBad(line)) bad = line;
        // Settings that are refused stay refused.
        if (/^E \d+\.\d{3} boot /.test(line)) fail();
      });
      const fail = () =>
        reject(
          new BoardError('link', `not connected${bad === undefined ? ` within ${limitMs / 1000} s` : `: ${bad}`}`),
        );
      if (bad !== undefined && /^E \d+\.\d{3} boot /.test(bad)) fail();
      limit = setTimeout(fail, limitMs);
      void console.port.closed.then((why) => reject(new BoardError('link', `${console.port.name}: ${why}`)));
    });
  } finally {
    clearTimeout(limit);
    stop();
  }
}

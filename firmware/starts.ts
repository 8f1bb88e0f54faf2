/** What outlives a start, in Storage: why it was asked for, how many starts before it came to nothing, and the last error
 *  that nothing caught. */

import { STARTS, UP_MS } from './limits.ts';
import { log, uptime } from './log.ts';

/** How many starts came to nothing, one digit, and why this one was asked for, where it was. */
const FILE = 'reset';
/** The first uncaught error of the last start that had one. */
const ERRORS = 'error';

/** Why the board started. */
export let reason: string;

let kept = 0;

/** Notes that the board starts. True where STARTS starts in a row ended before `settled`: this one must not go the same
 *  way. */
export function begin(): boolean {
  const storage = require('Storage');
  // A copy: what is read from Storage goes with its file.
  const found = '' + (storage.read(FILE) || 0);
  const failed = +found[0];
  reason = found.slice(1) || (failed ? 'start ' + (failed + 1) + ' without a link' : 'power-on');
  if (failed < STARTS) {
    storage.write(FILE, '' + (failed + 1));
    setTimeout(settled, UP_MS);
  } else settled();
  return failed >= STARTS;
}

/** Notes that this start came to something: the link is ready, nothing was to be done, or UP_MS are over. */
export function settled(): void {
  require('Storage').erase(FILE);
}

/** Starts the board anew, for a reason that it tells then. `ms` until it does. */
export function restart(why: string, ms: number): void {
  require('Storage').write(FILE, '0' + why);
  setTimeout(E.reboot, ms);
}

/** Tells of an uncaught error, and keeps the first one for after the next start. */
export function keepError(error: unknown): void {
  const thrown = (error || {}) as Error;
  const where = thrown.stack && thrown.stack.match(/\.bootcde:[0-9]+:[0-9]+/g);
  const what = (thrown.message || error) + (where && where[0] ? ' at ' + where : '');
  log('E', 'boot', 'uncaught: ' + what);
  if (!kept++) require('Storage').write(ERRORS, what + ', ' + Math.floor(uptime()) + ' s after the start');
}

/** The error that was kept last; '' for none. */
export function lastError(): string {
  return '' + (require('Storage').read(ERRORS) || '');
}

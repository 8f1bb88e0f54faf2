// Every limit of the board page: unit, value, what happens beyond it.

/** Boards in the page's list. Beyond: those that are away go first; the page says how many it does not show. */
export const BOARDS = 1000;

/** Pins of one board whose levels are remembered. Beyond: a further pin is not. */
export const PINS = 128;

/** Lines of the log that are kept, and those that a page which comes anew is given. Beyond: the oldest go. */
export const LOG = { kept: 500, told: 200 } as const;

/** Characters of a request, a reply or a post in one line of the log. Beyond: cut. */
export const LOG_TEXT = 600;

/** Pages open at once. Beyond: 503, and the page tries again. */
export const STREAMS = 32;

/** Milliseconds for which changes are gathered before they are told, and after which a quiet stream shows that it lives. */
export const STREAM_MS = { gather: 40, alive: 8000 } as const;

/** Calls of all pages that wait for their answers. Beyond: 429. */
export const CALLS = 32;

/** An action's body, in bytes. Beyond: 413. */
export const BODY_BYTES = 16 * 1024;

/** Milliseconds for which a visitor who gave the access key is known, and visitors known at once. Beyond: the oldest is asked
 *  again. */
export const VISIT = { ms: 12 * 3_600_000, most: 200 } as const;

/** Wrong access keys in a minute, from everybody. Beyond: 429 for the rest of it. */
export const WRONG_KEYS = 10;

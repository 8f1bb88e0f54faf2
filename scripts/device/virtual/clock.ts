/** The virtual board's sense of time: the computer's, or one that a test moves by hand. */

/** Time as the board sees it. Implemented by `realClock` and by tests that must not sleep. */
export interface Clock {
  /** Milliseconds since 1970, fractional as on the board. */
  now(): number;
  /** Calls back once after `ms` milliseconds (0 or more); the result cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** Node delays of 2^31 ms or more fire at once, so long waits are cut and asked for again. */
const LONGEST_DELAY_MS = 0x7fffffff;

/** The computer's own clock and timers. */
export const realClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), LONGEST_DELAY_MS));
    return () => clearTimeout(timer);
  },
};

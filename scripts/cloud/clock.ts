// Time as the cloud sees it: injected, so that tests of time need no sleeping.

/** What the cloud needs of time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `then` once after `ms` milliseconds; the function returned cancels it. */
  after(ms: number, then: () => void): () => void;
}

/** The computer's own clock. */
export const systemClock: Clock = {
  now: Date.now,
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

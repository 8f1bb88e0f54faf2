/** A clock for the virtual board whose speed changes while it runs: what takes a board a minute need not take one here. */
import { type Clock, realClock } from '../../../scripts/device/virtual/clock.ts';

/** A clock with a speed. */
export interface PacedClock extends Clock {
  /** From now on `times` as fast as the clock under it, 1 at first. What waits already comes sooner or later with it. */
  speed(times: number): void;
}

/** Makes a clock on top of another one, the computer's unless given. */
export function pacedClock(base: Clock = realClock): PacedClock {
  let times = 1;
  let since = base.now();
  let then = since;
  const waiting = new Set<{ due: number; callback: () => void; cancel: () => void }>();
  const now = (): number => then + (base.now() - since) * times;

  return {
    now,
    after(ms, callback) {
      const one = { due: now() + ms, callback, cancel: (): void => undefined };
      waiting.add(one);
      arm(one);
      return () => {
        waiting.delete(one);
        one.cancel();
      };
    },
    speed(wanted) {
      then = now();
      since = base.now();
      times = wanted;
      for (const one of waiting) {
        one.cancel();
        arm(one);
      }
    },
  };

  function arm(one: { due: number; callback: () => void; cancel: () => void }): void {
    one.cancel = base.after(Math.max(0, one.due - now()) / times, () => {
      waiting.delete(one);
      one.callback();
    });
  }
}

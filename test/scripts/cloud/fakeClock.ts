// A clock that a test turns by hand.
import type { Clock } from '../../../scripts/cloud/clock.ts';

/** Time stands still until `advance`. */
export function fakeClock(start = Date.parse('2026-01-01T00:00:00Z')) {
  let time = start;
  const timers = new Set<{ at: number; then: () => void }>();
  const clock: Clock = {
    now: () => time,
    after(ms, then) {
      const timer = { at: time + ms, then };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  return {
    ...clock,
    /** Timers not run and not cancelled. */
    get waiting() {
      return timers.size;
    },
    /** Lets `ms` milliseconds pass and runs what falls due, in order. */
    advance(ms: number) {
      time += ms;
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at > time || !timers.delete(timer)) continue;
        timer.then();
      }
    },
  };
}

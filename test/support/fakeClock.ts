/** The firmware's clock, turned by hand. */
import type { Clock } from '../../firmware/mqtt/types.ts';

/** Time that stands still until `advance`. */
export interface FakeClock extends Clock {
  /** Milliseconds since the clock was made: what no time synchronisation moves. */
  readonly now: number;
  /** Timers not yet run and not cancelled. */
  readonly pending: number;
  /** Lets `ms` pass. Timers run in their order, each at its own time, those that they set among them. */
  advance(ms: number): void;
  /** Moves what `seconds()` says, as time synchronisation moves Date. Timers do not notice. */
  jump(seconds: number): void;
  /** What `random()` answers from now on: a number, or a function of one's own. */
  randomly(next: number | (() => number)): void;
}

/** Makes a clock at 1,000 s. `turn` is called after each timer, and after each `advance`. */
export function fakeClock(turn: () => void = () => {}): FakeClock {
  const timers = new Map<number, { at: number; f: () => void }>();
  let now = 0;
  let offset = 1000;
  let lastId = 0;
  let random = () => 0.5;

  function next(until: number): [number, { at: number; f: () => void }] | undefined {
    let first: [number, { at: number; f: () => void }] | undefined;
    for (const entry of timers) if (entry[1].at <= until && (!first || entry[1].at < first[1].at)) first = entry;
    return first;
  }

  return {
    get now() {
      return now;
    },
    get pending() {
      return timers.size;
    },
    after(f, ms) {
      if (!(ms >= 0)) throw new RangeError(`a timer of ${ms} ms`);
      timers.set(++lastId, { at: now + ms, f });
      return lastId;
    },
    cancel(id) {
      // Stricter than the interpreter, which clears every timer or none: only a timer that waits can be cancelled.
      if (!timers.delete(id)) throw new Error(`no timer ${id} waits`);
    },
    seconds: () => offset + now / 1000,
    random: () => random(),
    advance(ms) {
      const until = now + ms;
      for (let entry = next(until); entry; entry = next(until)) {
        timers.delete(entry[0]);
        now = entry[1].at;
        entry[1].f();
        turn();
      }
      now = until;
      turn();
    },
    jump(seconds) {
      offset += seconds;
    },
    randomly(given) {
      random = typeof given === 'number' ? () => given : given;
    },
  };
}

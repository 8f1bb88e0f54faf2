/** setTimeout and its kin: ids that are small integers, string callbacks, and `clearTimeout()` that ends them all. */
import type { Clock } from './clock.ts';
import type { Loop, Step } from './loop.ts';
import type { Realm } from './realm.ts';

/** The interpreter's limits: 1 hundredth of a millisecond upwards, 100 years at most. */
const MIN_INTERVAL_MS = 0.01;
const MAX_INTERVAL_MS = 3_153_600_000_000;

interface Timer {
  due: number;
  every?: number;
  readonly run: () => void;
}

/** The board's timers, also used by debounced watches. */
export interface Timers {
  /** The timers' part of each turn. */
  readonly step: Step;
  /** Adds a timer of the board's own that `clearTimeout()` leaves alone; the result cancels. */
  own(ms: number, run: () => void): () => void;
  /** Forgets every timer. */
  stop(): void;
}

/** Installs the timer functions. */
export function installTimers(realm: Realm, loop: Loop, clock: Clock): Timers {
  const timers = new Map<number, Timer>();
  const owned = new Set<Timer>();
  let cancelWake: (() => void) | undefined;
  // The interpreter appends, so an id is free again only when every later one is.
  const nextId = (): number => Math.max(0, ...timers.keys()) + 1;

  function schedule(): void {
    cancelWake?.();
    cancelWake = undefined;
    // Whole milliseconds, so that timers set in one go are due in one turn, as they are on the board.
    let soonest = Infinity;
    for (const timer of [...timers.values(), ...owned]) soonest = Math.min(soonest, timer.due);
    if (soonest < Infinity) cancelWake = clock.after(Math.max(0, Math.ceil(soonest - clock.now())), loop.wake);
  }

  function step(): boolean {
    const now = clock.now();
    let busy = false;
    for (const timer of [...owned]) {
      if (timer.due > now || !owned.delete(timer)) continue;
      busy = true;
      timer.run();
    }
    for (const [id, timer] of [...timers]) {
      if (timer.due > now || timers.get(id) !== timer) continue;
      busy = true;
      timer.run();
      if (timers.get(id) !== timer) continue;
      if (timer.every === undefined) timers.delete(id);
      else timer.due += timer.every;
    }
    schedule();
    return busy;
  }

  function add(callback: unknown, ms: unknown, args: readonly unknown[], repeat: boolean): number {
    if (typeof callback !== 'function' && typeof callback !== 'string')
      throw realm.error('Error', 'Function or String not supplied!');
    const asked = Number(ms);
    const interval = Number.isNaN(asked) || asked < MIN_INTERVAL_MS ? MIN_INTERVAL_MS : asked;
    if (interval > MAX_INTERVAL_MS) throw realm.error('Error', 'Interval is too long (>100 years)');
    const id = nextId();
    const timer: Timer = { due: clock.now() + interval, run: () => loop.call(undefined, callback, args) };
    if (repeat) timer.every = interval;
    timers.set(id, timer);
    schedule();
    return id;
  }

  function clear(name: 'Timeout' | 'Interval', args: readonly unknown[]): void {
    if (args.length === 0) timers.clear();
    else if (args[0] === undefined)
      throw realm.error('Error', `clear${name}(undefined) not allowed. Use clear${name}() instead`);
    else timers.delete(Number(args[0]));
    schedule();
  }

  realm.install(realm.global, {
    setTimeout: (callback: unknown, ms: unknown, ...args: unknown[]) => add(callback, ms, args, false),
    setInterval: (callback: unknown, ms: unknown, ...args: unknown[]) => add(callback, ms, args, true),
    clearTimeout: (...args: unknown[]) => clear('Timeout', args),
    clearInterval: (...args: unknown[]) => clear('Interval', args),
    changeInterval(id: unknown, ms: unknown) {
      const timer = timers.get(Number(id));
      if (!timer) throw realm.error('Error', 'Unknown Interval');
      timer.every = Math.max(Number(ms), MIN_INTERVAL_MS);
      timer.due = clock.now() + timer.every;
      schedule();
    },
  });

  return {
    step,
    own(ms, run) {
      const timer: Timer = { due: clock.now() + ms, run };
      owned.add(timer);
      schedule();
      return () => {
        owned.delete(timer);
        schedule();
      };
    },
    stop() {
      cancelWake?.();
      timers.clear();
      owned.clear();
    },
  };
}

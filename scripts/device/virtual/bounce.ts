/** A contact that bounces: a level that comes and goes a few times before it stays. */
import type { Clock } from './clock.ts';

/** How a contact bounces. */
export interface BounceOptions {
  /** How often the level is there and gone again before it stays. Default 5. */
  readonly times?: number;
  /** Milliseconds between two edges. Default 1. */
  readonly everyMs?: number;
}

/** Contacts at pins. */
export interface Bouncer {
  /** Lets the level come to a pin, bouncing: at once, and settled after `2 * times * everyMs`. */
  bounce(pin: number, level: 0 | 1, how?: BounceOptions): void;
  /** Ends what bounces at a pin. */
  end(pin: number): void;
}

/** Makes contacts that call `drive` at each edge. */
export function createBouncer(clock: Clock, drive: (pin: number, level: 0 | 1) => void): Bouncer {
  const pending = new Map<number, () => void>();
  function end(pin: number): void {
    pending.get(pin)?.();
    pending.delete(pin);
  }
  return {
    end,
    bounce(pin, level, { times = 5, everyMs = 1 } = {}) {
      if (!Number.isInteger(times) || times < 0) throw new RangeError(`times must be a whole number, not ${times}`);
      if (!(everyMs > 0)) throw new RangeError(`everyMs must be above 0, not ${everyMs}`);
      end(pin);
      let left = 2 * times;
      const edge = (): void => {
        drive(pin, left % 2 === 0 ? level : level === 1 ? 0 : 1);
        if (left-- > 0) pending.set(pin, clock.after(everyMs, edge));
        else pending.delete(pin);
      };
      edge();
    },
  };
}

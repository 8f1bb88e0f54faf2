// Replays: a request's date must be near and its nonce new, in bounded memory.
import { DATE_SKEW_MS, NONCE_CHARACTERS, NONCES } from '../limits.ts';

/** What is wrong with a date and nonce, or `fresh`. */
export type Freshness = 'fresh' | 'malformed' | 'stale' | 'replayed';

/** The nonces one access key used, kept by the second of the request's date. When `capacity` is reached the oldest second
 *  is forgotten and dates up to it are stale from then on: under a flood the window gets shorter, and never leaks. */
export class Nonces {
  readonly #seconds = new Map<number, Set<string>>();
  #count = 0;
  /** Dates up to this second are stale. */
  #floor = Number.NEGATIVE_INFINITY;

  constructor(readonly capacity = NONCES) {}

  /** Nonces held. */
  get size(): number {
    return this.#count;
  }

  /** Judges a date (ISO 8601, UTC, to the second) and nonce at `now` (milliseconds) and remembers them when fresh. */
  check(date: string, nonce: string, now: number): Freshness {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(date)) return 'malformed';
    if (nonce === '' || nonce.length > NONCE_CHARACTERS) return 'malformed';
    const time = Date.parse(date);
    if (Number.isNaN(time)) return 'malformed';
    const second = Math.floor(time / 1000);
    if (Math.abs(now - time) > DATE_SKEW_MS || second <= this.#floor) return 'stale';
    const used = this.#seconds.get(second) ?? new Set();
    if (used.has(nonce)) return 'replayed';
    this.#forgetBefore(Math.floor((now - DATE_SKEW_MS) / 1000));
    this.#seconds.set(second, used.add(nonce));
    this.#count += 1;
    if (this.#count > this.capacity) this.#forgetOldest();
    return 'fresh';
  }

  /** Dates before this second are refused by their age, so their nonces need no memory. */
  #forgetBefore(oldest: number): void {
    if (this.#count < this.capacity / 2) return;
    for (const second of [...this.#seconds.keys()]) if (second < oldest) this.#drop(second);
  }

  #forgetOldest(): void {
    const oldest = Math.min(...this.#seconds.keys());
    this.#floor = Math.max(this.#floor, oldest);
    this.#drop(oldest);
  }

  #drop(second: number): void {
    this.#count -= this.#seconds.get(second)?.size ?? 0;
    this.#seconds.delete(second);
  }
}

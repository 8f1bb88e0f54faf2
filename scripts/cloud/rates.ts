// How often something may happen to one name within a sliding window.

/** Allows `limit` events a name in any `windowMs` milliseconds. It holds at most `limit` times a name, and names are the
 *  caller's to bound. A limit of Infinity allows all and remembers nothing. */
export class RateLimit {
  readonly #times = new Map<string, number[]>();

  constructor(
    readonly limit: number,
    readonly windowMs: number,
  ) {}

  /** Counts one event of `name` at `now` (milliseconds); false when it is one too many, which is not counted. */
  allow(name: string, now: number): boolean {
    if (this.limit === Number.POSITIVE_INFINITY) return true;
    const recent = (this.#times.get(name) ?? []).filter((time) => now - time < this.windowMs);
    const allowed = recent.length < this.limit;
    if (allowed) recent.push(now);
    this.#times.set(name, recent);
    return allowed;
  }
}

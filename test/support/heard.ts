/** Things that come by and by, kept, with a way to wait for more. */

/** Longest wait for a line, an event or a change, in ms: what does not come is a failure, not a wait. */
const WAIT_MS = 15_000;

/** What is heard of one kind of thing, kept, with a way to wait for more. */
export interface Heard<T> {
  readonly all: readonly T[];
  /** Adds one. */
  add(one: T): void;
  /** The first that `wanted` accepts, from number `from` on, now or within `ms`. Rejects with what came instead. */
  find(wanted: (one: T) => boolean, from?: number, ms?: number): Promise<T>;
}

/** Nothing heard yet. `what` is for the error. */
export function hear<T>(what: string): Heard<T> {
  const all: T[] = [];
  const lookers = new Set<() => void>();
  return {
    all,
    add(one) {
      all.push(one);
      for (const look of [...lookers]) look();
    },
    find: (wanted, from = 0, ms = WAIT_MS) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = all.slice(from).find(wanted);
          if (found === undefined) return;
          lookers.delete(look);
          clearTimeout(limit);
          resolve(found);
        };
        const limit = setTimeout(() => {
          lookers.delete(look);
          reject(new Error(`no such ${what} in ${ms} ms, but ${JSON.stringify(all.slice(from), null, 1)}`));
        }, ms);
        lookers.add(look);
        look();
      }),
  };
}

// What must be ended, whatever happens: in the reverse order in which it began.

/** A list of what is to be ended. */
export interface Closers {
  add(close: () => unknown): void;
  /** Ends all, the last one first, once. What fails does not keep the others from ending; the first failure is thrown then. */
  close(): Promise<void>;
}

/** Makes an empty list. */
export function createClosers(): Closers {
  const list: (() => unknown)[] = [];
  return {
    add: (close) => void list.push(close),
    async close() {
      const failures: unknown[] = [];
      for (let close = list.pop(); close; close = list.pop())
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      if (failures.length > 0) throw failures[0];
    },
  };
}

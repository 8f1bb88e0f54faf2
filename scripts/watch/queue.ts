// Saves become work: those close together one piece of it, those in the midst of it one more.

/** The timers that are used. */
export interface Timers {
  set(f: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

/** Takes saves. */
export interface Queue {
  /** A file was saved. */
  saved(path: string): void;
  /** No work is begun any more. Resolves when what is under way has ended. */
  stop(): Promise<void>;
}

const REAL: Timers = { set: setTimeout, clear: (timer) => clearTimeout(timer as NodeJS.Timeout) };

/** Does `work` with the paths that were saved, once nothing more was for `quietMs`, and never twice at a time. `work` must not
 *  reject. */
export function createQueue(
  work: (paths: readonly string[]) => Promise<void>,
  quietMs: number,
  timers: Timers = REAL,
): Queue {
  const paths = new Set<string>();
  let timer: unknown;
  let working: Promise<void> | undefined;
  let stopped = false;

  function begin(): void {
    timer = undefined;
    if (working) return;
    const taken = [...paths];
    paths.clear();
    working = work(taken).finally(() => {
      working = undefined;
      // A timer that is running still begins it.
      if (paths.size > 0 && timer === undefined && !stopped) begin();
    });
  }
  return {
    saved(path) {
      if (stopped) return;
      paths.add(path);
      if (timer !== undefined) timers.clear(timer);
      timer = timers.set(begin, quietMs);
    },
    async stop() {
      stopped = true;
      if (timer !== undefined) timers.clear(timer);
      await working;
    },
  };
}

// Runs the suite's cases, one after the other on each board, and tells what came of each.
import type { Facts, Result } from './result.ts';
import { type Case, NotSeen, type Theme, type Trial } from './suite.ts';

/** A board to run cases on. */
export interface Opened<B> {
  readonly bench: B;
  /** Makes the board ready for the next case; `isRed` where the last one failed. */
  prepare(isRed: boolean): Promise<void>;
  close(): Promise<void>;
}

/** What a run is made of. */
export interface Run<B> {
  readonly themes: readonly Theme<B>[];
  /** Opens one more board; rejects with an error to show. */
  open(signal: AbortSignal): Promise<Opened<B>>;
  /** Boards that the themes are shared out to, 1 or more. */
  readonly boards: number;
  readonly facts: Facts;
  /** Told of each result, as it is there. */
  tell(result: Result): void;
}

/** Opens the boards and runs every case. Resolves with the results; rejects, with every board closed again, where a board cannot
 *  be opened, and with the signal's reason when it is aborted. */
export async function runSuite<B>(run: Run<B>, signal: AbortSignal): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...run.themes];
  const tell = (result: Result): void => {
    results.push(result);
    run.tell(result);
  };
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  async function lane(): Promise<void> {
    if (queue.length === 0) return;
    const opened = await run.open(both);
    try {
      let isRed = false;
      for (let theme = queue.shift(); theme; theme = queue.shift())
        for (const one of theme.cases) isRed = await runCase(theme.name, one, opened, isRed, run.facts, tell, both);
    } finally {
      await opened.close();
    }
  }
  const lanes = Array.from({ length: Math.min(run.boards, queue.length) }, () =>
    lane().catch((error: unknown) => {
      ending.abort(error);
      throw error;
    }),
  );
  const ended = await Promise.allSettled(lanes);
  signal.throwIfAborted();
  if (ending.signal.aborted) throw ending.signal.reason;
  const broken = ended.find((one) => one.status === 'rejected');
  if (broken) throw broken.reason;
  return results;
}

/** Runs one case; true where it, or something that it looked at, failed. */
async function runCase<B>(
  theme: string,
  { name, limitMs, run }: Case<B>,
  { bench, prepare }: Opened<B>,
  wasRed: boolean,
  facts: Facts,
  tell: (result: Result) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const looked: Result[] = [];
  const started = performance.now();
  let isOver = false;
  const trial: Trial<B> = {
    bench,
    note: (what, value) => void facts.set(what, value),
    async see(what, sight, look) {
      const at = performance.now();
      const is = { theme, name: `${name}: ${what}`, partOf: name };
      const end = (rest: Pick<Result, 'outcome'> & { why?: string }): void =>
        // What a case does after its time does not count.
        void (isOver || looked.push({ ...is, ...rest, ms: performance.now() - at }));
      if ('unseen' in sight) return end({ outcome: 'not seen', why: `${what} - ${sight.unseen}` });
      try {
        await look(sight.seen);
        return end({ outcome: 'passed' });
      } catch (error) {
        return end({ outcome: 'failed', why: wordsOf(error) });
      }
    },
  };
  let outcome: Pick<Result, 'outcome' | 'why'> = { outcome: 'passed' };
  try {
    await within(prepare(wasRed), limitMs, signal, 'the board was not ready for it');
    await within(run(trial), limitMs, signal, 'it was not over');
  } catch (error) {
    signal.throwIfAborted();
    outcome = { outcome: error instanceof NotSeen ? 'not seen' : 'failed', why: wordsOf(error) };
  }
  isOver = true;
  const results = [{ theme, name, ...outcome, ms: performance.now() - started }, ...looked];
  for (const result of results) tell(result);
  return results.some((result) => result.outcome === 'failed');
}

/** Settles as `work` does, rejects after `ms`, and with the signal's reason. */
async function within<T>(work: Promise<T>, ms: number, signal: AbortSignal, what: string): Promise<T> {
  let limit: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        limit = setTimeout(() => reject(new Error(`${what} within ${ms / 1000} s`)), ms);
        stop = () => reject(signal.reason);
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
      }),
    ]);
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', stop);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

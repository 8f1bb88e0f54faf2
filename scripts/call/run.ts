// A run of calls: every device once a round, as many rounds as were asked for.
import type { Outcome } from './outcome.ts';
import { isGood } from './outcome.ts';
import type { Transport } from './transport.ts';

/** Devices that are called at once. */
const AT_ONCE = 16;

/** What a run needs. */
export interface Run {
  readonly transports: readonly Transport[];
  /** One call; see `outcomeOf`. */
  readonly call: (transport: Transport) => Promise<Outcome>;
  /** Rounds; Infinity for a watch that a person ends. */
  readonly rounds: number;
  /** From the start of a round to that of the next, in ms; a round that takes longer is followed at once. */
  readonly everyMs: number;
  readonly onRound: (outcomes: readonly Outcome[]) => void | Promise<void>;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** What goes on around each round, a spinner for instance. */
  readonly around?: (round: () => Promise<Outcome[]>) => Promise<Outcome[]>;
}

/** Makes the rounds, one after the other; true when every call was answered with 200. Rejects as `call` does. */
export async function runCalls(run: Run): Promise<boolean> {
  const { transports, call, rounds, everyMs, onRound, now, wait, around = (round) => round() } = run;
  let good = true;
  let next = now();
  for (let round = 1; round <= rounds; round++) {
    const outcomes = await around(() => pooled(transports, AT_ONCE, call));
    good &&= outcomes.every(isGood);
    await onRound(outcomes);
    if (everyMs <= 0 || round === rounds) continue;
    // Rounds that were missed are not caught up with.
    next = Math.max(next + everyMs, now());
    const left = next - now();
    if (left > 0) await wait(left);
  }
  return good;
}

/** Maps in order, `size` at a time. */
export async function pooled<T, R>(items: readonly T[], size: number, map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let at = 0;
  const worker = async () => {
    while (at < items.length) {
      const mine = at++;
      results[mine] = await map(items[mine] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, worker));
  return results;
}

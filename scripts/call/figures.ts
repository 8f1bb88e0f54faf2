// What many calls took, in a line.
import type { Outcome } from './outcome.ts';
import { isGood } from './outcome.ts';

/** Times kept: of more answers, those of the latest. */
const KEPT = 100_000;

/** Gathers outcomes, however many: it keeps their times only. */
export interface Figures {
  add(outcome: Outcome): void;
  readonly calls: number;
  readonly failed: number;
  /** The time of an answer that `share` (0..1) of the answers took at most, in ms: nearest rank. Undefined without any. */
  percentile(share: number): number | undefined;
}

export function createFigures(): Figures {
  const times: number[] = [];
  let calls = 0;
  let failed = 0;
  let answers = 0;
  return {
    add(outcome) {
      calls++;
      if (!isGood(outcome)) failed++;
      // What brought no answer has no time of an answer.
      if (typeof outcome.code === 'number') times[answers++ % KEPT] = outcome.ms;
    },
    get calls() {
      return calls;
    },
    get failed() {
      return failed;
    },
    percentile(share) {
      const sorted = [...times].sort((a, b) => a - b);
      return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    },
  };
}

/** `100 calls: 99 good, 1 failed; p50 4 ms, p99 12 ms`. */
export function summary(figures: Figures): string {
  const { calls, failed } = figures;
  const counted = `${calls} ${calls === 1 ? 'call' : 'calls'}: ${calls - failed} good, ${failed} failed`;
  const p50 = figures.percentile(0.5);
  const p99 = figures.percentile(0.99);
  return p50 === undefined || p99 === undefined ? counted : `${counted}; p50 ${inMs(p50)}, p99 ${inMs(p99)}`;
}

/** `4.2 ms`, `12 ms`. */
export function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

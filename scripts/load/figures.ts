// Times of calls, and what they come to.

/** One call that was answered, in milliseconds: the caller's whole time, and the device's between request and answer. */
export interface Timing {
  total: number;
  board: number;
}

/** The median and the 99th of a hundred, in milliseconds. */
export interface Spread {
  p50: number;
  p99: number;
}

/** What a run came to. */
export interface Figures {
  calls: number;
  /** Calls that brought no answer, or a wrong one, by what was answered instead. */
  failed: Readonly<Record<string, number>>;
  perSecond: number;
  total: Spread;
  /** Everything but the board: HTTP, signature, gateway, broker, and the wires between them. */
  gateway: Spread;
  board: Spread;
}

/** The value below which `share` (0..1) of the sorted values lie, by nearest rank; 0 of none. */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? 0;
}

/** Sums up a run that took `seconds`. */
export function figuresOf(
  timings: readonly Timing[],
  failed: Readonly<Record<string, number>>,
  seconds: number,
): Figures {
  const spread = (pick: (timing: Timing) => number): Spread => {
    const sorted = timings.map(pick).sort((a, b) => a - b);
    return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
  };
  return {
    calls: timings.length,
    failed,
    perSecond: seconds > 0 ? timings.length / seconds : 0,
    total: spread(({ total }) => total),
    gateway: spread(({ total, board }) => total - board),
    board: spread(({ board }) => board),
  };
}

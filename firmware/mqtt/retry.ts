/** How long to wait before the next try: a back-off with full jitter. */

/** Milliseconds to wait before try number `failures` (1 for the first retry). `first` and `ceiling` in seconds,
 *  `random` is 0..1. The first retry comes within 0.5 to 1.5 times `first`; the second within a window of 12 times
 *  `first`, which doubles with every further failure up to `ceiling`. With 2 s and 120 s that keeps the platform's
 *  5 CONNECT a minute on average. */
export function retryAfter(failures: number, first: number, ceiling: number, random: number): number {
  const window = failures < 2 ? first : Math.min(ceiling, first * 3 * 2 ** failures);
  return Math.floor(1000 * (first / 2 + window * random));
}

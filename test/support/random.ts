/** Random numbers that a seed brings back: the same seed, the same numbers, on every computer. */

/** A source of random numbers. */
export interface Random {
  /** 0 up to, and without, 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(least: number, most: number): number;
  /** Whether this time, at a likelihood of 0..1. */
  chance(likelihood: number): boolean;
  /** One of these. */
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** Makes a source from a seed, any whole number (the generator is Mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    int,
    chance: (likelihood) => next() < likelihood,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
  };
}

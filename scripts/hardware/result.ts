// What came of a run of the hardware suite, and how it is counted.

/** How one thing ended. What was not seen is neither passed nor failed. */
export type Outcome = 'passed' | 'failed' | 'not seen';

/** One result: of a case, or of one thing that a case looked at besides. */
export interface Result {
  readonly theme: string;
  readonly name: string;
  /** The case whose part it is, where it is one: its time is in the case's. */
  readonly partOf?: string;
  readonly outcome: Outcome;
  /** Why it failed or was not seen. */
  readonly why?: string;
  /** How long it took, in ms. */
  readonly ms: number;
}

/** How many ended how. */
export type Count = Record<Outcome, number>;

/** What the summary has beside the results, by name: board, interpreter, memory. */
export type Facts = Map<string, string>;

/** Counts results. */
export function countOf(results: readonly Result[]): Count {
  const count: Count = { passed: 0, failed: 0, 'not seen': 0 };
  for (const { outcome } of results) count[outcome]++;
  return count;
}

/** `12 passed, 0 failed, 3 not seen`. */
export function describeCount(count: Count): string {
  return `${count.passed} passed, ${count.failed} failed, ${count['not seen']} not seen`;
}

/** The results by theme, in the order of `themes`, those of no theme in it last. */
export function byTheme(results: readonly Result[], themes: readonly string[]): [theme: string, results: Result[]][] {
  const groups = new Map<string, Result[]>(themes.map((name) => [name, []]));
  for (const result of results) groups.set(result.theme, [...(groups.get(result.theme) ?? []), result]);
  return [...groups].filter(([, group]) => group.length > 0);
}

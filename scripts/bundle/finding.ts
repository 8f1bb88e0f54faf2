// What the checker reports.

/** One place in the bundle that Espruino would not run as it is written. */
export interface Finding {
  /** The rule's name, such as `no-labels`. */
  readonly rule: string;
  /** Line in the bundle, from 1. */
  readonly line: number;
  /** Column in the bundle, from 1. */
  readonly column: number;
  /** What is wrong, and what to write instead. */
  readonly message: string;
}

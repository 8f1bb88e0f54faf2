// The whole build: bundle, check, weigh. Other commands call this; scripts/build.ts is its command line.
import { relative } from 'node:path';
import { BUDGET_BYTES, bytesOverBudget, MODULE_BUDGET_BYTES, thousands } from './budget.ts';
import type { Bundle, BundleOptions } from './bundle.ts';
import { bundle } from './bundle.ts';
import { check } from './check.ts';
import type { Finding } from './finding.ts';
import { originOf } from './origin.ts';

/** What to build, and what it may weigh. */
export interface BuildOptions extends BundleOptions {
  /** Largest minified bundle, in bytes. Default `BUDGET_BYTES`. A debug bundle has no budget. */
  readonly budget?: number | undefined;
}

/** A bundle that passed the check and the budget. */
export interface Build extends Bundle {
  /** The bundle's length. It is ASCII, so characters are bytes. */
  readonly bytes: number;
  /** The budget it was held against, in bytes; undefined for a debug bundle. */
  readonly budget: number | undefined;
  /** How long the build took, in ms. */
  readonly ms: number;
}

/** The bundle was written but must not go onto a board. `message` says why, a line each. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}

/**
 * Bundles, checks that Espruino can run the result, and holds it against the budget.
 * Throws BuildError for a bundle that fails either, and rollup's own error for sources that do not compile.
 */
export async function build(options: BuildOptions = {}): Promise<Build> {
  const started = performance.now();
  const made = await bundle(options);
  const findings = check(made.code);
  if (findings.length > 0) throw new BuildError(describeFindings(made, findings));
  const bytes = Buffer.byteLength(made.code);
  const budget = options.debug ? undefined : (options.budget ?? (options.module ? MODULE_BUDGET_BYTES : BUDGET_BYTES));
  if (budget !== undefined) {
    const over = bytesOverBudget(bytes, budget);
    if (over > 0) {
      throw new BuildError(
        `${relative('', made.file)} is ${thousands(over)} ${over === 1 ? 'byte' : 'bytes'} over its budget: ${thousands(bytes)} of ${thousands(budget)} bytes (npm run size shows where they are)`,
      );
    }
  }
  return { ...made, bytes, budget, ms: performance.now() - started };
}

/** One line a finding, `file:line:column message (rule)`, in the source where the source map knows it. */
function describeFindings(made: Bundle, findings: readonly Finding[]): string {
  const lines = findings.map(({ rule, line, column, message }) => {
    const place = originOf(made, line, column) ?? { file: made.file, line, column };
    return `${relative('', place.file)}:${place.line}:${place.column} ${message} (${rule})`;
  });
  return [`${relative('', made.file)} cannot run on Espruino as it is:`, ...lines].join('\n');
}

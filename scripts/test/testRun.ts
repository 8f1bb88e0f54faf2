// Which test files to run, and what came of them.
import type { EventEmitter } from 'node:events';

/** How many tests ended how. Suites do not count, only the tests in them. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Of `files`, the tests, in order; with `parts` only those whose path has one of them in it.
 * Throws when nothing is left to run, naming the part that no test file has.
 */
export function findTests(files: readonly string[], parts: readonly string[]): string[] {
  const tests = files.map((file) => file.replaceAll('\\', '/')).filter((file) => file.endsWith('.test.ts'));
  const wanted = parts.map((part) => part.replace(/^\.\//, ''));
  const unknown = wanted.find((part) => !tests.some((file) => file.includes(part)));
  if (unknown !== undefined) throw new Error(`no test file has "${unknown}" in its path`);
  if (tests.length === 0) throw new Error('there are no test files');
  return tests.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part))).sort();
}

/** Counts what the test runner's stream reports, until it ends. */
export function countTests(stream: EventEmitter): Promise<Count> {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  const take = (key: 'passed' | 'failed') => (test: TestEvent) => {
    if (test.details.type === 'suite') return;
    // A skipped test has a reason, or an empty one; `undefined` is a test that ran.
    if (test.skip !== undefined && test.skip !== false) count.skipped++;
    else if (key === 'passed' || test.todo === undefined || test.todo === false) count[key]++;
  };
  stream.on('test:pass', take('passed'));
  stream.on('test:fail', take('failed'));
  return new Promise((resolve, reject) => {
    stream.once('end', () => resolve(count));
    stream.once('error', reject);
  });
}

/** `12 passed, 0 failed`, with `, 3 skipped` where any were. */
export function describeCount({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

interface TestEvent {
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: { readonly type?: string | undefined };
}

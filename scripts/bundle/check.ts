// Parses the finished bundle and reports what Espruino cannot run.
import { parse } from 'acorn';
import type { Finding } from './finding.ts';

/** Every finding in `code`, in the order of the text. Empty: Espruino can run it. */
export function check(code: string): Finding[] {
  try {
    parse(code, { ecmaVersion: 5, sourceType: 'script', locations: true });
    return [];
  } catch (error) {
    const { loc, message } = error as SyntaxError & { loc?: { line: number; column: number } };
    return [{ rule: 'es5-syntax', line: loc?.line ?? 1, column: (loc?.column ?? 0) + 1, message }];
  }
}

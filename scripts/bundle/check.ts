// Parses the finished bundle and reports what Espruino does not do as ES5 says: one small rule each, in rules/.
import { getLineInfo } from 'acorn';
import type { Finding } from './finding.ts';
import { ascii, byteStrings } from './rules/ascii.ts';
import { knownGlobals, redeclaredFunction, varInBranch } from './rules/declarations.ts';
import { names, noBareReturn, noLeadingUpdate, noStringFirst, regExpLexed } from './rules/lexer.ts';
import { noHelpers, noMissingMethods, noMissingStatics } from './rules/library.ts';
import {
  callArguments,
  noArgumentsLength,
  noBuiltInPrototype,
  noLengthAssignment,
  noParenthesisedMethod,
} from './rules/members.ts';
import { callBeforeDeclaration, functionBeforeDeclaration, varBeforeDeclaration } from './rules/order.ts';
import { regExp } from './rules/regexp.ts';
import {
  defaultLast,
  noCaseSequence,
  noFunctionInBlock,
  noInInForInit,
  noLabels,
  noWithOrDebugger,
} from './rules/statements.ts';
import { reportSyntax } from './rules/syntax.ts';
import type { Report, Rule, Source } from './source.ts';
import { parseES5 } from './source.ts';

/** The name of the rule that whatever is not ES5 at all breaks. */
export const ES5_SYNTAX = 'es5-syntax';

/** Every rule for a text that is ES5. */
export const RULES: readonly Rule[] = [
  functionBeforeDeclaration,
  varBeforeDeclaration,
  callBeforeDeclaration,
  varInBranch,
  redeclaredFunction,
  noFunctionInBlock,
  knownGlobals,
  noMissingStatics,
  noMissingMethods,
  noHelpers,
  noBuiltInPrototype,
  noLengthAssignment,
  noArgumentsLength,
  callArguments,
  noParenthesisedMethod,
  regExp,
  regExpLexed,
  noLabels,
  defaultLast,
  noCaseSequence,
  noWithOrDebugger,
  noInInForInit,
  noBareReturn,
  noLeadingUpdate,
  noStringFirst,
  names,
  ascii,
  byteStrings,
];

/** Every finding in `code`, in the order of the text. Empty: Espruino can run it. */
export function check(code: string): Finding[] {
  const findings: (Finding & { at: number })[] = [];
  const reportAs =
    (rule: string): Report =>
    (where, message) => {
      const at = typeof where === 'number' ? where : where.start;
      const { line, column } = getLineInfo(code, at);
      findings.push({ rule, line, column: column + 1, message, at });
    };
  let source: Source | undefined;
  try {
    source = parseES5(code);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    reportSyntax(code, error as SyntaxError & { pos: number }, reportAs(ES5_SYNTAX));
  }
  if (source) for (const rule of RULES) rule.find(source, reportAs(rule.name));
  return findings.sort((a, b) => a.at - b.at).map(({ at: _at, ...finding }) => finding);
}

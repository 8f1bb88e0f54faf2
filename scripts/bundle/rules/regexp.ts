// Regular expressions: most of what Espruino's lacks does not fail, it just never matches.
import type { Rule } from '../source.ts';
import { visit } from '../source.ts';

/** Groups that `exec` can tell apart. */
const GROUPS = 9;

/** What of `pattern` Espruino lacks, each as a phrase; empty when it can run it. */
export function regExpFaults(pattern: string, flags: string): string[] {
  const faults = new Set<string>();
  for (const flag of flags) if (!'gi'.includes(flag)) faults.add(`the flag "${flag}"`);
  let inClass = false;
  let depth = 0;
  let groups = 0;
  let anchored = pattern[0] === '^';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    const rest = pattern.slice(i);
    if (c === '\\') {
      const escaped = escapeFault(rest, inClass);
      if (escaped) faults.add(escaped);
      i++;
    } else if (inClass) {
      if (c === ']') inClass = false;
      else if (c === '|') faults.add('| within [ ]');
    } else if (c === '[') {
      inClass = true;
      if (rest[1] === '^') i++;
    } else if (c === '(') {
      const special = /^\(\?(<?[=!]|:|<)/.exec(rest)?.[0];
      if (special) {
        faults.add(`${special} )`);
        i += special.length - 1;
      }
      if (++groups > GROUPS) faults.add(`more than ${GROUPS} groups`);
      if (++depth > 1) faults.add('a group within a group');
    } else if (c === ')') {
      depth--;
      const quantifier = /^\)([*+?{])/.exec(rest)?.[1];
      if (quantifier) faults.add(`"${quantifier}" after a group`);
    } else if (c === '|' && depth > 0) {
      faults.add('| within a group');
    } else if (c === '|') {
      // A failing ^ gives up the whole expression, except at the start of the text.
      if (anchored && rest[1] !== '^') faults.add('a choice after one that begins with ^');
      anchored = rest[1] === '^';
    } else if (/^\{\d/.test(rest)) faults.add(`the count ${/^\{[\d,]*\}?/.exec(rest)?.[0]}`);
    else if (c === '?')
      faults.add(/[*+?}]/.test(pattern[i - 1] ?? '') ? 'a non-greedy quantifier' : 'the quantifier "?"');
  }
  return [...faults];
}

function escapeFault(rest: string, inClass: boolean): string | undefined {
  const letter = rest[1] ?? '';
  if (letter === 'b') return inClass ? undefined : 'the word boundary \\b';
  if (/[1-9]/.test(letter)) return `the back reference \\${letter}`;
  return /[a-zA-Z]/.test(letter) && !'dDsSwWfnrtvx'.includes(letter) ? `the escape \\${letter}` : undefined;
}

/** Literals, and `new RegExp` of a literal text. */
export const regExp: Rule = {
  name: 'regexp',
  find({ ast }, report) {
    const construct = (callee: { type: string; name?: string }, args: readonly unknown[], at: { start: number }) => {
      const [pattern, flags] = args as { value?: unknown }[];
      if (callee.type !== 'Identifier' || callee.name !== 'RegExp' || typeof pattern?.value !== 'string') return;
      for (const fault of regExpFaults(pattern.value, String(flags?.value ?? ''))) report(at, lacks(fault));
    };
    visit(ast, {
      Literal(node) {
        if (!node.regex) return;
        for (const fault of regExpFaults(node.regex.pattern, node.regex.flags)) report(node, lacks(fault));
      },
      NewExpression: (node) => construct(node.callee, node.arguments, node),
      CallExpression: (node) => construct(node.callee, node.arguments, node),
    });
  },
};

function lacks(fault: string): string {
  return `Espruino's regular expressions lack ${fault}`;
}

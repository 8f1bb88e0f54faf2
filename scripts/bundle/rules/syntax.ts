// Syntax newer than ES5, named.

import type { AnyNode, Options } from 'acorn';
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import type { Report } from '../source.ts';

/** Newer syntax by the node that stands for it. */
const BY_NODE: Readonly<Record<string, string>> = {
  ArrowFunctionExpression: 'an arrow function',
  ClassDeclaration: 'a class',
  ClassExpression: 'a class',
  TemplateLiteral: 'a template string',
  SpreadElement: 'spread',
  RestElement: 'a rest parameter or element',
  AssignmentPattern: 'a default value',
  ObjectPattern: 'destructuring',
  ArrayPattern: 'destructuring',
  ForOfStatement: 'for-of',
  AwaitExpression: 'await',
  YieldExpression: 'a generator',
  ChainExpression: '"?."',
  MetaProperty: 'new.target or import.meta',
  ImportExpression: 'import()',
  ImportDeclaration: 'import',
  ExportNamedDeclaration: 'export',
  ExportDefaultDeclaration: 'export',
  ExportAllDeclaration: 'export',
};

/**
 * Reports what made `code` fail to parse as ES5: each newer construct by its name, or the parser's own words where no
 * version of the language has it.
 */
export function reportSyntax(code: string, es5Error: SyntaxError & { pos: number }, report: Report): void {
  const newest = parseNewest(code);
  let found = 0;
  if (newest) {
    full(newest, (node) => {
      const what = newSyntax(node as AnyNode);
      if (!what) return;
      found++;
      report(node, `${what} is not ES5`);
    });
  }
  if (found === 0) report(es5Error.pos, es5Error.message.replace(/ \(\d+:\d+\)$/, ''));
}

function parseNewest(code: string): AnyNode | undefined {
  for (const sourceType of ['script', 'module'] satisfies Options['sourceType'][]) {
    try {
      return parse(code, { ecmaVersion: 'latest', sourceType });
    } catch {
      // Not the language of this kind of file; the ES5 parser's message stands when neither fits.
    }
  }
  return undefined;
}

function newSyntax(node: AnyNode): string | undefined {
  const byNode = BY_NODE[node.type];
  if (byNode) return byNode;
  switch (node.type) {
    case 'VariableDeclaration':
      return node.kind === 'var' ? undefined : `"${node.kind}"`;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      if (node.async) return 'an async function';
      return node.generator ? 'a generator' : undefined;
    case 'BinaryExpression':
      return node.operator === '**' ? '"**"' : undefined;
    case 'LogicalExpression':
      return node.operator === '??' ? '"??"' : undefined;
    case 'AssignmentExpression':
      return ['**=', '&&=', '||=', '??='].includes(node.operator) ? `"${node.operator}"` : undefined;
    case 'CatchClause':
      return node.param ? undefined : 'a catch without its error';
    case 'Property':
      if (node.shorthand || node.method) return 'a short form in an object';
      return node.computed ? 'a computed key' : undefined;
    case 'Literal':
      if (node.bigint) return 'a BigInt';
      if (node.regex && /[^gim]/.test(node.regex.flags)) return `the regular expression flag in /${node.regex.flags}`;
      return typeof node.value === 'number' && /^0[bo]|_/i.test(node.raw ?? '') ? `the number ${node.raw}` : undefined;
    default:
      return undefined;
  }
}

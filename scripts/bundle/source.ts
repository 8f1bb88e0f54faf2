// The bundle as the rules see it: its text, its tokens, its tree.

import type { AnyNode, Program, Token } from 'acorn';
import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';

/** A parsed bundle. */
export interface Source {
  readonly code: string;
  readonly ast: Program;
  /** Every token in the order of the text; comments are none. */
  readonly tokens: readonly Token[];
}

/** Says that a rule is broken at a node, or at an offset of the text. */
export type Report = (at: { readonly start: number } | number, message: string) => void;

/** One thing that Espruino does not do as ES5 says. */
export interface Rule {
  readonly name: string;
  find(source: Source, report: Report): void;
}

/** Visitors by node type; `ancestors` ends with the node itself. */
type Visitors = {
  [T in AnyNode['type']]?: (node: Extract<AnyNode, { type: T }>, ancestors: readonly AnyNode[]) => void;
};

/** Calls the visitor of each node's type, children first. */
export function visit(root: AnyNode, visitors: Visitors): void {
  const table: Record<string, (node: AnyNode, state: unknown, ancestors: AnyNode[]) => void> = {};
  for (const [type, visitor] of Object.entries(visitors)) {
    table[type] = (node, _state, ancestors) => (visitor as (n: AnyNode, a: AnyNode[]) => void)(node, ancestors);
  }
  ancestor(root, table as Parameters<typeof ancestor>[1]);
}

/** Parses ES5. Throws acorn's SyntaxError, with `loc` and `pos`, for anything newer. */
export function parseES5(code: string): Source {
  const tokens: Token[] = [];
  const ast = parse(code, { ecmaVersion: 5, sourceType: 'script', onToken: tokens });
  return { code, ast, tokens };
}

/** The name of the property that `a.b` or `a['b']` reads; undefined for a computed one. */
export function propertyName(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : undefined;
}

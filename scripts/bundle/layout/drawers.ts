// Functions that are seldom called, laid into drawers: one function gives each of them when it is asked for by its number. On
// the board a function takes five to ten JsVars for as long as it is there; in a drawer it takes none but while it runs.
import type { AnyNode, CallExpression, Expression, FunctionDeclaration, Program } from 'acorn';
import { type Binding, childrenOf, declaredFunction, identifier, namesOf, wrapperOf } from './names.ts';

/** How many functions a drawer holds: those behind the first are passed over, each time, to reach the last. */
const SIZE = 8;
/** More calls than this take more bytes of the bundle than they are worth. */
const CALLS = 20;

/** Lays every function of the wrapper that is not `hot`, and is only ever called, into drawers. */
export function layIntoDrawers(program: Program, hot: ReadonlySet<string>): void {
  const names = namesOf(program);
  const top = wrapperOf(program);
  const cold = [...names.of(top).values()].flatMap((binding) => {
    const inner = seldom(binding, hot);
    return inner && top.body.body.includes(inner) ? [{ binding, inner }] : [];
  });
  for (let at = 0, number = 0; at < cold.length; at += SIZE) {
    const held = cold.slice(at, at + SIZE);
    const [first] = held;
    if (!first || held.length < 2) continue;
    while (names.taken.has(`drawer${number}`)) number++;
    const name = `drawer${number++}`;
    const place = top.body.body.indexOf(first.inner);
    for (const [index, { binding }] of held.entries())
      for (const { id, parent } of binding.uses) {
        (parent as CallExpression).callee = {
          type: 'CallExpression',
          callee: identifier(name, id),
          arguments: [literal(index, id)],
          optional: false,
          start: id.start,
          end: id.end,
          ...(id.loc && { loc: id.loc }),
        };
      }
    top.body.body[place] = drawer(
      name,
      held.map(({ inner }) => inner),
    );
    top.body.body = top.body.body.filter((each) => !held.some(({ inner }) => inner === each));
  }
}

/** The function that declares a name, where it may be laid away. */
function seldom({ name, declarations, uses }: Binding, hot: ReadonlySet<string>): FunctionDeclaration | undefined {
  const inner = declaredFunction(declarations[0]);
  if (!inner || declarations.length > 1 || hot.has(name) || uses.length === 0 || uses.length > CALLS) return undefined;
  const called = uses.every(({ id, parent }) => parent.type === 'CallExpression' && parent.callee === id);
  return called && !mentions(inner.body) ? inner : undefined;
}

/** Whether `this` or `arguments` is in there. */
function mentions(node: AnyNode): boolean {
  return (
    node.type === 'ThisExpression' ||
    (node.type === 'Identifier' && node.name === 'arguments') ||
    childrenOf(node).some(mentions)
  );
}

function literal(value: number, from: AnyNode): Expression {
  return { type: 'Literal', value, raw: String(value), start: from.start, end: from.end } as Expression;
}

/** `function name(n) { return n == 0 ? function ... : n == 1 ? function ... : function ... }` */
function drawer(name: string, held: readonly FunctionDeclaration[]): FunctionDeclaration {
  const [from] = held as [FunctionDeclaration];
  const at = { start: from.start, end: from.end, ...(from.loc && { loc: from.loc }) };
  const given = held
    .map((inner) => ({ ...inner, type: 'FunctionExpression', id: null }) as unknown as Expression)
    .reduceRight(
      (otherwise, inner, index): Expression => ({
        ...at,
        type: 'ConditionalExpression',
        test: {
          ...at,
          type: 'BinaryExpression',
          operator: '==',
          left: identifier('which', from),
          right: literal(index, from),
        },
        consequent: inner,
        alternate: otherwise,
      }),
    );
  return {
    ...at,
    type: 'FunctionDeclaration',
    id: identifier(name, from),
    params: [identifier('which', from)],
    body: { ...at, type: 'BlockStatement', body: [{ ...at, type: 'ReturnStatement', argument: given }] },
    generator: false,
    async: false,
    expression: false,
  };
}

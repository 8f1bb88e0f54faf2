// Functions that only one other uses, moved into it: on the board they take no memory until it runs, and none after.
import type { AnyNode, FunctionDeclaration, Program, VariableDeclaration } from 'acorn';
import {
  type Binding,
  type Callable,
  calledBy,
  childrenOf,
  declaredFunction,
  type Names,
  namesOf,
  replaceIn,
  type Use,
} from './names.ts';

/** Natives that call what they are given before they return. */
const AT_ONCE = /^(every|filter|forEach|map|replace|some|sort)$/;

/** What a layout may not do, and what it may do besides. */
export interface SinkRules {
  /** Functions that stay where they are, and that nothing is moved into: it would be made anew each time they run. */
  readonly hot: ReadonlySet<string>;
  /** Tables of constants that may be moved. */
  readonly tables: ReadonlySet<string>;
  /** Functions that run once. */
  readonly once: ReadonlySet<Callable>;
}

/** Moves each function to its use, where it has but one, as an expression. A declaration would do for more than one, but the
 *  interpreter counts references, and a scope that holds a function that holds its scope is only freed when memory is
 *  short: so what is used more than once is moved into functions that run once, and tables, which hold no scope, anywhere. */
export function sink(program: Program, rules: SinkRules): void {
  while (moveSome(program, rules));
}

/** Moves all that can be moved by one look at the names: what stands in something that has moved waits for the next. */
function moveSome(program: Program, rules: SinkRules): boolean {
  const names = namesOf(program);
  const moved = new Set<AnyNode>();
  for (const owner of names.functions.keys())
    for (const binding of names.of(owner).values()) {
      const statement = movable(binding, names, rules);
      if (!statement || !owner.body.body.includes(statement)) continue;
      if (moved.has(owner) || binding.uses.some(({ within }) => within.some((around) => moved.has(around)))) continue;
      const outside = binding.uses.filter(({ within }) => !within.includes(statement as FunctionDeclaration));
      const target = home(outside, owner, names, rules.hot);
      const [use] = outside;
      if (!target || !use) continue;
      const inner = declaredFunction(statement);
      const expression = inner && binding.uses.length === 1;
      if (inner && !expression && !rules.once.has(target)) continue;
      owner.body.body.splice(owner.body.body.indexOf(statement), 1);
      if (expression) replaceIn(use.parent, use.id, { ...inner, type: 'FunctionExpression', id: null } as never);
      else target.body.body.unshift(statement);
      moved.add(statement);
    }
  return moved.size > 0;
}

/** The statement that declares a name, where it may be moved. */
function movable(
  { name, kind, declarations, uses }: Binding,
  names: Names,
  { hot, tables }: SinkRules,
): FunctionDeclaration | VariableDeclaration | undefined {
  const [declared] = declarations;
  if (!declared || declarations.length > 1 || uses.length === 0) return undefined;
  const inner = declaredFunction(declared);
  // What is kept for later would keep alive what it was moved into; so would a getter.
  if (inner) return hot.has(name) || uses.some((use) => outlives(use)) || hasGetter(inner) ? undefined : inner;
  const statement = names.parentOf(declared);
  return kind === 'variable' &&
    tables.has(name) &&
    statement?.type === 'VariableDeclaration' &&
    statement.declarations.length === 1
    ? statement
    : undefined;
}

/** The innermost function inside `owner` that has all uses and is not hot, if there is one. */
function home(uses: readonly Use[], owner: Callable, names: Names, hot: ReadonlySet<string>): Callable | undefined {
  let common = uses[0]?.within ?? [];
  for (const { within } of uses) common = common.filter((around) => within.includes(around));
  return common.slice(common.indexOf(owner) + 1).findLast((around) => {
    const parent = names.parentOf(around);
    return !hot.has(calledBy(around, names)) && !(parent?.type === 'Property' && parent.kind !== 'init');
  });
}

function outlives({ id, parent }: Use): boolean {
  if (parent.type !== 'CallExpression') return true;
  const { callee } = parent;
  if (callee === id) return false;
  return (
    callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || !AT_ONCE.test(callee.property.name)
  );
}

function hasGetter(node: AnyNode): boolean {
  return (node.type === 'Property' && node.kind !== 'init') || childrenOf(node).some(hasGetter);
}

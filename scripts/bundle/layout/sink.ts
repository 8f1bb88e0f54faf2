// Functions that only one other uses, moved into it: on the board they take no memory until it runs, and none after.
import type { AnyNode, FunctionDeclaration, Program, Statement, VariableDeclaration } from 'acorn';
import {
  type Binding,
  type Callable,
  calledBy,
  childrenOf,
  declaredFunction,
  type Names,
  namesOf,
  type Use,
} from './names.ts';

/** Natives that call what they are given before they return. */
const AT_ONCE = /^(every|filter|forEach|map|replace|some|sort)$/;

/** Moves each function into the innermost one that has all its uses, tables of constants (`tables`, by name) too. `hot`
 *  names the functions that nothing may be moved into: it would be made anew each time they run. */
export function sink(program: Program, hot: ReadonlySet<string>, tables: ReadonlySet<string>): void {
  while (moveOne(program, hot, tables));
}

function moveOne(program: Program, hot: ReadonlySet<string>, tables: ReadonlySet<string>): boolean {
  const names = namesOf(program);
  for (const owner of names.functions.keys())
    for (const binding of names.of(owner).values()) {
      const statement = movable(binding, names, tables);
      const target = statement && home(statement, binding, owner, names, hot);
      if (!target) continue;
      owner.body.body.splice(owner.body.body.indexOf(statement), 1);
      target.body.body.unshift(statement);
      return true;
    }
  return false;
}

/** The statement that declares a name, where it may be moved. */
function movable(
  { name, kind, declarations, uses }: Binding,
  names: Names,
  tables: ReadonlySet<string>,
): FunctionDeclaration | VariableDeclaration | undefined {
  const [declared] = declarations;
  if (!declared || declarations.length > 1 || uses.length === 0) return undefined;
  const inner = declaredFunction(declared);
  // What is kept for later would keep alive what it was moved into; so would a getter.
  if (inner) return uses.some((use) => outlives(use)) || hasGetter(inner) ? undefined : inner;
  const statement = names.parentOf(declared);
  return kind === 'variable' &&
    tables.has(name) &&
    statement?.type === 'VariableDeclaration' &&
    statement.declarations.length === 1
    ? statement
    : undefined;
}

/** The function to move a statement into, if there is one. */
function home(
  statement: Statement,
  { uses }: Binding,
  owner: Callable,
  names: Names,
  hot: ReadonlySet<string>,
): Callable | undefined {
  if (!owner.body.body.includes(statement)) return undefined;
  const outside = uses.filter(({ within }) => !within.includes(statement as FunctionDeclaration));
  const [first] = outside;
  if (!first) return undefined;
  let common = first.within;
  for (const { within } of outside) common = common.filter((around) => within.includes(around));
  const inner = common.slice(common.indexOf(owner) + 1);
  return inner.findLast((around) => {
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

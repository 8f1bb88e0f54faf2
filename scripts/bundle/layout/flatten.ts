// Functions that run once, at boot, and leave closures behind: what they leave moves to the top. On the interpreter each
// closure holds a list of the scopes around it, three JsVars and one more a level, and keeps alive all that is in them.
import type { AnyNode, FunctionDeclaration, Program, Statement } from 'acorn';
import {
  type Binding,
  type Callable,
  childrenOf,
  declarator,
  declaredFunction,
  identifier,
  isCallable,
  type Names,
  namesOf,
  replaceIn,
  wrapperOf,
} from './names.ts';

/** Moves every function out of those that run once, and the variables that they share. A moved name is that of the
 *  function it came from, `$`, and its own. Returns the functions that run once. */
export function flatten(program: Program): ReadonlySet<Callable> {
  const top = wrapperOf(program);
  const done = new Set<Callable>([top]);
  const shared: string[] = [];
  for (;;) {
    const names = namesOf(program);
    const next = nextOnce(names, top, done);
    if (!next) break;
    done.add(next);
    shared.push(...empty(names, top, next));
  }
  if (shared.length > 0)
    top.body.body.unshift({
      type: 'VariableDeclaration',
      kind: 'var',
      declarations: shared.map((name) => declarator(name, top)),
      start: top.start,
      end: top.start,
    });
  done.delete(top);
  return done;
}

/** A function with others inside, called at one place, that runs once because what calls it does. */
function nextOnce(names: Names, top: Callable, done: ReadonlySet<Callable>): FunctionDeclaration | undefined {
  for (const { declarations, uses } of names.of(top).values()) {
    const declared = declaredFunction(declarations[0]);
    const [use] = uses;
    if (!declared || declarations.length > 1 || uses.length !== 1 || !use) continue;
    if (done.has(declared) || use.parent.type !== 'CallExpression' || use.parent.callee !== use.id) continue;
    const around = use.within.at(-1);
    if (!around || !done.has(around)) continue;
    let at: AnyNode | undefined = use.parent;
    while (at && at !== around && !/^(For|While|DoWhile)/.test(at.type)) at = names.parentOf(at);
    if (at === around && [...names.functions.values()].some((within) => within.at(-1) === declared)) return declared;
  }
  return undefined;
}

/** Moves what is inside `once` in front of it. Returns the variables that are now the top's. */
function empty(names: Names, top: Callable, once: FunctionDeclaration): string[] {
  const taken = new Set(names.taken);
  const moved: FunctionDeclaration[] = [];
  const shared = new Set<string>();
  const given: Statement[] = [];
  const fresh = (name: string): string => {
    let tried = `${once.id.name}$${name}`;
    for (let i = 2; taken.has(tried); i++) tried = `${once.id.name}$${name}${i}`;
    taken.add(tried);
    return tried;
  };
  for (const binding of names.of(once).values()) {
    const [declared] = binding.declarations;
    const inner = declaredFunction(declared);
    if (inner) {
      rename(binding, fresh(binding.name));
      moved.push(inner);
    } else if (declared && binding.uses.some(({ within }) => within.at(-1) !== once)) {
      const name = fresh(binding.name);
      shared.add(name);
      if (binding.kind === 'parameter') {
        given.push(assign(name, identifier(binding.name, declared)));
        for (const { id } of binding.uses) id.name = name;
      } else rename(binding, name);
    }
  }
  toAssignments(once.body, shared);
  once.body.body = [
    ...given,
    ...once.body.body.filter((statement) => !moved.includes(statement as FunctionDeclaration)),
  ];
  nameExpressions(once.body, (found, name) => {
    const id = identifier(fresh(name), found);
    moved.push({ ...found, type: 'FunctionDeclaration', id } as FunctionDeclaration);
    return identifier(id.name, found);
  });
  const body = top.body as { body: Statement[] };
  body.body.splice(body.body.indexOf(once), 0, ...moved);
  return [...shared];
}

function rename(binding: Binding, name: string): void {
  for (const id of binding.ids) id.name = name;
  for (const { id } of binding.uses) id.name = name;
}

function assign(name: string, right: AnyNode, from: AnyNode = right): Statement {
  const left = identifier(name, from);
  const expression = { ...left, type: 'AssignmentExpression', operator: '=', left, right };
  return { ...left, type: 'ExpressionStatement', expression } as unknown as Statement;
}

/** Makes assignments of the declarations of these names, wherever they stand but in functions. */
function toAssignments(node: AnyNode, names: ReadonlySet<string>): void {
  if (isCallable(node)) return;
  if (node.type === 'BlockStatement')
    node.body = node.body.flatMap((statement) => {
      if (statement.type !== 'VariableDeclaration') return [statement];
      const parts: Statement[] = [];
      for (const declared of statement.declarations) {
        const name = declared.id.type === 'Identifier' ? declared.id.name : '';
        if (!names.has(name)) parts.push({ ...statement, declarations: [declared] });
        else if (declared.init) parts.push(assign(name, declared.init, declared));
      }
      return parts;
    });
  else if (node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration')
    for (const { id } of node.init.declarations)
      if (id.type === 'Identifier' && names.has(id.name))
        throw new Error(`layout: ${id.name} is declared in a for, and used by a closure`);
  for (const child of childrenOf(node)) toAssignments(child, names);
}

/** Puts what `replace` gives in the place of each function expression that is in no other function; a getter stays. */
function nameExpressions(
  node: AnyNode,
  replace: (found: Extract<AnyNode, { type: 'FunctionExpression' }>, name: string) => AnyNode,
): void {
  const look = (child: AnyNode): AnyNode => {
    if (isCallable(child)) {
      if (child.type === 'FunctionDeclaration' || (node.type === 'Property' && node.kind !== 'init')) return child;
      return replace(child, node.type === 'Property' && node.key.type === 'Identifier' ? node.key.name : 'f');
    }
    nameExpressions(child, replace);
    return child;
  };
  for (const child of childrenOf(node)) {
    const instead = look(child);
    if (instead !== child) replaceIn(node, child, instead);
  }
}

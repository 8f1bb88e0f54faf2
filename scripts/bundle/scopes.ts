// Who declares which name: functions, their variables and parameters, and what each name in the text refers to.
import type { AnyNode, CatchClause, Identifier, Program } from 'acorn';
import { visit } from './source.ts';

/** A function of either kind. */
export type Callable = Extract<AnyNode, { type: 'FunctionDeclaration' | 'FunctionExpression' }>;

/** A name that a scope declares. */
export interface Binding {
  readonly name: string;
  readonly scope: Scope;
  /** 'given': a parameter, the error of a catch, a function expression's own name. These exist from the start. */
  kind: 'given' | 'var' | 'function';
  /** Where it is declared: names of `var`s and functions. */
  readonly declarations: Identifier[];
  /** Functions that it may hold: its declaration, and every function assigned to it. */
  readonly functions: Set<Callable>;
}

/** The program, a function, or the body of a catch. */
export interface Scope {
  readonly node: Program | Callable | CatchClause;
  readonly outer: Scope | undefined;
  readonly names: Map<string, Binding>;
}

/** Every scope of a program, by the node that opens it. */
export type Scopes = ReadonlyMap<AnyNode, Scope>;

/** Finds every scope and what it declares. */
export function findScopes(program: Program): Scopes {
  const scopes = new Map<AnyNode, Scope>();
  const open = (ancestors: readonly AnyNode[], functionsOnly: boolean): Scope => {
    for (let i = ancestors.length - 1; i >= 0; i--) {
      const node = ancestors[i] as AnyNode;
      if (isCallable(node) || node.type === 'Program' || (node.type === 'CatchClause' && !functionsOnly)) {
        return scopeOf(node, ancestors.slice(0, i));
      }
    }
    throw new Error('a program is the outermost scope');
  };
  const scopeOf = (node: Scope['node'], outside: readonly AnyNode[]): Scope => {
    const known = scopes.get(node);
    if (known) return known;
    const scope: Scope = { node, outer: outside.length ? open(outside, false) : undefined, names: new Map() };
    scopes.set(node, scope);
    if (node.type === 'CatchClause') declare(scope, node.param, 'given');
    else if (isCallable(node)) {
      // The expression's own name comes first, so that a parameter of the same name replaces it.
      if (node.type === 'FunctionExpression') declare(scope, node.id, 'given')?.functions.add(node);
      for (const param of node.params) declare(scope, param, 'given');
    }
    return scope;
  };
  scopeOf(program, []);
  visit(program, {
    FunctionDeclaration(node, ancestors) {
      scopeOf(node, ancestors.slice(0, -1));
      declare(open(ancestors.slice(0, -1), true), node.id, 'function')?.functions.add(node);
    },
    FunctionExpression: (node, ancestors) => void scopeOf(node, ancestors.slice(0, -1)),
    CatchClause: (node, ancestors) => void scopeOf(node, ancestors.slice(0, -1)),
    VariableDeclarator: (node, ancestors) => void declare(open(ancestors, true), node.id, 'var'),
  });
  holdFunctions(program, scopes);
  return scopes;
}

/** What `name` means inside `scope`; undefined for a global. */
export function lookUp(scope: Scope | undefined, name: string): Binding | undefined {
  for (let at = scope; at; at = at.outer) {
    const found = at.names.get(name);
    if (found) return found;
  }
  return undefined;
}

/** Whether `node` is a function. */
export function isCallable(node: AnyNode): node is Callable {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
}

function declare(scope: Scope, id: AnyNode | null | undefined, kind: Binding['kind']): Binding | undefined {
  if (id?.type !== 'Identifier') return undefined;
  let binding = scope.names.get(id.name);
  if (!binding) {
    binding = { name: id.name, scope, kind, declarations: [], functions: new Set() };
    scope.names.set(id.name, binding);
  }
  if (kind !== 'given') binding.declarations.push(id);
  return binding;
}

/** Records the functions that variables are given, so that a call of one leads to its body. */
function holdFunctions(program: Program, scopes: Scopes): void {
  const give = (target: AnyNode, value: AnyNode | null | undefined, ancestors: readonly AnyNode[]) => {
    if (target.type !== 'Identifier' || value?.type !== 'FunctionExpression') return;
    const around = ancestors.findLast((node) => scopes.has(node));
    lookUp(around && scopes.get(around), target.name)?.functions.add(value);
  };
  visit(program, {
    VariableDeclarator: (node, ancestors) => give(node.id, node.init, ancestors),
    AssignmentExpression: (node, ancestors) => give(node.left, node.right, ancestors),
  });
}

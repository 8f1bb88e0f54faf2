// Who declares which name of the bundle, and where each is used: what the layout needs to move declarations safely.
import type { AnyNode, FunctionDeclaration, FunctionExpression, Identifier, Program, VariableDeclarator } from 'acorn';

/** A function of either kind. */
export type Callable = FunctionDeclaration | FunctionExpression;

/** One use of a name: the identifier, the node that it stands in, and the functions around it, the outermost first. */
export interface Use {
  readonly id: Identifier;
  readonly parent: AnyNode;
  readonly within: readonly Callable[];
}

/** A name: what declares it, and its uses, declarations not counted. */
export interface Binding {
  readonly name: string;
  kind: 'parameter' | 'caught' | 'variable' | 'function';
  /** Of a variable its declarator, of a function the function, of any other its identifier. */
  readonly declarations: AnyNode[];
  readonly uses: Use[];
  /** The identifiers that declare it. */
  readonly ids: Identifier[];
}

/** The names of a program. */
export interface Names {
  /** What a function declares, by name. */
  of(owner: Callable): ReadonlyMap<string, Binding>;
  /** Every function, the outer ones first, with the functions around it, the outermost first. */
  readonly functions: ReadonlyMap<Callable, readonly Callable[]>;
  /** What a node stands in. */
  parentOf(node: AnyNode): AnyNode | undefined;
  /** Every name that is declared or used anywhere. */
  readonly taken: ReadonlySet<string>;
}

interface Scope {
  readonly names: Map<string, Binding>;
  readonly outer: Scope | undefined;
  /** What `var` and functions in here belong to. */
  readonly home: Scope;
}

/** Whether `node` is a function. */
export function isCallable(node: AnyNode): node is Callable {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
}

/** `node` as a function that is declared, if it is one. */
export function declaredFunction(node: AnyNode | undefined): FunctionDeclaration | undefined {
  return node?.type === 'FunctionDeclaration' && node.id ? (node as FunctionDeclaration) : undefined;
}

/** What a node is made of, in the order of the text. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = [];
  // Every node of the bundle is asked, many times: without an array for each of its members.
  for (const key in node) {
    const value: unknown = node[key as keyof AnyNode];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) found.push(value);
    } else for (const one of value) if (isNode(one)) found.push(one);
  }
  return found;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Finds every name of an ES5 program. */
export function namesOf(program: Program): Names {
  const scopes = new Map<AnyNode, Scope>();
  const functions = new Map<Callable, readonly Callable[]>();
  const parents = new Map<AnyNode, AnyNode>();
  const taken = new Set<string>();
  const found: { scope: Scope; use: Use }[] = [];

  function open(node: AnyNode, outer: Scope | undefined, home?: Scope): Scope {
    const names = new Map<string, Binding>();
    const scope: Scope = home ? { names, outer, home } : Object.assign({ names, outer }, { home: undefined as never });
    if (!home) (scope as { home: Scope }).home = scope;
    scopes.set(node, scope);
    return scope;
  }

  function declare(scope: Scope, id: Identifier, kind: Binding['kind'], declaration: AnyNode): void {
    const binding = scope.names.get(id.name) ?? { name: id.name, kind, declarations: [], uses: [], ids: [] };
    if (kind === 'function') binding.kind = kind;
    binding.declarations.push(declaration);
    binding.ids.push(id);
    scope.names.set(id.name, binding);
    taken.add(id.name);
  }

  function walk(node: AnyNode, parent: AnyNode | undefined, scope: Scope, within: readonly Callable[]): void {
    if (parent) parents.set(node, parent);
    if (isCallable(node)) {
      functions.set(node, within);
      if (node.type === 'FunctionDeclaration') declare(scope.home, node.id, 'function', node);
      const inner = open(node, scope);
      for (const parameter of node.params) declare(inner, parameter as Identifier, 'parameter', parameter);
      walk(node.body, node, inner, [...within, node]);
    } else if (node.type === 'CatchClause') {
      const inner = open(node, scope, scope.home);
      declare(inner, node.param as Identifier, 'caught', node.param as Identifier);
      walk(node.body, node, inner, within);
    } else if (node.type === 'VariableDeclarator') {
      declare(scope.home, node.id as Identifier, 'variable', node);
      if (node.init) walk(node.init, node, scope, within);
    } else if (node.type === 'Identifier') {
      taken.add(node.name);
      found.push({ scope, use: { id: node, parent: parent as AnyNode, within } });
    } else if (node.type === 'Property') {
      walk(node.value, node, scope, within);
    } else if (node.type === 'MemberExpression' && !node.computed) {
      walk(node.object, node, scope, within);
    } else for (const child of childrenOf(node)) walk(child, node, scope, within);
  }

  walk(program, undefined, open(program, undefined), []);
  for (const { scope, use } of found) {
    let at: Scope | undefined = scope;
    while (at && !at.names.has(use.id.name)) at = at.outer;
    at?.names.get(use.id.name)?.uses.push(use);
  }
  return {
    of: (owner) => scopes.get(owner)?.names ?? new Map(),
    functions,
    parentOf: (node) => parents.get(node),
    taken,
  };
}

/** What a function is called by: its own name, its variable's, or its property's; '' for none. */
export function calledBy(node: Callable, names: Names): string {
  if (node.id) return node.id.name;
  const parent = names.parentOf(node);
  const id = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'Property' ? parent.key : undefined;
  return id?.type === 'Identifier' ? id.name : '';
}

/** The one function that the bundle is wrapped in. Throws an Error for a bundle of another shape. */
export function wrapperOf(program: Program): FunctionExpression {
  const [statement] = program.body;
  const call = statement?.type === 'ExpressionStatement' ? statement.expression : undefined;
  const callee = call?.type === 'CallExpression' ? call.callee : undefined;
  if (program.body.length !== 1 || callee?.type !== 'FunctionExpression')
    throw new Error('layout: the bundle must be one function that is called at once');
  return callee;
}

/** An identifier, written where `from` was. */
export function identifier(name: string, from: AnyNode): Identifier {
  return { type: 'Identifier', name, start: from.start, end: from.end, ...(from.loc && { loc: from.loc }) };
}

/** The declaration of a variable that has no value yet. */
export function declarator(name: string, from: AnyNode): VariableDeclarator {
  return { ...identifier(name, from), type: 'VariableDeclarator', id: identifier(name, from), init: null } as never;
}

/** Puts a node in the place of another one. */
export function replaceIn(parent: AnyNode, old: AnyNode, replacement: AnyNode): void {
  const members = parent as unknown as Record<string, unknown>;
  for (const [key, value] of Object.entries(members))
    if (value === old) members[key] = replacement;
    else if (Array.isArray(value) && value.includes(old)) value[value.indexOf(old)] = replacement;
}

// Objects that only carry functions from one room to another: each use of a member becomes the function itself, and the object
// falls away. On the board a member takes two or three JsVars, and calling one takes a look-up more.
import type { AnyNode, MemberExpression, ObjectExpression, Program, Property } from 'acorn';
import {
  type Binding,
  type Callable,
  childrenOf,
  declaredFunction,
  isCallable,
  type Names,
  namesOf,
  replaceIn,
  wrapperOf,
} from './names.ts';

/** What an expression is known to be: an object that stands in the text, or what may stand anywhere in its place. */
type Known = { readonly record: ObjectExpression } | { readonly constant: AnyNode } | undefined;

/** Puts functions in the place of the members, parameters and variables that are known to be them, and takes away what is
 *  then not read any more. `once` are the functions that run once, at boot: what they assign is there from then on. */
export function unwrapRecords(program: Program, once: ReadonlySet<Callable>): void {
  while (unwrapSome(new Look(program, once)));
}

/** The names of a program, and what is known by them. */
class Look {
  readonly names: Names;
  readonly top: Callable;
  readonly nodes: AnyNode[] = [];
  readonly #bindings = new Map<AnyNode, Binding>();
  readonly #owners = new Map<Binding, Callable>();
  readonly #declared = new Map<AnyNode, Binding>();
  readonly #calls = new Map<Callable, AnyNode[]>();
  readonly #meantThis = new Map<AnyNode, boolean>();
  readonly #known = new Map<AnyNode, Known>();
  readonly #assigned = new Map<ObjectExpression, Map<string, AnyNode[]>>();

  constructor(
    program: Program,
    readonly once: ReadonlySet<Callable>,
  ) {
    this.names = namesOf(program);
    this.top = wrapperOf(program);
    for (const owner of this.names.functions.keys())
      for (const binding of this.names.of(owner).values()) {
        this.#owners.set(binding, owner);
        for (const declaration of binding.declarations) this.#declared.set(declaration, binding);
        for (const { id } of binding.uses) this.#bindings.set(id, binding);
      }
    const gather = (node: AnyNode): void => {
      this.nodes.push(node);
      childrenOf(node).forEach(gather);
    };
    gather(program);
    for (const node of this.nodes) {
      const called = node.type === 'CallExpression' && this.called(node.callee);
      if (called) this.#calls.set(called, [...(this.#calls.get(called) ?? []), node]);
      const written = writtenBy(node);
      if (written?.type !== 'MemberExpression') continue;
      const record = this.recordOf(written.object);
      const name = memberOf(written);
      if (!record || name === undefined) continue;
      const members = this.#assigned.get(record) ?? new Map<string, AnyNode[]>();
      members.set(name, [...(members.get(name) ?? []), node]);
      this.#assigned.set(record, members);
    }
    this.#known.clear();
  }

  /** What `node` is known to be. */
  known(node: AnyNode): Known {
    if (this.#known.has(node)) return this.#known.get(node);
    this.#known.set(node, undefined);
    const found = this.#find(node);
    this.#known.set(node, found);
    return found;
  }

  recordOf(node: AnyNode): ObjectExpression | undefined {
    const known = this.known(node);
    return known && 'record' in known ? known.record : undefined;
  }

  constantOf(node: AnyNode): AnyNode | undefined {
    const known = this.known(node);
    return known && 'constant' in known ? known.constant : undefined;
  }

  /** What makes member `name` of `record`: a property of its literal, or an assignment. */
  makers(record: ObjectExpression, name: string): AnyNode[] {
    const written = record.properties.filter((each) => each.type === 'Property' && keyOf(each as Property) === name);
    return [...written, ...(this.#assigned.get(record)?.get(name) ?? [])];
  }

  /** The parameter of a function that is called at one place. */
  parameter(callee: AnyNode, index: number): Binding | undefined {
    const called = this.called(callee);
    const parameter = called?.params[index];
    return parameter?.type === 'Identifier' ? this.names.of(called as Callable).get(parameter.name) : undefined;
  }

  /** What a binding is known to be, if it never is anything else. */
  valueOf(binding: Binding): AnyNode | undefined {
    const writes = binding.uses.filter(({ id, parent }) => isWrite(id, parent));
    if (binding.kind === 'parameter') {
      const owner = this.#owners.get(binding);
      const call = owner && this.#callOf(owner);
      if (writes.length > 0 || !owner || call?.type !== 'CallExpression') return undefined;
      const index = owner.params.findIndex((each) => each.type === 'Identifier' && each.name === binding.name);
      return call.arguments[index];
    }
    if (binding.kind !== 'variable') return undefined;
    const values: (AnyNode | undefined)[] = binding.declarations.flatMap((each) =>
      each.type === 'VariableDeclarator' && each.init ? [each.init] : [],
    );
    for (const { parent, within } of writes) {
      const boot =
        parent.type === 'AssignmentExpression' && parent.operator === '=' && this.once.has(within.at(-1) as Callable);
      values.push(boot ? parent.right : undefined);
    }
    return values.length === 1 ? values[0] : undefined;
  }

  /** Whether a member is a function that says `this`. */
  meansObject(member: AnyNode): boolean {
    const value = member.type === 'Property' ? member.value : member;
    const inner = value.type === 'Identifier' ? declaredFunction(this.bindingOf(value)?.declarations[0]) : value;
    return !!inner && isCallable(inner) && this.#mentionsThis(inner.body);
  }

  /** The calls of a function that is called where it is written, or by its name at one place. */
  callsOf(owner: Callable): readonly AnyNode[] {
    return this.#calls.get(owner) ?? [];
  }

  /** What a declarator, a function or a parameter declares. */
  declaredBy(declaration: AnyNode): Binding | undefined {
    return this.#declared.get(declaration);
  }

  bindingOf(id: AnyNode): Binding | undefined {
    return this.#bindings.get(id);
  }

  /** Whether `name` is at `use` what it is at the top. */
  isSeen(name: string, use: AnyNode): boolean {
    for (let at: AnyNode | undefined = use; at && at !== this.top; at = this.names.parentOf(at))
      if (isCallable(at) && this.names.of(at).has(name)) return false;
    return true;
  }

  #find(node: AnyNode): Known {
    if (node.type === 'ObjectExpression')
      return node.properties.every((each) => each.type === 'Property' && each.kind === 'init' && !each.computed)
        ? { record: node }
        : undefined;
    if (node.type === 'Identifier') {
      const binding = this.bindingOf(node);
      if (!binding) return node.name === 'undefined' ? undefined : { constant: node };
      const inner = declaredFunction(binding.declarations[0]);
      if (inner)
        return binding.declarations.length === 1 &&
          this.#owners.get(binding) === this.top &&
          !this.#mentionsThis(inner.body)
          ? { constant: node }
          : undefined;
      const value = this.valueOf(binding);
      const known = value && this.known(value);
      // A name for a member of a native is there because it is shorter, and found sooner.
      return known && 'constant' in known && known.constant.type === 'MemberExpression' ? undefined : known;
    }
    if (node.type === 'MemberExpression') {
      const name = memberOf(node);
      if (name === undefined) return undefined;
      const record = this.recordOf(node.object);
      if (record) {
        const [maker, ...more] = this.makers(record, name);
        const value =
          maker?.type === 'Property'
            ? maker.value
            : maker?.type === 'AssignmentExpression' && maker.operator === '='
              ? maker.right
              : undefined;
        return value && more.length === 0 ? this.known(value) : undefined;
      }
      return this.constantOf(node.object) && node.object.type === 'Identifier' && !this.bindingOf(node.object)
        ? { constant: node }
        : undefined;
    }
    if (node.type === 'CallExpression') {
      const called = this.called(node.callee);
      if (!called || returnsOf(called.body).length !== 1) return undefined;
      const last = called.body.body.at(-1);
      return last?.type === 'ReturnStatement' && last.argument ? this.known(last.argument) : undefined;
    }
    return undefined;
  }

  /** The function that `callee` is, where it is called there and nowhere else. */
  called(callee: AnyNode): Callable | undefined {
    if (callee.type === 'FunctionExpression') return callee as Callable;
    const binding = callee.type === 'Identifier' ? this.bindingOf(callee) : undefined;
    const inner = declaredFunction(binding?.declarations[0]);
    return inner && binding?.uses.length === 1 && binding.declarations.length === 1 ? inner : undefined;
  }

  #callOf(owner: Callable): AnyNode | undefined {
    if (owner.type === 'FunctionExpression') {
      const parent = this.names.parentOf(owner);
      return parent?.type === 'CallExpression' && parent.callee === owner ? parent : undefined;
    }
    const binding = this.declaredBy(owner);
    const [use] = binding?.uses ?? [];
    return binding?.uses.length === 1 && use?.parent.type === 'CallExpression' && use.parent.callee === use.id
      ? use.parent
      : undefined;
  }

  /** Whether `this` is said in there. */
  #mentionsThis(node: AnyNode): boolean {
    const known = this.#meantThis.get(node);
    if (known !== undefined) return known;
    const found = node.type === 'ThisExpression' || childrenOf(node).some((each) => this.#mentionsThis(each));
    this.#meantThis.set(node, found);
    return found;
  }
}

/** One pass. What was found is not looked up again after the first change of a kind. */
function unwrapSome(look: Look): boolean {
  const closed = closedRecords(look);
  let changed = false;
  for (const node of look.nodes) {
    const parent = look.names.parentOf(node);
    if (!parent || isWrite(node, parent)) continue;
    if (node.type === 'MemberExpression') {
      const record = look.recordOf(node.object);
      if (!record || !closed.has(record) || isAsked(node, parent)) continue;
    } else if (node.type !== 'Identifier' || !isNamed(look.bindingOf(node)) || isAsked(node, parent)) continue;
    const constant = look.constantOf(node);
    const root = constant?.type === 'MemberExpression' ? constant.object : constant;
    if (!constant || root?.type !== 'Identifier' || !look.isSeen(root.name, node)) continue;
    replaceIn(parent, node, {
      ...constant,
      start: node.start,
      end: node.end,
      ...(node.loc && { loc: node.loc }),
    } as AnyNode);
    changed = true;
  }
  return changed || dropUnread(look, closed);
}

function isNamed(binding: Binding | undefined): boolean {
  return binding?.kind === 'variable' || binding?.kind === 'parameter';
}

/** The records that are reached by known names alone. */
function closedRecords(look: Look): ReadonlySet<ObjectExpression> {
  const open = new Set<ObjectExpression>();
  const all = new Set<ObjectExpression>();
  for (const node of look.nodes) {
    if (node.type === 'Property' || node.type === 'MemberExpression') continue;
    const record = look.recordOf(node);
    if (!record) continue;
    all.add(record);
    if (!isKept(node, record, look) || record.properties.some((each) => look.meansObject(each))) open.add(record);
  }
  return new Set([...all].filter((record) => !open.has(record)));
}

/** Whether whoever gets `record` by `node` is known by name. */
function isKept(node: AnyNode, record: ObjectExpression, look: Look): boolean {
  const parent = look.names.parentOf(node);
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node && memberOf(parent) !== undefined;
    case 'VariableDeclarator': {
      const binding = look.declaredBy(parent);
      return !!binding && look.valueOf(binding) === parent.init;
    }
    case 'AssignmentExpression': {
      if (parent.left === node) return true;
      const binding = look.bindingOf(parent.left);
      return (
        parent.left.type === 'Identifier' && !!binding && look.valueOf(binding) === node && isStatement(parent, look)
      );
    }
    case 'CallExpression': {
      const parameter = look.parameter(parent.callee, parent.arguments.indexOf(node as never));
      return !!parameter && look.valueOf(parameter) === node;
    }
    case 'ReturnStatement': {
      for (let at: AnyNode | undefined = parent; at; at = look.names.parentOf(at))
        if (isCallable(at)) return look.callsOf(at).some((each) => look.recordOf(each) === record);
      return false;
    }
    default:
      return parent?.type === 'ExpressionStatement';
  }
}

/** Takes away members that are read nowhere. */
function dropUnread(look: Look, closed: ReadonlySet<ObjectExpression>): boolean {
  const read = new Map<ObjectExpression, Set<string>>();
  for (const node of look.nodes) {
    if (node.type !== 'MemberExpression' || isWrite(node, look.names.parentOf(node))) continue;
    const record = look.recordOf(node.object);
    const name = memberOf(node);
    if (record && name !== undefined) read.set(record, (read.get(record) ?? new Set()).add(name));
  }
  let changed = false;
  for (const record of closed) {
    const reads = read.get(record) ?? new Set<string>();
    const stays = (each: AnyNode) =>
      each.type !== 'Property' || reads.has(keyOf(each as Property) ?? '') || !isPlain(each.value);
    const left = record.properties.filter(stays);
    if (left.length < record.properties.length) changed = true;
    record.properties = left;
  }
  for (const node of look.nodes) {
    if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression' || !isPlain(node.right)) continue;
    const record = look.recordOf(node.left.object);
    if (!record || !closed.has(record) || read.get(record)?.has(memberOf(node.left) ?? '')) continue;
    const statement = look.names.parentOf(node);
    const block = statement && look.names.parentOf(statement);
    if (statement?.type !== 'ExpressionStatement' || block?.type !== 'BlockStatement') continue;
    block.body = block.body.filter((each) => each !== statement);
    changed = true;
  }
  return changed;
}

function isStatement(node: AnyNode, look: Look): boolean {
  return look.names.parentOf(node)?.type === 'ExpressionStatement';
}

/** Whether reading it does nothing else. */
function isPlain(node: AnyNode): boolean {
  return (
    node.type === 'Identifier' ||
    node.type === 'Literal' ||
    (node.type === 'MemberExpression' && !node.computed && isPlain(node.object))
  );
}

/** What an expression or a statement writes to, or takes away. */
function writtenBy(node: AnyNode | undefined): AnyNode | undefined {
  if (node?.type === 'AssignmentExpression' || node?.type === 'ForInStatement') return node.left;
  if (node?.type === 'UpdateExpression') return node.argument;
  return node?.type === 'UnaryExpression' && node.operator === 'delete' ? node.argument : undefined;
}

function isWrite(node: AnyNode, parent: AnyNode | undefined): boolean {
  return writtenBy(parent) === node;
}

/** Whether it is only asked if it is there: a member may be given later than its object. */
function isAsked(node: AnyNode, parent: AnyNode): boolean {
  return (
    parent.type === 'LogicalExpression' ||
    parent.type === 'UnaryExpression' ||
    parent.type === 'BinaryExpression' ||
    ((parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test === node)
  );
}

/** The return statements of a function's own. */
function returnsOf(node: AnyNode): AnyNode[] {
  if (node.type === 'ReturnStatement') return [node];
  return isCallable(node) ? [] : childrenOf(node).flatMap(returnsOf);
}

function memberOf(node: MemberExpression): string | undefined {
  return !node.computed && node.property.type === 'Identifier' ? node.property.name : undefined;
}

function keyOf({ key }: Property): string | undefined {
  return key.type === 'Identifier' ? key.name : undefined;
}

// Which functions of the bundle a call may run before it returns.
import type { AnyNode } from 'acorn';
import type { Callable, Scope } from './scopes.ts';
import { isCallable, lookUp } from './scopes.ts';
import { propertyName, visit } from './source.ts';

/** The functions that a call expression, standing in `scope`, may run at once. */
export type Callees = (call: AnyNode, scope: Scope) => ReadonlySet<Callable>;

/** Methods of built-in values that call their argument at once; a timer or a socket calls it later. */
const CALLS_ITS_ARGUMENT = new Set('forEach map filter some every reduce find findIndex sort replace'.split(' '));

/**
 * Looks for callees by name: a variable leads to every function assigned to it, `x.name()` to every function that the
 * bundle puts under a property of that name, whatever x is, and a function passed to another is called if that one
 * calls its parameter.
 */
export function findCallees(program: AnyNode): Callees {
  const methods = findMethods(program);
  const callsParameter = findCalledParameters(program);

  const functionsIn = (node: AnyNode | undefined, scope: Scope): ReadonlySet<Callable> => {
    if (node?.type === 'FunctionExpression') return new Set([node]);
    return (node?.type === 'Identifier' && lookUp(scope, node.name)?.functions) || new Set();
  };
  return (call, scope) => {
    if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return new Set();
    const { callee, arguments: args } = call;
    const method = propertyName(callee);
    const applied = method === 'call' && callee.type === 'MemberExpression';
    const found = new Set([
      ...functionsIn(method === 'apply' || applied ? (callee as { object?: AnyNode }).object : callee, scope),
      ...((method !== undefined && methods.get(method)) || []),
    ]);
    const called = new Set<AnyNode | undefined>();
    for (const known of found) {
      for (const index of callsParameter.get(known) ?? []) called.add(args[applied ? index + 1 : index]);
    }
    if (method !== undefined && CALLS_ITS_ARGUMENT.has(method)) for (const argument of args) called.add(argument);
    for (const argument of called) for (const value of functionsIn(argument, scope)) found.add(value);
    return found;
  };
}

/** The functions put under each property name, in object literals and by assignment. */
function findMethods(program: AnyNode): ReadonlyMap<string, ReadonlySet<Callable>> {
  const methods = new Map<string, Set<Callable>>();
  const put = (name: string | undefined, value: AnyNode) => {
    if (name === undefined || value.type !== 'FunctionExpression') return;
    methods.set(name, (methods.get(name) ?? new Set()).add(value));
  };
  visit(program, {
    AssignmentExpression: (node) => put(propertyName(node.left), node.right),
    Property({ key, value }) {
      put(key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined, value);
    },
  });
  return methods;
}

/** For each function the places, from 0, of the parameters that its own body calls, or hands to `forEach` and the like. */
function findCalledParameters(program: AnyNode): ReadonlyMap<Callable, ReadonlySet<number>> {
  const found = new Map<Callable, Set<number>>();
  visit(program, {
    CallExpression({ callee, arguments: args }, ancestors) {
      const around = ancestors.findLast(isCallable);
      if (!around) return;
      const method = propertyName(callee);
      const called: AnyNode[] = method !== undefined && CALLS_ITS_ARGUMENT.has(method) ? [...args] : [callee];
      if ((method === 'call' || method === 'apply') && callee.type === 'MemberExpression') called.push(callee.object);
      for (const node of called) {
        const index = around.params.findIndex(
          (p) => p.type === 'Identifier' && node.type === 'Identifier' && p.name === node.name,
        );
        if (index >= 0) found.set(around, (found.get(around) ?? new Set()).add(index));
      }
    },
  });
  return found;
}

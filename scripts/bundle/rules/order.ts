// Declarations take effect when execution reaches them: Espruino hoists neither functions nor variables. A name used
// too early means an outer one of that name, or none, and an assignment to it makes a global.
import type { AnyNode } from 'acorn';
import { findCallees } from '../callees.ts';
import type { Flow } from '../flow.ts';
import { followFlow } from '../flow.ts';
import type { Binding, Callable, Scopes } from '../scopes.ts';
import { findScopes, isCallable } from '../scopes.ts';
import type { Rule, Source } from '../source.ts';
import { isDeclared } from '../state.ts';

interface Model {
  readonly scopes: Scopes;
  readonly flows: ReadonlyMap<AnyNode, Flow>;
}

const models = new WeakMap<Source, Model>();

/** Scopes and flows of a source, computed once for all the rules that want them. */
export function modelOf(source: Source): Model {
  let model = models.get(source);
  if (!model) {
    const scopes = findScopes(source.ast);
    const callees = findCallees(source.ast);
    const flows = new Map<AnyNode, Flow>();
    for (const [node, scope] of scopes) {
      if (node.type !== 'CatchClause') flows.set(node, followFlow(scope, scopes, callees));
    }
    model = { scopes, flows };
    models.set(source, model);
  }
  return model;
}

function early(kind: Binding['kind'], name: string, describe: (name: string) => string): Rule {
  return {
    name,
    find(source, report) {
      const seen = new Set<Binding>();
      for (const flow of modelOf(source).flows.values()) {
        for (const { node, binding } of flow.early) {
          if (binding.kind !== kind || seen.has(binding)) continue;
          seen.add(binding);
          report(node, describe(binding.name));
        }
      }
    },
  };
}

/** A function used above its declaration, or where the declaration has not run on every way. */
export const functionBeforeDeclaration = early(
  'function',
  'function-before-declaration',
  (name) => `function "${name}" is used before its declaration has run: move the declaration up`,
);

/** A variable read or written above its `var`, or where the `var` stands in a branch that may not have run. */
export const varBeforeDeclaration = early(
  'var',
  'var-before-declaration',
  (name) => `"${name}" is used where its "var" may not have run: declare it at the top of its function`,
);

/** A function called while something that it uses, around it, is still to be declared. */
export const callBeforeDeclaration: Rule = {
  name: 'call-before-declaration',
  find(source, report) {
    const { flows } = modelOf(source);
    const needs = needsOf(flows);
    for (const { scope, calls } of flows.values()) {
      for (const { node, callees, declared } of calls) {
        const missing = new Set<string>();
        for (const callee of callees) {
          for (const binding of needs.get(callee) ?? []) {
            if (binding.scope === scope && !isDeclared(declared, binding)) missing.add(binding.name);
          }
        }
        for (const name of missing)
          report(node, `this call uses "${name}", which is declared further down: move the call down`);
      }
    }
  },
};

/** What each function uses of the functions around it, itself or by the calls it makes. */
function needsOf(flows: ReadonlyMap<AnyNode, Flow>): ReadonlyMap<Callable, ReadonlySet<Binding>> {
  const needs = new Map<Callable, Set<Binding>>();
  for (const [node, { outer }] of flows) if (isCallable(node)) needs.set(node, new Set(outer));
  for (let grown = true; grown; ) {
    grown = false;
    for (const [node, mine] of needs) {
      const { scope, calls } = flows.get(node) as Flow;
      const before = mine.size;
      for (const callee of calls.flatMap((call) => [...call.callees])) {
        for (const binding of needs.get(callee) ?? []) if (binding.scope !== scope) mine.add(binding);
      }
      grown ||= mine.size > before;
    }
  }
  return needs;
}

// Names, where they are declared and what they refer to, without regard to the order of execution.
import type { AnyNode, Identifier } from 'acorn';
import type { Binding } from '../scopes.ts';
import { isCallable, lookUp } from '../scopes.ts';
import type { Rule } from '../source.ts';
import { visit } from '../source.ts';
import { BOARD_GLOBALS, ESP32_GLOBALS, HELPERS, LANGUAGE_GLOBALS } from './known.ts';
import { modelOf } from './order.ts';

/** Names that a module's own wrapper gives it. */
const MODULE_GLOBALS = new Set(['exports', 'module']);

/** A second function of a name replaces the first only when execution reaches it, and changes the first one in place. */
export const redeclaredFunction: Rule = {
  name: 'redeclared-function',
  find(source, report) {
    for (const { names } of modelOf(source).scopes.values()) {
      for (const { name, kind, declarations, functions } of names.values()) {
        const declared = [...functions].filter((f) => f.type === 'FunctionDeclaration');
        const [last] = declared.slice(-1);
        if (last && (declarations.length > 1 || kind === 'given')) {
          report(last, `function "${name}" shares its name with another declaration of the same scope`);
        }
      }
    }
  },
};

/** A variable of a branch, used by a function outside the branch: it may not exist when that function runs. */
export const varInBranch: Rule = {
  name: 'var-in-branch',
  find(source, report) {
    const { scopes } = modelOf(source);
    const branches = new Map<Binding, AnyNode[]>();
    const always = new Set<Binding>();
    visit(source.ast, {
      VariableDeclarator({ id }, ancestors) {
        const at = ancestors.findLastIndex((node) => isCallable(node) || node.type === 'Program');
        const binding = id.type === 'Identifier' && scopes.get(ancestors[at] as AnyNode)?.names.get(id.name);
        if (!binding) return;
        const branch = branchOf(ancestors.slice(at));
        if (!branch) always.add(binding);
        else branches.set(binding, [...(branches.get(binding) ?? []), branch]);
      },
    });
    visit(source.ast, {
      Identifier(node, ancestors) {
        const scope = scopes.get(ancestors.findLast((around) => scopes.has(around)) as AnyNode);
        const binding = lookUp(scope, node.name);
        const ownFunction = ancestors.findLast((around) => isCallable(around) || around.type === 'Program');
        if (!binding || binding.scope.node === ownFunction || always.has(binding)) return;
        const within = branches.get(binding);
        if (within?.every((branch) => node.start < branch.start || node.end > branch.end)) {
          report(
            node,
            `the "var" of "${node.name}" is in a branch that may not run: declare it at the top of its function`,
          );
        }
      },
    });
  },
};

/** The innermost statement around the last node that may be skipped; undefined when nothing stands in its way. */
function branchOf(ancestors: readonly AnyNode[]): AnyNode | undefined {
  for (let i = ancestors.length - 1; i > 0; i--) {
    const node = ancestors[i] as AnyNode;
    const around = ancestors[i - 1] as AnyNode;
    const skipped =
      (around.type === 'IfStatement' && around.test !== node) ||
      (/^(For|ForIn|While)Statement$/.test(around.type) && (around as { body?: AnyNode }).body === node) ||
      around.type === 'SwitchCase' ||
      around.type === 'CatchClause' ||
      (around.type === 'TryStatement' && around.finalizer !== node);
    if (skipped) return node;
  }
  return undefined;
}

/** A global that the board does not have: a ReferenceError when read, a new global when assigned. */
export const knownGlobals: Rule = {
  name: 'known-globals',
  find(source, report) {
    const { scopes } = modelOf(source);
    const seen = new Set<string>();
    const refer = (node: AnyNode, ancestors: readonly AnyNode[]) => {
      if (node.type !== 'Identifier' || seen.has(node.name)) return;
      const scope = scopes.get(ancestors.findLast((around) => scopes.has(around)) as AnyNode);
      if (lookUp(scope, node.name) || isGlobal(node)) return;
      const parent = ancestors.at(-2);
      if (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') return;
      seen.add(node.name);
      report(node, unknown(node.name));
    };
    visit(source.ast, {
      Identifier: refer,
      AssignmentExpression: (node, ancestors) => refer(node.left, ancestors),
      ForInStatement: (node, ancestors) => refer(node.left, ancestors),
    });
  },
};

function isGlobal({ name }: Identifier): boolean {
  const pin = /^D([0-9]|[12][0-9]|3[0-9])$/.test(name);
  return pin || [LANGUAGE_GLOBALS, BOARD_GLOBALS, ESP32_GLOBALS, MODULE_GLOBALS].some((known) => known.has(name));
}

function unknown(name: string): string {
  if (HELPERS.has(name))
    return `"${name}" is a helper of TypeScript's for syntax that ES5 lacks: write it in plain ES5`;
  return `there is no global "${name}" on the board`;
}

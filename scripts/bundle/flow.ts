// Walks one function in the order in which it executes, and notes what is used before its declaration has run.
import type { AnyNode, Identifier, Program, Statement } from 'acorn';
import { base, recursive } from 'acorn-walk';
import type { Callees } from './callees.ts';
import type { Binding, Callable, Scope, Scopes } from './scopes.ts';
import { isCallable, lookUp } from './scopes.ts';
import type { Declared } from './state.ts';
import { both, isDeclared, meet, NOTHING, withDeclared } from './state.ts';

/** A call of functions of the bundle, and what its function had declared by then. */
export interface Call {
  readonly node: AnyNode;
  readonly callees: ReadonlySet<Callable>;
  readonly declared: Declared;
}

/** What one function does with names when it is called. */
export interface Flow {
  readonly scope: Scope;
  /** Its own names, used where their declaration may not have run. */
  readonly early: readonly { readonly node: Identifier; readonly binding: Binding }[];
  /** Names of functions around it that it uses. */
  readonly outer: ReadonlySet<Binding>;
  readonly calls: readonly Call[];
}

/** Where `break` and `continue` go. */
interface Exits {
  readonly breaks: Declared[];
  /** Undefined for a switch. */
  readonly continues: Declared[] | undefined;
}

type Walk = (node: AnyNode, state: undefined) => void;

/** Follows `scope`'s function, or the program, once through. Functions inside it are not entered: they have flows of their own. */
export function followFlow(scope: Scope, scopes: Scopes, calleesOf: Callees): Flow {
  const early: { node: Identifier; binding: Binding }[] = [];
  const outer = new Set<Binding>();
  const calls: Call[] = [];
  const exits: Exits[] = [];
  let now: Declared = NOTHING;
  let inner = scope;

  const declare = (id: AnyNode | null | undefined) => {
    const binding = id?.type === 'Identifier' ? scope.names.get(id.name) : undefined;
    if (binding) now = withDeclared(now, binding);
  };
  const use = (node: Identifier) => {
    const binding = lookUp(inner, node.name);
    if (!binding || binding.kind === 'given') return;
    if (binding.scope !== scope) outer.add(binding);
    else if (!isDeclared(now, binding)) early.push({ node, binding });
  };
  const run = (node: AnyNode | null | undefined, c: Walk) => {
    if (node) c(node, undefined);
  };
  /** What is assigned to: a name, a property, or the `var` of a for-in loop. */
  const target = (node: AnyNode, c: Walk) => {
    if (node.type === 'Identifier') use(node);
    else c(node, undefined);
  };
  const call = (node: AnyNode) => {
    const callees = calleesOf(node, inner);
    if (callees.size > 0) calls.push({ node, callees, declared: now });
  };
  /** Runs a loop's body; `after` runs where the body ends or is continued. Gives the ways out by `break`. */
  const loop = (body: Statement, c: Walk, after: () => void): Declared[] => {
    const exit = { breaks: [], continues: [] as Declared[] };
    exits.push(exit);
    c(body, undefined);
    exits.pop();
    now = meet([now, ...exit.continues]);
    after();
    return exit.breaks;
  };

  recursive<undefined>(bodyOf(scope), undefined, {
    Identifier: (node: Identifier) => use(node),
    Pattern: (node, _state, c) => target(node, c),
    FunctionExpression: () => {},
    FunctionDeclaration: (node) => declare(node.id),
    VariableDeclaration(node, _state, c) {
      for (const { id, init } of node.declarations) {
        declare(id); // the name exists before its initial value is computed
        run(init, c);
      }
    },
    CallExpression(node, state, c) {
      base.CallExpression?.(node, state, c);
      call(node);
    },
    NewExpression(node, state, c) {
      base.NewExpression?.(node, state, c);
      call(node);
    },
    IfStatement(node, _state, c) {
      c(node.test, undefined);
      const start = now;
      c(node.consequent, undefined);
      const one = now;
      now = start;
      run(node.alternate, c);
      now = meet([one, now]);
    },
    ForStatement(node, _state, c) {
      run(node.init, c);
      run(node.test, c);
      const start = now;
      const breaks = loop(node.body, c, () => run(node.update, c));
      now = meet(endless(node.test) ? breaks : [start, ...breaks]);
    },
    ForInStatement(node, _state, c) {
      target(node.left, c);
      c(node.right, undefined);
      const start = now;
      loop(node.body, c, () => {});
      now = start;
    },
    WhileStatement(node, _state, c) {
      c(node.test, undefined);
      const start = now;
      const breaks = loop(node.body, c, () => {});
      now = meet(endless(node.test) ? breaks : [start, ...breaks]);
    },
    DoWhileStatement(node, _state, c) {
      const breaks = loop(node.body, c, () => c(node.test, undefined));
      now = meet(endless(node.test) ? breaks : [now, ...breaks]);
    },
    SwitchStatement(node, _state, c) {
      const exit = { breaks: [] as Declared[], continues: undefined };
      exits.push(exit);
      c(node.discriminant, undefined);
      let asked = now;
      let through: Declared = 'never';
      for (const { test, consequent } of node.cases) {
        now = asked;
        run(test, c);
        asked = now;
        now = meet([asked, through]);
        for (const statement of consequent) c(statement, undefined);
        through = now;
      }
      exits.pop();
      const last = node.cases.at(-1);
      now = meet([through, ...exit.breaks, ...(last && !last.test ? [] : [asked])]);
    },
    TryStatement(node, _state, c) {
      const start = now;
      c(node.block, undefined);
      if (node.handler) {
        const ended = now;
        now = start; // the error may have come before the block's first declaration
        const around = inner;
        inner = scopes.get(node.handler) ?? around;
        c(node.handler.body, undefined);
        inner = around;
        now = meet([ended, now]);
      }
      if (node.finalizer) {
        const ended = now;
        now = start;
        c(node.finalizer, undefined);
        now = both(ended, now);
      }
    },
    ReturnStatement(node, _state, c) {
      run(node.argument, c);
      now = 'never';
    },
    ThrowStatement(node, _state, c) {
      c(node.argument, undefined);
      now = 'never';
    },
    BreakStatement() {
      exits.at(-1)?.breaks.push(now);
      now = 'never';
    },
    ContinueStatement() {
      exits.findLast((exit) => exit.continues)?.continues?.push(now);
      now = 'never';
    },
  });
  return { scope, early, outer, calls };
}

/** What executes when the scope's node is called. */
function bodyOf({ node }: Scope): Program | AnyNode {
  return isCallable(node) ? node.body : node;
}

/** Whether a loop with this condition ends by `break` only. */
function endless(test: AnyNode | null | undefined): boolean {
  return !test || (test.type === 'Literal' && Boolean(test.value));
}

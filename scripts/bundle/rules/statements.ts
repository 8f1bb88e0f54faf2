// Statements that the interpreter reads otherwise than ES5 says, or not at all.
import type { Rule } from '../source.ts';
import { visit } from '../source.ts';

/** Labels are read as names. */
export const noLabels: Rule = {
  name: 'no-labels',
  find({ ast }, report) {
    visit(ast, {
      LabeledStatement: (node) =>
        report(node, `label "${node.label.name}": Espruino has none; leave the loop by a flag or a return`),
    });
  },
};

/** A `case` behind `default` is a SyntaxError. */
export const defaultLast: Rule = {
  name: 'default-last',
  find({ ast }, report) {
    visit(ast, {
      SwitchStatement({ cases }) {
        const at = cases.findIndex((c) => c.test === null || c.test === undefined);
        const found = cases[at];
        if (found && at < cases.length - 1) report(found, '"default" must be the last case of its switch');
      },
    });
  },
};

/** A case takes one expression, not a list with commas. */
export const noCaseSequence: Rule = {
  name: 'no-case-sequence',
  find({ ast }, report) {
    visit(ast, {
      SwitchCase({ test }) {
        if (test?.type === 'SequenceExpression') report(test, 'a comma in "case": Espruino expects the colon');
      },
    });
  },
};

/** There is no `with`, and `debugger` stops the board until somebody types at its console. */
export const noWithOrDebugger: Rule = {
  name: 'no-with-or-debugger',
  find({ ast }, report) {
    visit(ast, {
      WithStatement: (node) => report(node, 'Espruino has no "with"'),
      DebuggerStatement: (node) => report(node, '"debugger" stops the board until somebody types at its console'),
    });
  },
};

/** A function declared in a block, a branch or a loop exists only once that has run, and a loop makes no second one. */
export const noFunctionInBlock: Rule = {
  name: 'no-function-in-block',
  find({ ast }, report) {
    visit(ast, {
      FunctionDeclaration(node, ancestors) {
        const block = ancestors.at(-2);
        const owner = ancestors.at(-3);
        const top =
          block?.type === 'Program' || (block?.type === 'BlockStatement' && /^Function/.test(owner?.type ?? ''));
        if (!top) report(node, `function "${node.id?.name}" is declared in a block: assign it to a var instead`);
      },
    });
  },
};

/** While a `for` reads its first part, `in` can only mean for-in, in parentheses too. */
export const noInInForInit: Rule = {
  name: 'no-in-in-for-init',
  find({ ast }, report) {
    visit(ast, {
      BinaryExpression(node, ancestors) {
        if (node.operator !== 'in') return;
        for (let i = ancestors.length - 1; i > 0; i--) {
          const outer = ancestors[i - 1];
          if (outer?.type === 'FunctionExpression') return;
          if (outer?.type === 'ForStatement' && outer.init === ancestors[i]) {
            report(node, '"in" within the first part of a "for": Espruino takes it for a for-in loop');
          }
        }
      },
    });
  },
};

// Properties and calls of built-in things that exist on Espruino and do something else than ES5 says.
import type { AnyNode, CallExpression } from 'acorn';
import type { Rule } from '../source.ts';
import { propertyName, visit } from '../source.ts';

const CONSTRUCTORS =
  /^(Array|String|Number|Boolean|Date|RegExp|Function|Object|Error|Promise|ArrayBuffer|DataView|\w+Array)$/;

/** `Array.prototype.slice` and the like are undefined; only what the program itself put there can be read. */
export const noBuiltInPrototype: Rule = {
  name: 'no-builtin-prototype',
  find({ ast }, report) {
    visit(ast, {
      MemberExpression(node, ancestors) {
        const { object } = node;
        const method = propertyName(node);
        const parent = ancestors.at(-2);
        if (method === undefined || propertyName(object) !== 'prototype' || object.type !== 'MemberExpression') return;
        if (object.object.type !== 'Identifier' || !CONSTRUCTORS.test(object.object.name)) return;
        if (parent?.type === 'AssignmentExpression' && parent.left === node) return;
        const owner = object.object.name;
        if (owner === 'Object' && method === 'hasOwnProperty') return;
        report(
          node,
          `${owner}.prototype.${method} is undefined on Espruino: take it from a value, as in [].slice.call(x)`,
        );
      },
    });
  },
};

/** `x.length = n` throws, for every kind of x. */
export const noLengthAssignment: Rule = {
  name: 'no-length-assignment',
  find({ ast }, report) {
    const written = (target: AnyNode) => {
      if (propertyName(target) === 'length') report(target, 'assigning to .length throws: use splice, or a new array');
    };
    visit(ast, {
      AssignmentExpression: (node) => written(node.left),
      UpdateExpression: (node) => written(node.argument),
    });
  },
};

/** `arguments` always holds as many members as the function declares. */
export const noArgumentsLength: Rule = {
  name: 'no-arguments-length',
  find({ ast }, report) {
    visit(ast, {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.object.name !== 'arguments' || propertyName(node) !== 'length')
          return;
        report(node, 'arguments.length is never below the number of declared parameters: compare with undefined');
      },
    });
  },
};

/** Calls of which Espruino ignores an argument, or that do more than they seem to. */
export const callArguments: Rule = {
  name: 'call-arguments',
  find({ ast }, report) {
    visit(ast, {
      CallExpression(node) {
        const fault = callFault(node);
        if (fault) report(node, fault);
      },
    });
  },
};

function callFault({ callee, arguments: args }: CallExpression): string | undefined {
  const method = propertyName(callee);
  const owner = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' ? callee.object.name : '';
  if (method === 'split' && args.length > 1) return 'split ignores its limit: slice the result';
  if (owner === 'JSON' && method === 'stringify' && args[1] && !isNothing(args[1]))
    return 'JSON.stringify ignores its replacer';
  if (owner === 'JSON' && method === 'parse' && args.length > 1) return 'JSON.parse ignores its reviver';
  const name = callee.type === 'Identifier' ? callee.name : '';
  if (/^clear(Timeout|Interval|Watch)$/.test(name)) {
    if (!args[0]) return `${name}() clears every one there is`;
    if (isNothing(args[0])) return `${name}(undefined) throws`;
  }
  return undefined;
}

/** `null`, `undefined` or `void 0`. */
function isNothing(node: AnyNode): boolean {
  if (node.type === 'Literal') return node.value === null && !node.regex;
  return (
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'UnaryExpression' && node.operator === 'void')
  );
}

/** `(o.f)()` loses its `this`. */
export const noParenthesisedMethod: Rule = {
  name: 'no-parenthesised-method',
  find({ ast, code }, report) {
    visit(ast, {
      CallExpression({ callee }) {
        if (callee.type !== 'MemberExpression' || !/^\s*\)/.test(code.slice(callee.end))) return;
        report(callee, 'a method in parentheses is called without its object: take the parentheses away');
      },
    });
  },
};

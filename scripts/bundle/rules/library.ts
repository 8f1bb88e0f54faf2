// The language's library: members that Espruino's objects and values lack.
import type { Rule } from '../source.ts';
import { propertyName, visit } from '../source.ts';
import { HELPERS, LANGUAGE_GLOBALS, MISSING_METHODS, MISSING_STATICS } from './known.ts';

/** `Math.trunc`, `Array.from` and the like. */
export const noMissingStatics: Rule = {
  name: 'no-missing-statics',
  find({ ast }, report) {
    visit(ast, {
      MemberExpression(node) {
        const name = propertyName(node);
        const owner = node.object.type === 'Identifier' ? node.object.name : '';
        if (name !== undefined && Object.hasOwn(MISSING_STATICS, owner) && MISSING_STATICS[owner]?.has(name)) {
          report(node, `Espruino has no ${owner}.${name}`);
        }
      },
    });
  },
};

/** Calls of methods that no value has, unless the bundle gives one of its own objects a method of that name. */
export const noMissingMethods: Rule = {
  name: 'no-missing-methods',
  find({ ast }, report) {
    const own = new Set<string>();
    visit(ast, {
      Property({ key }) {
        own.add(key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '');
      },
      AssignmentExpression({ left }) {
        own.add(propertyName(left) ?? '');
      },
    });
    visit(ast, {
      MemberExpression(node, ancestors) {
        const name = propertyName(node);
        const parent = ancestors.at(-2);
        const called =
          (parent?.type === 'CallExpression' && parent.callee === node) ||
          (parent?.type === 'MemberExpression' &&
            parent.object === node &&
            /^(call|apply|bind)$/.test(propertyName(parent) ?? ''));
        // Object.keys and its like are members of an object by name, and the rule above knows those.
        const isStatic = node.object.type === 'Identifier' && LANGUAGE_GLOBALS.has(node.object.name);
        if (name === undefined || !called || isStatic || own.has(name)) return;
        if (MISSING_METHODS.has(name)) report(node, `Espruino has no method .${name}()`);
        else if (name === 'lastIndexOf' && !isString(node.object)) {
          report(node, 'Espruino has .lastIndexOf() on strings only; where it is one, write (""+s).lastIndexOf(x)');
        }
      },
    });
  },
};

/** A string literal, or a sum with one. */
function isString(node: { type: string; value?: unknown; left?: unknown; right?: unknown }): boolean {
  if (node.type === 'Literal') return typeof node.value === 'string';
  if (node.type !== 'BinaryExpression') return false;
  return isString(node.left as { type: string }) || isString(node.right as { type: string });
}

/** TypeScript's helpers for newer syntax, where their code is in the bundle. */
export const noHelpers: Rule = {
  name: 'no-helpers',
  find({ ast }, report) {
    visit(ast, {
      VariableDeclarator({ id }) {
        if (id.type === 'Identifier' && HELPERS.has(id.name)) report(id, helper(id.name));
      },
      FunctionDeclaration({ id }) {
        if (id && HELPERS.has(id.name)) report(id, helper(id.name));
      },
    });
  },
};

function helper(name: string): string {
  return `${name} is a helper of TypeScript's for syntax that ES5 lacks: write it in plain ES5`;
}

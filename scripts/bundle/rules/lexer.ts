// Where the interpreter's lexer cuts the text otherwise than ES5: line ends, strings, regular expressions, names.

import type { AnyNode, Token } from 'acorn';
import { tokTypes } from 'acorn';
import type { Callable } from '../scopes.ts';
import type { Rule } from '../source.ts';
import { visit } from '../source.ts';

/** A line end never ends a statement, so what stands below `return` is returned. */
export const noBareReturn: Rule = {
  name: 'no-bare-return',
  find({ ast, code, tokens }, report) {
    visit(ast, {
      ReturnStatement(node) {
        if (node.argument || code[node.end - 1] === ';') return;
        const next = tokens.find((token) => token.start >= node.end);
        if (next && ![tokTypes.braceR, tokTypes.semi, tokTypes.eof].includes(next.type)) {
          report(node, '"return" at the end of a line returns what follows: close it with a semicolon');
        }
      },
    });
  },
};

/** `a` and `++b` on the next line are read as `a++` and `b`. */
export const noLeadingUpdate: Rule = {
  name: 'no-leading-update',
  find({ ast, code }, report) {
    const list = (statements: readonly AnyNode[]) => {
      statements.forEach((statement, i) => {
        const before = statements[i - 1];
        if (!before || !/^(\+\+|--)/.test(code.slice(statement.start))) return;
        if (!/[;{}]/.test(code[before.end - 1] ?? '')) {
          report(statement, '"++" or "--" after a line without a semicolon belongs to that line');
        }
      });
    };
    visit(ast, {
      Program: (node) => list(node.body),
      BlockStatement: (node) => list(node.body),
      SwitchCase: (node) => list(node.consequent),
    });
  },
};

/**
 * The lexer reads one token ahead, and while a branch is skipped it does not keep the text of strings: one that opens
 * the next statement, after `if(0){}` or a `try`, is read as undefined, and nothing is said.
 */
export const noStringFirst: Rule = {
  name: 'no-string-first',
  find({ ast, code }, report) {
    visit(ast, {
      ExpressionStatement(node) {
        if (!/^["']/.test(code.slice(node.start)) || node.expression.type === 'Literal') return;
        report(node, 'a statement that begins with a string may lose it after a skipped branch: put the string second');
      },
    });
  },
};

/** Token types and words after which Espruino takes a slash for a division, where ES5 takes it for an expression. */
function hidesRegExp(before: Token | undefined, code: string): boolean {
  if (!before) return false;
  return before.type === tokTypes.parenR || /^[|^~]$/.test(code.slice(before.start, before.end));
}

/** After `)`, `|`, `^` and `~` a slash is a division; and a slash within `[...]` ends the expression. */
export const regExpLexed: Rule = {
  name: 'regexp-lexed',
  find({ tokens, code }, report) {
    tokens.forEach((token, i) => {
      if (token.type !== tokTypes.regexp) return;
      const before = tokens[i - 1];
      if (before && hidesRegExp(before, code)) {
        const word = code.slice(before.start, before.end);
        report(token, `a regular expression right after "${word}" is read as a division: keep it in a var`);
      }
      if (slashInClass(code.slice(token.start, token.end))) {
        report(token, 'a slash within [ ] ends the regular expression: write \\/');
      }
    });
  },
};

function slashInClass(literal: string): boolean {
  let inClass = false;
  const body = literal.slice(1, literal.lastIndexOf('/'));
  for (let i = 0; i < body.length; i++) {
    if (body[i] === '\\') i++;
    else if (body[i] === '[') inClass = true;
    else if (body[i] === ']') inClass = false;
    else if (body[i] === '/' && inClass) return true;
  }
  return false;
}

/** Words that ES5 allows as names and Espruino does not. */
const RESERVED = new Set(['of', 'static', 'let']);

/** Names: words of ES6, `undefined`, and what is longer than the 63 characters that a token keeps. */
export const names: Rule = {
  name: 'names',
  find({ ast, tokens, code }, report) {
    const used = (node: AnyNode | null | undefined) => {
      if (node?.type === 'Identifier' && RESERVED.has(node.name)) {
        report(node, `"${node.name}" is a reserved word for Espruino`);
      }
    };
    const declared = (node: AnyNode | null | undefined) => {
      used(node);
      if (node?.type === 'Identifier' && node.name === 'undefined') {
        report(node, '"undefined" cannot be a name on Espruino');
      }
    };
    const made = (node: Callable) => {
      declared(node.id);
      node.params.forEach(declared);
    };
    visit(ast, {
      Identifier: used,
      VariableDeclarator: (node) => declared(node.id),
      FunctionDeclaration: made,
      FunctionExpression: made,
      CatchClause: (node) => declared(node.param),
    });
    for (const token of tokens) {
      if (token.type !== tokTypes.name || token.end - token.start <= 63) continue;
      report(
        token,
        `"${code.slice(token.start, token.start + 20)}..." is longer than the 63 characters that Espruino keeps`,
      );
    }
  },
};

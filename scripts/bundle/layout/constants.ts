// Constants, written where they are used: on the board each variable takes a JsVar or two for as long as it runs, and the minifier
// leaves one wherever that is a byte shorter, or a function that uses it is declared before it.
import type { AnyNode, Expression, Program } from 'acorn';
import { type Binding, namesOf, replaceIn, wrapperOf } from './names.ts';

/** Puts in place every variable of the wrapper that holds a literal, or is computed of such, and is never set again. */
export function inlineConstants(program: Program): void {
  while (inlineSome(program));
}

function inlineSome(program: Program): boolean {
  const top = wrapperOf(program);
  const constants = [...namesOf(program).of(top).values()].filter(isConstant);
  for (const { declarations, uses } of constants) {
    const [declared] = declarations as [AnyNode & { init: Expression }];
    for (const { id, parent } of uses)
      replaceIn(parent, id, { ...declared.init, start: id.start, end: id.end, ...(id.loc && { loc: id.loc }) });
    for (const statement of top.body.body)
      if (statement.type === 'VariableDeclaration')
        statement.declarations = statement.declarations.filter((each) => each !== declared);
  }
  top.body.body = top.body.body.filter((each) => each.type !== 'VariableDeclaration' || each.declarations.length > 0);
  return constants.length > 0;
}

function isConstant({ kind, declarations, uses }: Binding): boolean {
  const [only, second] = declarations;
  return (
    kind === 'variable' && !second && only?.type === 'VariableDeclarator' && isFixed(only.init) && !uses.some(isSet)
  );
}

/** A literal, or what the minifier computes of literals. */
function isFixed(node: AnyNode | null | undefined): boolean {
  if (node?.type === 'BinaryExpression') return isFixed(node.left) && isFixed(node.right);
  return node?.type === 'Literal' && !('regex' in node);
}

function isSet({ id, parent }: Binding['uses'][number]): boolean {
  return (
    (parent.type === 'AssignmentExpression' && parent.left === id) ||
    parent.type === 'UpdateExpression' ||
    (parent.type === 'ForInStatement' && parent.left === id)
  );
}

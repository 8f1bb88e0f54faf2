// Constants that hold functions and are used once stand where they are used: there they are made when that runs.
import type { Program } from 'acorn';
import { namesOf, replaceIn, wrapperOf } from './names.ts';

/** Puts each list of constants and functions that is used at one place there. */
export function inlineOnce(program: Program): void {
  while (inlineSome(program));
}

function inlineSome(program: Program): boolean {
  const names = namesOf(program);
  const top = wrapperOf(program);
  let moved = false;
  for (const { declarations, uses } of names.of(top).values()) {
    const [declared] = declarations;
    const [use] = uses;
    if (declared?.type !== 'VariableDeclarator' || declarations.length > 1 || uses.length !== 1 || !use) continue;
    const list = declared.init;
    const statement = names.parentOf(declared);
    if (list?.type !== 'ArrayExpression' || statement?.type !== 'VariableDeclaration') continue;
    if (!list.elements.some((each) => each?.type === 'FunctionExpression')) continue;
    if (!list.elements.every((each) => each?.type === 'FunctionExpression' || each?.type === 'Literal')) continue;
    const at = top.body.body.indexOf(statement);
    if (at < 0 || statement.declarations.length > 1) continue;
    top.body.body.splice(at, 1);
    replaceIn(use.parent, use.id, list);
    moved = true;
  }
  return moved;
}

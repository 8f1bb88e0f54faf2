// Constants, declared before all else: the minifier writes a constant's value wherever it is used, and leaves no variable, only
// where it sees the declaration before every function that uses it.
import type { AnyNode, Program, VariableDeclaration, VariableDeclarator } from 'acorn';
import { type Binding, namesOf, wrapperOf } from './names.ts';

/** Moves every variable of the wrapper that holds a literal, and is never set again, to its front. */
export function constantsFirst(program: Program): void {
  const top = wrapperOf(program);
  const constants = new Set(
    [...namesOf(program).of(top).values()].filter(isConstant).map(({ declarations: [one] }) => one),
  );
  const found: VariableDeclarator[] = [];
  for (const statement of top.body.body) {
    if (statement.type !== 'VariableDeclaration') continue;
    found.push(...statement.declarations.filter((each) => constants.has(each)));
    statement.declarations = statement.declarations.filter((each) => !constants.has(each));
  }
  top.body.body = top.body.body.filter((each) => each.type !== 'VariableDeclaration' || each.declarations.length > 0);
  const { start } = top;
  const first: VariableDeclaration = {
    type: 'VariableDeclaration',
    kind: 'var',
    declarations: found,
    start,
    end: start,
  };
  if (found.length > 0) top.body.body.unshift(first);
}

function isConstant({ kind, declarations, uses }: Binding): boolean {
  const [only, second] = declarations;
  return (
    kind === 'variable' && !second && only?.type === 'VariableDeclarator' && isLiteral(only.init) && !uses.some(isSet)
  );
}

function isLiteral(node: AnyNode | null | undefined): boolean {
  return node?.type === 'Literal' && !('regex' in node);
}

function isSet({ id, parent }: Binding['uses'][number]): boolean {
  return (
    (parent.type === 'AssignmentExpression' && parent.left === id) ||
    parent.type === 'UpdateExpression' ||
    (parent.type === 'ForInStatement' && parent.left === id)
  );
}

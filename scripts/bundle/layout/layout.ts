// How the bundle lies in the board's memory: a function that has not run takes none for what is inside it, a closure takes
// some for every scope around it, and a name is found the sooner the earlier it was declared.
import { type Program, parse } from 'acorn';
import { inlineConstants } from './constants.ts';
import { layIntoDrawers } from './drawers.ts';
import { flatten } from './flatten.ts';
import { EARLY_FUNCTIONS, HOT_FUNCTIONS, HOT_NAMES, TABLES, WARM_FUNCTIONS } from './hot.ts';
import { declarator, declaredFunction, namesOf, wrapperOf } from './names.ts';
import { inlineOnce } from './once.ts';
import { unwrapRecords } from './records.ts';
import { sink } from './sink.ts';

/** The finished bundle, laid out for the interpreter, as a tree that terser takes; positions are those in `code`. */
export function layOut(code: string): Program {
  const program = parse(code, { ecmaVersion: 5, locations: true, sourceFile: '0' });
  const once = flatten(program);
  unwrapRecords(program, once);
  inlineOnce(program);
  sink(program, { hot: new Set(HOT_FUNCTIONS), tables: new Set(TABLES), once });
  layIntoDrawers(program, new Set([...HOT_FUNCTIONS, ...WARM_FUNCTIONS]));
  hotFirst(program);
  inlineConstants(program);
  return program;
}

/** Declares the hot functions and variables first. */
function hotFirst(program: Program): void {
  const top = wrapperOf(program);
  const [first] = top.body.body;
  const hot = new Set(HOT_NAMES);
  if (first?.type === 'VariableDeclaration')
    first.declarations = first.declarations.filter(({ id }) => id.type !== 'Identifier' || !hot.has(id.name));
  const { taken } = namesOf(program);
  const declarations = HOT_NAMES.filter((name) => taken.has(name)).map((name) => declarator(name, top));
  if (declarations.length > 0)
    top.body.body.unshift({ type: 'VariableDeclaration', kind: 'var', declarations, start: top.start, end: top.start });
  const early = EARLY_FUNCTIONS.flatMap((name) =>
    top.body.body.filter((each) => declaredFunction(each)?.id.name === name),
  );
  top.body.body = [...early, ...top.body.body.filter((each) => !early.includes(each))];
}

/** The names of the tests in a source, as the compiler reads them. */
import ts from 'typescript';

/** What `test(name, ...)` takes its names from. */
const TABLE_KEY = 'name';

/** The names that `text` gives to tests that run: in `test('...', ...)`, and in the members `name: '...'` of a table
 *  that a loop hands to `test(name, ...)`. A name that is put together at run time is no name here, and neither is
 *  that of a test that is skipped or yet to be done. */
export function testNames(text: string): string[] {
  const names: string[] = [];
  const inTables: string[] = [];
  let hasTable = false;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'test') {
      const [name, options] = node.arguments;
      const skipped = options && ts.isObjectLiteralExpression(options) && /\b(skip|todo)\b/.test(options.getText());
      if (name && !skipped) {
        if (ts.isStringLiteralLike(name)) names.push(name.text);
        else if (ts.isIdentifier(name) && name.text === TABLE_KEY) hasTable = true;
      }
    } else if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === TABLE_KEY &&
      ts.isStringLiteralLike(node.initializer)
    )
      inTables.push(node.initializer.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('test.ts', text, ts.ScriptTarget.ES2022, true));
  return hasTable ? [...names, ...inTables] : names;
}

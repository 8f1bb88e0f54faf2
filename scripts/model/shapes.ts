// What the items of lists and the members of objects are. Declarations have it as types: `list<string>(0, 64)`,
// `object<{ usage: number }>()`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A value inside a list or an object; `any` is one of which nothing more is known. Numbers are whole: what is declared
 *  float is a parameter or result of its own. */
export type Shape = 'number' | 'text' | 'any' | { readonly [member: string]: Shape };

/** The shapes in every declaration of the project at `root`: of a list its items', of an object its own. By
 *  `SetConfig.input.settings`. */
export function readShapes(root: string): ReadonlyMap<string, Shape> {
  const folder = join(root, 'firmware/services');
  const shapes = new Map<string, Shape>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.ts') && one !== 'declare.ts')) {
    const source = ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.ES2022);
    const types = typesOf(source);
    const visit = (node: ts.Node): void => {
      const declaration = declarationOf(node, source);
      if (declaration) for (const [path, shape] of shapesOf(declaration, types, source)) shapes.set(path, shape);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return shapes;
}

/** The first argument of a call of `service`. */
function declarationOf(node: ts.Node, source: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText(source) !== 'service') return undefined;
  const [first] = node.arguments;
  return first && ts.isObjectLiteralExpression(first) ? first : undefined;
}

type Types = ReadonlyMap<string, readonly ts.TypeElement[] | ts.TypeNode>;

/** The interfaces and types that the file itself declares. */
function typesOf(source: ts.SourceFile): Types {
  const types = new Map<string, readonly ts.TypeElement[] | ts.TypeNode>();
  for (const statement of source.statements) {
    if (ts.isInterfaceDeclaration(statement)) types.set(statement.name.text, statement.members);
    if (ts.isTypeAliasDeclaration(statement)) types.set(statement.name.text, statement.type);
  }
  return types;
}

function shapesOf(declaration: ts.ObjectLiteralExpression, types: Types, source: ts.SourceFile): [string, Shape][] {
  const found: [string, Shape][] = [];
  const name = memberOf(declaration, 'name', source);
  if (!name || !ts.isStringLiteral(name)) return found;
  for (const side of ['input', 'output']) {
    const fields = memberOf(declaration, side, source);
    if (!fields || !ts.isObjectLiteralExpression(fields)) continue;
    for (const field of fields.properties) {
      if (!ts.isPropertyAssignment(field)) continue;
      const type = typeArgument(field.initializer, source);
      if (type) found.push([`${name.text}.${side}.${field.name.getText(source)}`, shapeOf(type, types, source)]);
    }
  }
  return found;
}

function memberOf(object: ts.ObjectLiteralExpression, name: string, source: ts.SourceFile): ts.Expression | undefined {
  const member = object.properties.find((one) => one.name?.getText(source) === name);
  return member && ts.isPropertyAssignment(member) ? member.initializer : undefined;
}

/** What `list` or `object` is given in `<>`, also inside of `says(optional(...))`. */
function typeArgument(node: ts.Expression, source: ts.SourceFile): ts.TypeNode | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  if (['list', 'object'].includes(node.expression.getText(source))) return node.typeArguments?.[0];
  const [inner] = node.arguments;
  return inner && typeArgument(inner, source);
}

function shapeOf(type: ts.TypeNode, types: Types, source: ts.SourceFile): Shape {
  if (type.kind === ts.SyntaxKind.StringKeyword) return 'text';
  if (type.kind === ts.SyntaxKind.NumberKeyword) return 'number';
  if (ts.isTypeLiteralNode(type)) return structOf(type.members, types, source);
  const named = ts.isTypeReferenceNode(type) ? types.get(type.typeName.getText(source)) : undefined;
  if (!named) return 'any';
  return 'kind' in named ? shapeOf(named, types, source) : structOf(named, types, source);
}

function structOf(members: readonly ts.TypeElement[], types: Types, source: ts.SourceFile): Shape {
  const shapes = members.flatMap((member): [string, Shape][] =>
    ts.isPropertySignature(member) && member.type
      ? [[member.name.getText(source), shapeOf(member.type, types, source)]]
      : [],
  );
  return Object.fromEntries(shapes);
}

// The codes of a reply, read from their one table: firmware/link/code.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import * as limits from '../../firmware/limits.ts';

/** A code, and what it means. */
export interface CodeLine {
  code: number;
  means: string;
}

/** The codes in the order of the table. Throws an Error where the table cannot be read. */
export function readCodes(root: string): CodeLine[] {
  const file = 'firmware/link/code.ts';
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  const table = source.statements.find((one) => ts.isEnumDeclaration(one) && one.name.text === 'Code');
  if (!table || !ts.isEnumDeclaration(table)) throw new Error(`${file}: there is no enum Code`);
  return table.members.map((member) => {
    const means = ts.getJSDocCommentsAndTags(member).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
    return { code: Number(member.initializer?.getText()), means: inNumbers(means.join(' ')) || 'Done.' };
  });
}

/** The text with a limit's value where its name stands. */
function inNumbers(text: string): string {
  const values: Readonly<Record<string, unknown>> = { ...limits };
  return text
    .replace(/\b[A-Z]+_[A-Z_]+\b/g, (name) =>
      name in values ? `${values[name]}${name.endsWith('_MS') ? ' ms' : ''}` : name,
    )
    .replace(/\s+/g, ' ');
}

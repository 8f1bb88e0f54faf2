// Tables in Markdown.

/** A table: the first row is its head. Columns are as wide as their widest cell, as the formatter writes them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`.replace(/ {2,}\|/g, ' |');
  const [first = [], ...others] = cells;
  return [line(first), line(first.map(() => '---')), ...others.map(line)].join('\n');
}

/** A word of code. */
export const code = (text: string): string => `\`${text}\``;

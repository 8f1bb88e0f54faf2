// Columns for people: the last one is broken at its words where the terminal ends, and stands below itself.

/** Narrowest last column that is still broken at its words, in characters. */
const LEAST = 20;

/** Rows in columns, two blanks apart, each line begun with `indent`. Where `columns`, the terminal's width, is given, the
 *  last column is broken at its words to fit. */
export function inColumns(rows: readonly (readonly string[])[], columns?: number, indent = ''): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count - 1 }, (_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const before = widths.reduce((sum, width) => sum + width + 2, indent.length);
  const room = columns === undefined || columns - before < LEAST ? Number.POSITIVE_INFINITY : columns - before;
  const lines = rows.flatMap((row) => {
    const head = widths.map((width, at) => `${(row[at] ?? '').padEnd(width)}  `).join('');
    const [first = '', ...rest] = broken(row[count - 1] ?? '', room);
    return [indent + head + first, ...rest.map((text) => ' '.repeat(before) + text)];
  });
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The text in lines of up to `room` characters; a longer word has a line of its own. */
function broken(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

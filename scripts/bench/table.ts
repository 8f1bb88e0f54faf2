// The measurement as a Markdown table, a row a subject, for people and for the README.
import { thousands } from '../bundle/budget.ts';
import type { Bench, Row } from './measure.ts';
import type { Memory } from './memory.ts';

const HEAD = ['One call of SetPin', 'Bytes', 'Instructions', 'Ratio', 'JsVars, from Storage', 'JsVars, from RAM'];

/** What the ratio is to: the module MQTT where it is there, else the floor that answers JSON. */
function reference(rows: readonly Row[]): Row | undefined {
  return (
    rows.find(({ name, length }) => /\bMQTT\b.*handler/.test(name) && length === 'full') ??
    rows.find(({ name }) => /JSON/.test(name))
  );
}

/** The table. The same figures always give the same text. */
export function benchTable({ rows, counter }: Bench): string {
  const one = reference(rows)?.instructions;
  const lines = rows.flatMap((row) => {
    const name = row.length === 'short' ? `${row.name} (packets of 127 bytes at most: short ids)` : row.name;
    const known = cells(name, row, row.instructions, one, (memory) => memory.peak);
    if (row.length === undefined) return [[row.name, thousands(row.bytes), 'answers none', '', '', '']];
    if (row.storage?.peakFresh === undefined) return [known];
    const fresh = cells(
      `${name}, a request it has never seen`,
      row,
      row.instructionsFresh,
      one,
      (memory) => memory.peakFresh,
    );
    return [[`${name}, a request it knows but for its ids`, ...known.slice(1)], fresh];
  });
  const all =
    counter === undefined ? [HEAD, ...lines].map((line) => [...line.slice(0, 2), ...line.slice(4)]) : [HEAD, ...lines];
  return markdown(all as [string[], ...string[][]]);
}

function cells(
  name: string,
  { bytes, length, storage, ram }: Row,
  instructions: number | undefined,
  one: number | undefined,
  peak: (memory: Memory) => number | undefined,
): string[] {
  const memory = (of: Memory | undefined) => (of ? `${thousands(of.subscribed)} / ${thousands(peak(of) ?? 0)}` : '');
  return [
    name,
    thousands(bytes),
    // Beyond a thousand, two runs may differ.
    instructions === undefined ? '' : thousands(Math.round(instructions / 1000) * 1000),
    // Shorter requests are other work.
    instructions === undefined || !one || length === 'short' ? '' : (instructions / one).toFixed(2),
    memory(storage),
    memory(ram),
  ];
}

/** A Markdown table, all but its first column to the right. */
function markdown([head, ...body]: [string[], ...string[][]]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((line) => line[column]?.length ?? 0)));
  const line = (texts: string[]) =>
    `| ${texts.map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(' | ')} |`, ...body.map(line)].join('\n');
}

// The answers of many devices as a table.
import { createRequire } from 'node:module';
import type CliTable3 from 'cli-table3';
import { inMs } from './figures.ts';
import { isGood, type Outcome } from './outcome.ts';
import { type coloursFor, jsonLine, visible } from './terminal.ts';

const Table = createRequire(import.meta.url)('cli-table3') as typeof CliTable3;

/** Lines of a plain table: none, two blanks between columns. */
const PLAIN = Object.fromEntries(
  ['top', 'bottom', 'mid', 'left', 'right']
    .flatMap((side) => ['', '-mid', '-left', '-right'].map((end) => [`${side}${end}`, '']))
    .concat([
      ['middle', '  '],
      ['mid-mid', ''],
    ]),
) as Record<string, string>;

/** Rows under a head. `boxed` draws lines; otherwise each row is one line of columns, for pipes. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], boxed: boolean): string {
  const made = new Table({
    head: [...head],
    style: { head: [], border: [], ...(boxed ? {} : { 'padding-left': 0, 'padding-right': 0 }) },
    ...(boxed ? {} : { chars: PLAIN }),
  });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A row for each device: its code, its answer or why there is none, and the time. */
export function answersTable(
  outcomes: readonly Outcome[],
  boxed: boolean,
  colours: ReturnType<typeof coloursFor>,
): string {
  const rows = outcomes.map((outcome) => {
    const { device, code, ms } = outcome;
    const colour = isGood(outcome) ? colours.green : colours.red;
    return [visible(device), colour(String(code)), said(outcome), inMs(ms)];
  });
  return table(['device', 'code', 'answer', 'time'], rows, boxed);
}

/** What a device answered, in words where it refused. */
export function said(outcome: Outcome): string {
  const { data, message, text } = outcome;
  if (text !== undefined) return visible(text);
  return isGood(outcome) || message === '' ? jsonLine(data) : visible(message);
}

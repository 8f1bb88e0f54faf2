// A batch of boards from a CSV file: a row a board, a column a member.
import { parse } from 'csv-parse/sync';
import { nearest } from '../call/near.ts';
import { isLeft } from './ask.ts';
import { type Checked, checkSettings, MEMBERS, nestMembers, parseMember } from './settings.ts';

/** The column that says where a row's board is plugged in. */
const PORT_COLUMN = 'serialPort';

/** A board of the batch. */
export interface Row {
  /** The line at which it begins in the file, as an editor counts. */
  readonly line: number;
  /** `productKey,deviceName`. */
  readonly whose: string;
  /** Where it is plugged in, if the file says so. */
  readonly port: string | undefined;
  readonly checked: Checked;
}

/** What came of a board. */
export interface Outcome {
  readonly line: number;
  readonly device: string;
  readonly port?: string;
  readonly ok: boolean;
  /** Why not. */
  readonly error?: string;
}

/** The rows, each checked whole with `base` for what it leaves empty. Throws an error that names line and member, before
 *  any board is touched; no secret is in it. */
export function readRows(text: string, base: Readonly<Record<string, unknown>>): readonly Row[] {
  const [first, ...records] = readRecords(text);
  const header = first?.fields ?? [];
  const names = new Set([...MEMBERS.map(({ name }) => name), PORT_COLUMN]);
  const strange = header.find((name) => !names.has(name));
  // Without a header the first line is a board's, its secret included.
  if (!header.some((name) => names.has(name)))
    throw new Error(`the CSV file's first line is no header: ${[...names].join(', ')}`);
  if (strange !== undefined) {
    const near = nearest(strange, [...names]);
    const advice = near === undefined ? [...names].join(', ') : `is ${near} meant?`;
    throw new Error(`the CSV file's column "${strange}" is no setting: ${advice}`);
  }
  const double = header.find((name, i) => header.indexOf(name) !== i);
  if (double !== undefined) throw new Error(`the CSV file has two columns "${double}": one is enough`);
  if (records.length === 0) throw new Error('the CSV file has no rows below its header');
  const seen = new Map<string, number>();
  const taken = new Map<string, number>();
  return records.map(({ line, fields }) => {
    try {
      if (fields.length !== header.length) throw new Error(`has ${fields.length} fields, the header ${header.length}`);
      const row = readRow(line, header, fields, base);
      const earlier = seen.get(row.whose);
      if (earlier !== undefined)
        throw new Error(`${row.whose} is in line ${earlier} already: two boards of one identity kick each other`);
      seen.set(row.whose, line);
      const before = row.port === undefined ? undefined : taken.get(row.port);
      if (before !== undefined)
        throw new Error(
          `${row.port} is line ${before}'s serialPort already: leave both empty, give --port, and you are asked for each board`,
        );
      if (row.port !== undefined) taken.set(row.port, line);
      return row;
    } catch (error) {
      throw new Error(`CSV line ${line}: ${(error as Error).message}`);
    }
  });
}

/** What stands in the file: each record's fields, and the line at which it begins. */
function readRecords(text: string): readonly { line: number; fields: string[] }[] {
  const how = { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true, info: true } as const;
  let found: readonly { record: string[]; info: { lines: number } }[];
  try {
    // The parser counts a line break of two characters twice where it stands within quotes.
    found = parse(text.replace(/\r\n?/g, '\n'), how) as unknown as typeof found;
  } catch {
    // The parser's own message quotes the line, which holds secrets.
    throw new Error('the CSV file cannot be read: a quote is not closed, or stands within a field');
  }
  return found.map(({ record, info }) => {
    // The parser counts to the record's end, and a field may hold line breaks.
    const breaks = record.join('').split('\n').length - 1;
    return { line: info.lines - breaks, fields: record };
  });
}

function readRow(
  line: number,
  header: readonly string[],
  fields: readonly string[],
  base: Readonly<Record<string, unknown>>,
): Row {
  const flat: Record<string, unknown> = {};
  for (const member of MEMBERS) {
    const field = fields[header.indexOf(member.name)];
    if (field !== undefined && field !== '') flat[member.name] = parseMember(member, field);
  }
  const nested = nestMembers(flat);
  for (const outer of ['retry', 'wifi'])
    if (nested[outer] && base[outer]) nested[outer] = { ...(base[outer] as object), ...(nested[outer] as object) };
  const checked = checkSettings({ ...base, ...nested });
  const port = fields[header.indexOf(PORT_COLUMN)];
  return {
    line,
    whose: `${checked.settings.productKey},${checked.settings.deviceName}`,
    port: port === '' ? undefined : port,
    checked,
  };
}

/** Takes the rows one after another; a board that fails does not keep the next one back. `keep` gets what came of the
 *  boards so far, before the first one too: where it fails, no further board is touched. Nor is one after a question that was left. */
export async function provisionAll(
  rows: readonly Row[],
  provision: (row: Row) => Promise<string>,
  explain: (error: unknown) => string,
  keep: (outcomes: readonly Outcome[]) => Promise<void> = async () => undefined,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  await keep(outcomes);
  for (const row of rows) {
    const { line, whose } = row;
    try {
      outcomes.push({ line, device: whose, port: await provision(row), ok: true });
    } catch (error) {
      if (isLeft(error)) throw error;
      outcomes.push({ line, device: whose, ...(row.port ? { port: row.port } : {}), ok: false, error: explain(error) });
    }
    await keep(outcomes);
  }
  return outcomes;
}

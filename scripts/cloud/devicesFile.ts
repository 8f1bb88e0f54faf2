// Devices from a CSV file, as a fleet that moves here brings them. What cannot be read is never repeated: it may hold a secret.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { DeviceIdentity } from './devices.ts';

/** The columns that must be there. Others, such as those that `npm run provision -- --from-csv` reads, are passed over. */
const COLUMNS = ['productKey', 'deviceName', 'deviceSecret'] as const;

/** The devices in `text`, CSV with a header. Throws an error that names the line and what is wrong there. */
export function parseDevices(text: string): DeviceIdentity[] {
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch {
    // The parser's own message quotes the line.
    throw new Error('a quote is not closed, or stands within a field');
  }
  const [header = [], ...lines] = rows;
  const columns = COLUMNS.map((name) => header.indexOf(name));
  const missing = COLUMNS.filter((_, i) => columns[i] === -1);
  if (missing.length > 0)
    throw new Error(`its first line must name the column${missing[1] ? 's' : ''} ${missing.join(', ')}`);
  const seen = new Map<string, number>();
  return lines.map((fields, i) => {
    const line = i + 2;
    if (fields.length !== header.length)
      throw new Error(`line ${line} has ${fields.length} fields, its header ${header.length}`);
    const [productKey = '', deviceName = '', deviceSecret = ''] = columns.map((column) => fields[column] ?? '');
    const empty = COLUMNS.find((_, at) => !fields[columns[at] as number]);
    if (empty) throw new Error(`line ${line} has no ${empty}`);
    const whose = `${productKey},${deviceName}`;
    const earlier = seen.get(whose);
    if (earlier !== undefined) throw new Error(`line ${line}: ${whose} is in line ${earlier} already`);
    seen.set(whose, line);
    return { productKey, deviceName, deviceSecret };
  });
}

/** The devices in the file of that name. Throws an error that names flag, file and line. */
export function readDevices(file: string): DeviceIdentity[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `--devices ${file}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'it cannot be read'}`,
    );
  }
  try {
    return parseDevices(text);
  } catch (error) {
    throw new Error(`--devices ${file}: ${(error as Error).message}`);
  }
}

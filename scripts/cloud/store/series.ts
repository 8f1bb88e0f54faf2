// Series of records by time: reading a page of one, the newest of each, and dropping what is too old or too many.
import { HISTORY } from '../limits.ts';
import { CALLS, EVENTS, seriesOf, timePart, under, VALUES } from './keys.ts';
import type { Page, Range } from './records.ts';
import type { Change, Database, Writer } from './writer.ts';

/** Records deleted in one write. */
const DELETED_AT_ONCE = 1000;

/** A page of a series: `range.limit` records that `read` accepts, more only when they share their millisecond, so that the
 *  next page begins with another one. */
export async function readPage<T extends { time: number }>(
  db: Database,
  series: string,
  range: Range,
  read: (text: string, time: number) => T | undefined,
): Promise<Page<T>> {
  const whole = under(series);
  if (range.from > range.to) return { records: [] };
  const bounds = {
    gte: `${series}/${timePart(range.from)}`,
    lt: range.to >= Number.MAX_SAFE_INTEGER ? whole.lt : `${series}/${timePart(range.to + 1)}`,
  };
  const records: T[] = [];
  for await (const [key, text] of db.iterator({ ...bounds, reverse: !range.ascending })) {
    const record = read(text, seriesOf(key).time);
    if (!record) continue;
    const last = records.at(-1);
    if (records.length >= range.limit && last && last.time !== record.time)
      return endBefore(records, record.time, range);
    records.push(record);
  }
  return { records };
}

function endBefore<T extends { time: number }>(records: T[], nextTime: number, { limit }: Range): Page<T> {
  if (records.length === limit) return { records, nextTime };
  // The last millisecond's records do not fit: they are the next page, unless they are all there is.
  const split = records.at(-1)?.time ?? nextTime;
  const fitting = records.filter(({ time }) => time !== split);
  return fitting.length > 0 ? { records: fitting, nextTime: split } : { records, nextTime };
}

/** The newest record of each series of a device: by a seek a series, however long they are. */
export async function newestOfEach<T>(
  db: Database,
  kind: string,
  iotId: string,
  read: (text: string, time: number) => T,
): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  const bounds = under(kind, iotId);
  const iterator = db.iterator({ ...bounds, reverse: true });
  try {
    for (;;) {
      const entry = await iterator.next();
      if (!entry) return found;
      const { series, time } = seriesOf(entry[0]);
      found.set(series.slice(bounds.gt.length), read(entry[1], time));
      iterator.seek(`${series}/`);
    }
  } finally {
    await iterator.close();
  }
}

/** Drops records beyond HISTORY and those of devices that are gone. The newest value of a property always stays. Ends
 *  early when `stopped`. */
export async function sweep(
  writer: Writer,
  now: number,
  isKnown: (iotId: string) => boolean,
  stopped: () => boolean,
): Promise<void> {
  const oldest = now - HISTORY.ms;
  for (const kind of [VALUES, EVENTS, CALLS]) {
    let current = '';
    let kept = 0;
    let deleted: Change[] = [];
    // Newest first, so that counting is all it takes.
    for await (const key of writer.db.keys({ ...under(kind), reverse: true })) {
      if (stopped()) return;
      const { series, time } = seriesOf(key);
      if (series !== current) {
        current = series;
        kept = 0;
      }
      const isLastValue = kind === VALUES && kept === 0;
      const known = isKnown(series.split('/')[1] ?? '');
      if (known && kept < HISTORY.records && (isLastValue || time >= oldest)) kept += 1;
      else deleted.push({ type: 'del', key });
      if (deleted.length < DELETED_AT_ONCE) continue;
      await writer.write(deleted);
      deleted = [];
    }
    if (deleted.length > 0) await writer.write(deleted);
  }
}

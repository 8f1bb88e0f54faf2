// What each room of the sources weighs in the bundle, as a table.
import { gzipSync } from 'node:zlib';
import { thousands } from './budget.ts';
import type { Build } from './build.ts';
import { bytesBySource } from './origin.ts';

/** A room of the sources, and its bytes in the minified bundle. */
export interface RoomSize {
  readonly room: string;
  readonly bytes: number;
}

/** What the bundler wrote itself: the function around everything. */
const WRAPPER = 'wrapper';

/** The room of a source: `firmware/mqtt`, `firmware/*.ts` for the files right in it, `board`; 'wrapper' for no source. */
export function roomOf(source: string): string {
  const [, room] = /(?:^|\/)(firmware\/[^/]+|firmware|board)\/.*$/.exec(source) ?? [];
  return room === 'firmware' ? 'firmware/*.ts' : (room ?? WRAPPER);
}

/** Bytes by room, the largest first, the wrapper last. They add up to the bundle. */
export function sizeByRoom({ code, map }: Pick<Build, 'code' | 'map'>): RoomSize[] {
  const rooms = new Map<string, number>();
  for (const [source, bytes] of bytesBySource(code, map)) {
    rooms.set(roomOf(source), (rooms.get(roomOf(source)) ?? 0) + bytes);
  }
  return [...rooms]
    .map(([room, bytes]) => ({ room, bytes }))
    .sort(
      (a, b) =>
        Number(a.room === WRAPPER) - Number(b.room === WRAPPER) || b.bytes - a.bytes || (a.room < b.room ? -1 : 1),
    );
}

/** The rooms' table as Markdown, with the total against the budget. The same bundle always gives the same text. */
export function sizeTable(rooms: readonly RoomSize[], budget: number): string {
  const total = rooms.reduce((sum, { bytes }) => sum + bytes, 0);
  const share = (bytes: number) => `${((100 * bytes) / total).toFixed(1)} %`;
  return table([
    ['Room', 'Bytes', 'Share'],
    ...rooms.map(({ room, bytes }) => [room, thousands(bytes), share(bytes)] as const),
    ['**Total**', `**${thousands(total)}**`, `of ${thousands(budget)}`],
  ]);
}

/** The stand-alone client's table as Markdown: its bytes, against its own budget. */
export function moduleTable(bytes: number, budget: number): string {
  return table([
    ['The client on its own', 'Bytes', 'Budget'],
    ['`dist/mqtt.js`', `**${thousands(bytes)}**`, `of ${thousands(budget)}`],
  ]);
}

type Row = readonly [name: string, bytes: string, part: string];

/** A Markdown table, its numbers to the right. The first row is its head. */
function table(rows: readonly [Row, ...Row[]]): string {
  const width = (column: 0 | 1 | 2) => Math.max(...rows.map((row) => row[column].length));
  const [name, bytes, part] = [width(0), width(1), width(2)];
  const [head, ...body] = rows.map(
    (row) => `| ${row[0].padEnd(name)} | ${row[1].padStart(bytes)} | ${row[2].padStart(part)} |`,
  );
  return [head, `| ${'-'.repeat(name)} | ${'-'.repeat(bytes - 1)}: | ${'-'.repeat(part - 1)}: |`, ...body].join('\n');
}

/** The bundle's length in bytes after gzip; for people to compare by, and no part of the table, as zlib's versions differ. */
export function gzipBytes(code: string): number {
  return gzipSync(code, { level: 9 }).length;
}

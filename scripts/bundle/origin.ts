// From the bundle back to the sources, by the source map.
import { dirname, join } from 'node:path';
import { decodedMappings, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Bundle } from './bundle.ts';

/** A place in the sources: path, line from 1, column from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where the text at `line` and `column` of the bundle, both from 1, came from; undefined where the bundler wrote it. */
export function originOf(
  { file, map }: Pick<Bundle, 'file' | 'map'>,
  line: number,
  column: number,
): Origin | undefined {
  const found = originalPositionFor(new TraceMap(map), { line, column: column - 1 });
  if (found.source === null) return undefined;
  return { file: join(dirname(file), found.source), line: found.line, column: found.column + 1 };
}

/** How many bytes of `code` came from each source, by path relative to the bundle; '' for what the bundler wrote. */
export function bytesBySource(code: string, map: string): ReadonlyMap<string, number> {
  const traced = new TraceMap(map);
  const segments = decodedMappings(traced);
  const bytes = new Map<string, number>();
  const add = (source: string, text: string) => bytes.set(source, (bytes.get(source) ?? 0) + Buffer.byteLength(text));
  const lines = code.split(/(?<=\n)/);
  lines.forEach((text, line) => {
    let from = 0;
    let source = '';
    for (const segment of segments[line] ?? []) {
      add(source, text.slice(from, segment[0]));
      from = segment[0];
      source = segment.length === 1 ? '' : (traced.sources[segment[1]] ?? '');
    }
    const end = text.endsWith('\n') ? -1 : undefined;
    add(source, text.slice(from, end));
    if (end) add('', '\n');
  });
  return bytes;
}

// Positions on the console back to the sources: `.bootcde:1:94` is `firmware/link/call.ts:31:7`.
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originOf } from '../../bundle/origin.ts';
import type { Console } from './console.ts';
import { BoardError } from './problem.ts';
import { BUNDLE, digestOf, readDigest, sameDigest } from './storage.ts';

/** Turns text of the console into the same with positions in the sources. */
export type Mapper = (text: string) => string;

/** The bundles that a board may have. */
const BUNDLES = ['dist/firmware.js', 'dist/firmware.debug.js'];
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Maps positions by a bundle's source map, paths relative to `root`. A position that the bundler wrote stays as it is. */
export function createMapper(file: string, map: string, root: string = ROOT): Mapper {
  return (text) =>
    text.replace(/\.bootcde:(\d+):([1-9]\d*)/g, (all, line: string, column: string) => {
      // Espruino leaves lines out that begin with "Modules.addCached", and takes a first line for one that has these letters
      // anywhere in this order: most of a bundle of one line is in "line 0".
      const origin = originOf({ file, map }, Number(line) || 1, Number(column));
      return origin ? `${relative(root, origin.file)}:${origin.line}:${origin.column}` : all;
    });
}

/** The mapper for a bundle by the map beside it; positions stay as they are where there is none. */
export async function mapperOf(file: string, root: string = ROOT): Promise<Mapper> {
  const map = await readFile(`${file}.map`, 'utf8').catch(() => undefined);
  return map === undefined ? (text) => text : createMapper(file, map, root);
}

/** An error with its positions in the sources: what a board says of its bundle stands in many of them. */
export function located(error: unknown, map: Mapper): unknown {
  return error instanceof BoardError ? new BoardError(error.step, map(error.message)) : error;
}

/** Whether a text has a position in the bundle. */
export const hasPosition = (text: string): boolean => /\.bootcde:\d/.test(text);

/** The mapper for the bundle that is on the board, or why there is none. */
export async function findMapper(console: Console, root: string = ROOT): Promise<Mapper | string> {
  const there = await readDigest(console, BUNDLE);
  if (!there) return 'there is no bundle on the board: npm run flash puts it there';
  for (const name of BUNDLES) {
    const file = join(root, name);
    const [code, map] = await Promise.all([
      readFile(file).catch(() => undefined),
      readFile(`${file}.map`, 'utf8').catch(() => undefined),
    ]);
    if (code && map !== undefined && sameDigest(there, digestOf(code))) return createMapper(file, map, root);
  }
  return `positions are shown as they are: the board's bundle is not ${BUNDLES.join(' or ')}`;
}

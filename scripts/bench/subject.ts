// What is measured: the bundle, the two floors, and Espruino's own modules where their folder is named.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CompressOptions, type FormatOptions, minify } from 'terser';
import { DEVICE, offsets, pieces, REPLIES, REQUESTS } from './request.ts';

/** A script, and how a board gets it. */
export interface Subject {
  /** What it is, in the table's words. */
  readonly name: string;
  /** Bytes, minified, of all that the user would have to write or to load. */
  readonly bytes: number;
  /** The files in Storage of a board that runs it from there: its functions stay in flash. */
  readonly storage: ReadonlyMap<string, string>;
  /** The same as one text, for a board that runs it from RAM; and the other files that it needs. */
  readonly ram: string;
  readonly others: ReadonlyMap<string, string>;
  /** Whether offsets of known requests are built into it, so that requests of another kind cannot be sent to it. */
  readonly fixed: boolean;
}

/** Espruino's modules that can be compared with. */
export const PEERS = ['MQTT', 'tinyMQTT'] as const;

const read = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), 'utf8');

/** A script minified as the build does it, with literals in the place of names. */
async function small(code: string, literals: Record<string, string | number> = {}): Promise<string> {
  const { TERSER } = (await import(new URL('../../rollup.config.js', import.meta.url).href)) as {
    TERSER: { compress: CompressOptions; format: FormatOptions };
  };
  const { code: made } = await minify(code, {
    ecma: 5,
    toplevel: true,
    // Constants kept in an object, as Espruino's modules have them, become literals: the module MQTT is the smaller for it.
    compress: { ...TERSER.compress, hoist_props: true, global_defs: literals },
    mangle: true,
    format: TERSER.format,
  });
  return made ?? '';
}

/** The finished bundle. Throws, naming it, where it is not there. */
export async function bundleSubject(file: string): Promise<Subject> {
  if (!existsSync(file)) throw new Error(`no bundle ${file}: run npm run build first, or name another with --bundle`);
  const code = await readFile(file, 'latin1');
  const settings = JSON.stringify({ ...DEVICE, deviceSecret: '0'.repeat(32), host: '127.0.0.1', port: 1883 });
  const others = new Map([['device.json', settings]]);
  return {
    name: 'this bundle',
    bytes: code.length,
    storage: new Map([...others, ['.bootcde', code]]),
    ram: code,
    others,
    fixed: false,
  };
}

/** A floor: a file of floors/, for requests of the full length. */
export async function floorSubject(file: 'json' | 'loop' | 'silent', name: string, fresh = false): Promise<Subject> {
  const code = await small(await read(`./floors/${file}.js`), offsets(pieces('full'), fresh));
  return {
    name,
    bytes: code.length,
    storage: new Map([['.bootcde', code]]),
    ram: code,
    others: new Map(),
    fixed: true,
  };
}

/** The modules of Espruino that `folder` has, each with a handler of ten lines. Throws where it has none. */
export async function peerSubjects(folder: string): Promise<Subject[]> {
  const found = PEERS.filter((peer) => existsSync(join(folder, `${peer}.js`)));
  if (found.length === 0)
    throw new Error(
      `--peers ${folder}: there is neither ${PEERS.map((peer) => `${peer}.js`).join(' nor ')} there; they are in Espruino's EspruinoDocs, folder modules`,
    );
  return Promise.all(found.map((peer) => peerSubject(folder, peer)));
}

async function peerSubject(folder: string, peer: (typeof PEERS)[number]): Promise<Subject> {
  const names = { DEVICE: DEVICE.deviceName, REQUESTS, REPLIES };
  const module = await small(await readFile(join(folder, `${peer}.js`), 'utf8'));
  const handler = await small(await read(`./handlers/${peer}.js`), names);
  return {
    name: `Espruino's module ${peer} with a ten-line handler`,
    bytes: module.length + handler.length,
    storage: new Map([
      [peer, module],
      ['.bootcde', handler],
    ]),
    ram: `Modules.addCached(${JSON.stringify(peer)},function(){${module}});\n${handler}`,
    others: new Map(),
    fixed: false,
  };
}

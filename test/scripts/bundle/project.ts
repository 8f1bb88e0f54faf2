// A small project of the firmware's shape in a folder of its own, to build and spoil.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{"version":"1.2.3","type":"module"}',
  'board/esp32-devkit-v1.ts':
    'export default { name: "esp32-devkit-v1", chip: "esp32", pins: { led: { kind: "output", pin: 4, safe: 0, iKnow: "floats at reset" } } };\n',
  'board/other.ts':
    'export default { name: "other", chip: "esp32", pins: { lamp: { kind: "output", pin: 21, safe: 0 } } };\n',
  'firmware/modules.d.ts': `
declare module '#board' { export const BOARD: string; export const PINS: Record<string, number>; }
declare module '#version' { export const VERSION: string; }
declare function print(...text: unknown[]): void;
`,
  'firmware/mqtt/packet.ts': `
export const enum Packet { CONNECT = 0x10, PUBLISH = 0x30 }
/** A comment that nobody needs on the board. */
export function head(packet: Packet, length: number): string {
  return String.fromCharCode(packet, length) + '\\x82';
}
`,
  'firmware/main.ts': `
import { BOARD, PINS } from '#board';
import { VERSION } from '#version';
import { head, Packet } from './mqtt/packet.ts';
print(VERSION, BOARD, Object.keys(PINS).join(), head(Packet.CONNECT, 2).length, head(Packet.PUBLISH, 3).length);
`,
};

/** A project's folder. */
export interface Project {
  readonly root: string;
  /** Writes one file of it. */
  write(path: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a project that builds; it prints its version, its board, the board's pins and the lengths 3 3. */
export async function makeProject(): Promise<Project> {
  const root = await mkdtemp(join(tmpdir(), 'bundle-'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  for (const [path, text] of Object.entries(FILES)) await write(path, text);
  await cp(join(REPOSITORY, 'firmware/tsconfig.json'), join(root, 'firmware/tsconfig.json'));
  return { root, write, remove: () => rm(root, { recursive: true, force: true }) };
}

// A bundle that was built before from the same sources is not built again: what a build depends on is hashed, and a bundle is
// taken only where the hash is the same to the bit.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Built, digestOf, type Made } from './builder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a bundle is made of and by: folders whole, and single files. The lock stands for the tools' versions. */
const FOLDERS = ['firmware', 'board', 'scripts/bundle', 'scripts/build'];
const FILES = ['rollup.config.js', 'package.json', 'package-lock.json'];

/** What is kept of a build. */
interface KeptBundle {
  readonly key: string;
  readonly made: Pick<Made, 'bytes' | 'budget' | 'warnings'>;
  readonly code: string;
  readonly map: string;
  /** Of code and map: a file that a power cut or a person changed is none. */
  readonly digest: string;
}

/** A hash of everything that the bundle of a board depends on, whatever the files' times say. */
export async function keyOf(target: string | undefined, root = ROOT): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([process.version, target ?? null]));
  const inFolders = await Promise.all(FOLDERS.map((name) => pathsIn(join(root, name))));
  for (const path of [...inFolders.flat(), ...FILES.map((name) => join(root, name))]) {
    // A folder cannot be read: its name counts alone.
    const bytes = await readFile(path).catch(() => undefined);
    hash.update(JSON.stringify([relative(root, path), bytes?.length ?? null])).update(bytes ?? '');
  }
  return hash.digest('hex');
}

/** The bundle that was kept under `key`, put into dist/ where it is not there any more; undefined where there is none. */
export async function takeKept(key: string, target: string | undefined, root = ROOT): Promise<Made | undefined> {
  const started = performance.now();
  const record = await read(recordFile(target, root));
  if (record?.key !== key) return undefined;
  const file = bundleFile(root);
  await put(`${file}.map`, record.map);
  await put(file, record.code);
  return { ...record.made, file, ms: performance.now() - started };
}

/** Keeps the bundle that was just built into dist/ as the one of `key`. */
export async function keep(key: string, target: string | undefined, built: Built, root = ROOT): Promise<void> {
  const code = await readFile(built.file, 'utf8');
  const map = await readFile(`${built.file}.map`, 'utf8');
  const { bytes, budget, warnings, digest } = built;
  // Another build has written there meanwhile.
  if (digestOf(code, map) !== digest) return;
  const record: KeptBundle = { key, made: { bytes, budget, warnings }, code, map, digest };
  await put(recordFile(target, root), JSON.stringify(record));
}

/** The bundle as it was kept, or built by `build` and kept. What changes while it is built is not kept. */
export async function keptOrBuilt(
  target: string | undefined,
  build: () => Promise<Built>,
  root = ROOT,
): Promise<Made & { readonly kept: boolean }> {
  const key = await keyOf(target, root);
  const kept = await takeKept(key, target, root);
  if (kept) return { ...kept, kept: true };
  const built = await build();
  // Whoever cannot keep it builds again the next time.
  if ((await keyOf(target, root)) === key) await keep(key, target, built, root).catch(() => undefined);
  return { ...built, kept: false };
}

const bundleFile = (root: string): string => join(root, 'dist/firmware.js');

/** Gone with the packages that built it. */
function recordFile(target: string | undefined, root: string): string {
  const name = createHash('sha256')
    .update(target ?? '')
    .digest('hex')
    .slice(0, 16);
  return join(root, `node_modules/.cache/espruino-rrpc/bundle-${name}.json`);
}

/** Every path below a folder, in order; none where there is no such folder. */
async function pathsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.sort().map((name) => join(folder, name));
}

async function read(file: string): Promise<KeptBundle | undefined> {
  try {
    const record = JSON.parse(await readFile(file, 'utf8')) as KeptBundle;
    return record.digest === digestOf(record.code, record.map) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file in one step, where it is not the same already. */
async function put(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, file);
}

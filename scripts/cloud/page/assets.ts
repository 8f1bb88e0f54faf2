// The page's files: its HTML and icon as they are, its script and style sheet bundled in memory when first asked for.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PATHS } from './protocol.ts';

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

const FOLDER = new URL('../../page/', import.meta.url);

/** Where each file comes from. */
const SOURCES: Readonly<Record<string, { type: string; read(): Promise<Buffer> }>> = {
  '/': { type: 'text/html', read: () => readFile(new URL('page.html', FOLDER)) },
  [PATHS.icon]: { type: 'image/svg+xml', read: () => readFile(new URL('icon.svg', FOLDER)) },
  [PATHS.script]: { type: 'text/javascript', read: () => bundle('main.ts') },
  [PATHS.style]: { type: 'text/css', read: () => bundle('page.css') },
};

const loaded = new Map<string, Promise<Asset>>();

/** Whether there is a file at this path. */
export function isAsset(path: string): boolean {
  return Object.hasOwn(SOURCES, path);
}

/** The file at this path, made once. Rejects, naming what is wrong, when it cannot be made; the next request tries again. */
export function asset(path: string): Promise<Asset> {
  const known = loaded.get(path);
  if (known) return known;
  const source = SOURCES[path];
  if (!source) return Promise.reject(new Error(`no file at ${path}`));
  const made = source.read().then((body) => ({ type: source.type, body }));
  loaded.set(path, made);
  made.catch(() => loaded.delete(path));
  return made;
}

async function bundle(entry: string): Promise<Buffer> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, FOLDER))],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return Buffer.from(outputFiles[0]?.contents ?? []);
}

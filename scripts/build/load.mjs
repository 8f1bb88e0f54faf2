// TypeScript modules for rollup.config.js, which runs under plain Node too, and in processes that outlive a change of them.
import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const { resolve } = createRequire(import.meta.url);

/** What a package's name becomes: the address of its file, as the bundled text has no place of its own to look from. */
const packages = {
  name: 'packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || isAbsolute(path)) return undefined;
      return { path: path.startsWith('node:') ? path : pathToFileURL(resolve(path)).href, external: true };
    });
  },
};

/**
 * The module in a TypeScript file, with all that it imports of this project, as the files are now: the same module as
 * before while none of them changed. Rejects with esbuild's error, which names file and line, where one cannot be read.
 */
export async function load(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    plugins: [packages],
    write: false,
    logLevel: 'silent',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

// Runs rollup.config.js from a script: firmware/ in, the bundle's text and source map out, both written to dist/.

import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OutputOptions, RollupOptions } from 'rollup';
import { rollup } from 'rollup';

/** What to bundle, and for which board. */
export interface BundleOptions {
  /** A file of board/, without `.ts`. Default: the one rollup.config.js names. */
  readonly target?: string | undefined;
  /** Readable, to step through at the REPL, as dist/firmware.debug.js. Default false: minified. */
  readonly debug?: boolean | undefined;
  /** The client on its own, as the Espruino module dist/mqtt.js. Default false: the whole firmware. */
  readonly module?: boolean | undefined;
  /** A folder for what the compiler knows from one build to the next. Default: it finds out everything anew. */
  readonly cache?: string | undefined;
  /** The folder that holds firmware/, board/ and package.json. Default: this repository. */
  readonly root?: string | undefined;
}

/** A bundle as it was written. */
export interface Bundle {
  /** Path of the bundle; the source map stands beside it as `file + '.map'`. */
  readonly file: string;
  /** The bundle's text. */
  readonly code: string;
  /** The source map, JSON text. */
  readonly map: string;
  /** What rollup and TypeScript warned of, one text each. */
  readonly warnings: readonly string[];
}

/** rollup.config.js's default export. */
type Config = (options: Record<string, unknown>) => RollupOptions & { output: OutputOptions };

/** Bundles the firmware and writes it. Throws rollup's error or the compiler's, which name file and line. */
export async function bundle({ target, debug, module, root, cache }: BundleOptions = {}): Promise<Bundle> {
  const { default: config } = (await import(new URL('../../rollup.config.js', import.meta.url).href)) as {
    default: Config;
  };
  const { output, ...input } = config({
    configTarget: target,
    configDebug: debug,
    configRoot: root,
    configModule: module,
    configCache: cache,
  });
  const warnings: string[] = [];
  const build = await rollup({ ...input, onwarn: (warning) => warnings.push(warning.message) }).catch(
    (error: Error) => {
      throw new Error(error.message.replace(/^\[plugin [\w-]+\] /, ''), { cause: error });
    },
  );
  try {
    const [chunk] = (await build.generate(output)).output;
    if (chunk.map === null || output.file === undefined) {
      throw new Error('rollup.config.js must write one file, with its source map');
    }
    const made: Bundle = { file: output.file, code: chunk.code, map: chunk.map.toString(), warnings };
    await mkdir(dirname(made.file), { recursive: true });
    await replaceFile(`${made.file}.map`, made.map);
    await replaceFile(made.file, made.code);
    return made;
  } finally {
    await build.close();
  }
}

/** Writes a file in one step, so that a board or a test that reads it meanwhile sees the old text or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.${++drafts}`;
  await writeFile(draft, text);
  await rename(draft, file);
}

let drafts = 0;

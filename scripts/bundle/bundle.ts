// Runs rollup.config.js from a script: firmware/ in, the bundle's text and source map out, both written to dist/.

import type { OutputOptions, RollupOptions } from 'rollup';
import { rollup } from 'rollup';

/** What to bundle, and for which board. */
export interface BundleOptions {
  /** A file of board/, without `.ts`. Default: the one rollup.config.js names. */
  readonly target?: string | undefined;
  /** Readable, to step through at the REPL, as dist/firmware.debug.js. Default false: minified. */
  readonly debug?: boolean | undefined;
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

/** Bundles the firmware and writes it. Throws rollup's or the compiler's error, which names file and line. */
export async function bundle({ target, debug, root }: BundleOptions = {}): Promise<Bundle> {
  const { default: config } = (await import(new URL('../../rollup.config.js', import.meta.url).href)) as {
    default: Config;
  };
  const { output, ...input } = config({ configTarget: target, configDebug: debug, configRoot: root });
  const warnings: string[] = [];
  const build = await rollup({ ...input, onwarn: (warning) => warnings.push(warning.message) });
  try {
    const { output: files } = await build.write(output);
    const [chunk] = files;
    if (chunk.map === null || output.file === undefined)
      throw new Error('rollup.config.js must write one file, with its map');
    return { file: output.file, code: chunk.code, map: chunk.map.toString(), warnings };
  } finally {
    await build.close();
  }
}

// How firmware/ becomes dist/firmware.js: TypeScript to ES5, one IIFE, minified so that Espruino still runs it.
// `npm run build` runs this, then checks and weighs the result; plain `npx rollup -c` writes the same file unchecked.
// Options of the command line: --configTarget NAME (a file of board/), --configDebug, --configRoot FOLDER,
// --configModule (dist/mqtt.js, the client on its own), --configCache FOLDER (what the compiler knows from build to build).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import typescript from '@rollup/plugin-typescript';
import { minify } from 'terser';
import { load } from './scripts/build/load.mjs';

/** The board a build is for when none is named. */
const DEFAULT_TARGET = 'esp32-devkit-v1';

/**
 * Members that the firmware's rooms know of one another. Nothing outside the bundle reads them, so they are shortened;
 * a name that is also Espruino's, the wire's or a setting's must not stand here.
 */
const INNER = new RegExp(
  `^(${[
    'after always broken cancel cleanSession clientId control feed filters forget gather identifier last lost network open over prepare',
    'publish quick ready reason reset response restart room seconds send table take taken timer until use username',
    // Of the module #board: those that are neither Espruino's nor a service's.
    'maxOnMs offlineAfter',
  ]
    .join(' ')
    .replaceAll(' ', '|')})$`,
);

/**
 * What terser may do. Espruino hoists neither functions nor variables, so everything that moves a declaration, or puts
 * one after its use, is off: inlining a function leaves its `var` behind the call, and `reduce_funcs` makes a function
 * anew on each call. What is left on is judged by scripts/bundle/check.ts, on the finished text, at every build.
 */
export const TERSER = {
  ecma: 5,
  toplevel: true,
  compress: {
    passes: 3,
    inline: false,
    reduce_funcs: false,
    hoist_funs: false,
    hoist_vars: false,
    hoist_props: false,
    // `"0"==x&&f()` as a statement: Espruino loses a string that opens a statement after a skipped block.
    lhs_constants: false,
  },
  // Words of ES6 that ES5 allows as names, and Espruino does not.
  // INNER's own choice is enough: without "builtins" terser keeps what is also a name of the browser's, such as `send`.
  mangle: { reserved: ['of', 'let', 'static'], properties: { regex: INNER, keep_quoted: true, builtins: true } },
  // A byte such as \x82 in a string would otherwise be written as UTF-8 and leave the board as two bytes.
  format: { ascii_only: true, comments: false },
};

/**
 * A module in a TypeScript file of scripts/, see load.mjs, that is read while the compiler is at work: a plugin's `buildStart`
 * and what gives the module.
 */
function loadedAhead(path) {
  let loading;
  return {
    buildStart: {
      order: 'pre',
      handler() {
        loading = load(fileURLToPath(new URL(path, import.meta.url)));
        // Whoever asks for it is told; a build that ends before asks nobody.
        loading.catch(() => undefined);
      },
    },
    module: () => loading,
  };
}

/** Resolves `#board` to the chosen board's data, `#version` to the version in package.json, and `#build` to what is built. */
function virtualModules(root, target, alone) {
  const boards = join(root, 'board');
  const { buildStart, module } = loadedAhead('scripts/bundle/board/module.ts');
  return {
    name: 'virtual-modules',
    buildStart,
    resolveId(id) {
      if (id === '#version') return '\0version';
      if (id === '#build') return '\0build';
      if (id !== '#board') return null;
      const names = boardNames(boards);
      if (!names.includes(target)) {
        this.error(`no board named "${target}" in board/: there is ${names.join(', ') || 'none'}`);
      }
      // A path of its own, so that the source map counts the board's bytes as the board's.
      return join(boards, `${target}.js`);
    },
    async load(id) {
      if (id === join(boards, `${target}.js`)) {
        this.addWatchFile(join(boards, `${target}.ts`));
        const [{ boardModule }, { default: board }] = await Promise.all([module(), load(join(boards, `${target}.ts`))]);
        return boardModule(board);
      }
      if (id === '\0build') return `export var ALONE = ${alone};`;
      if (id !== '\0version') return null;
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      return `export var VERSION = ${JSON.stringify(version)};`;
    },
  };
}

/** Makes each service's declaration one line of text: see firmware/services/declare.ts. */
function declaredServices(root) {
  const folder = join(root, 'firmware/services/');
  const { buildStart, module } = loadedAhead('scripts/bundle/services.ts');
  return {
    name: 'declared-services',
    buildStart,
    async transform(code, id) {
      if (!id.startsWith(folder)) return null;
      const { withLines, withTable } = await module();
      const lined = id.endsWith('/services.ts') ? withTable(code, root) : withLines(code, relative(root, id));
      // The lines stay where they were, so the map stays good.
      return lined && { code: lined, map: null };
    },
  };
}

/** The boards there are: the default export of each lower-case file of board/ is one. */
function boardNames(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => /^[a-z0-9][a-z0-9-]*\.ts$/.test(name));
  return files
    .filter((name) => /^export default\b/m.test(readFileSync(join(folder, name), 'utf8')))
    .map((name) => name.slice(0, -3))
    .sort();
}

/**
 * Fails the build on the compiler's errors, all of them at once. Were they to end the build where they are found, the
 * compiler's file watchers would be left open and the process would never end.
 */
function compilerErrors() {
  const errors = [];
  return {
    name: 'compiler-errors',
    /** Whether `log` is one of them; if so, it is kept. */
    take(log) {
      if (log.plugin !== 'typescript' || !/^TS\d/.test(log.pluginCode ?? '')) return false;
      const place = log.loc ? `${relative('', log.loc.file)}:${log.loc.line}:${log.loc.column} ` : '';
      errors.push(`${place}${log.message.replace(/^.*?@rollup\/plugin-typescript (TS\d+): /s, '$1: ')}`);
      return true;
    },
    buildEnd() {
      if (errors.length > 0) this.error(`the firmware does not compile:\n${errors.splice(0).join('\n')}`);
    },
  };
}

/** What the stand-alone client shows to its users, so that it keeps its names there. */
const SHOWN = ['publish', 'username'];

/** Lays the finished bundle out for the board's memory, but for the stand-alone client, which may run more than once, and
 *  minifies it; a debug bundle is left as rollup wrote it. */
function terser(reserved, alone) {
  const options = {
    ...TERSER,
    mangle: { ...TERSER.mangle, properties: { ...TERSER.mangle.properties, reserved } },
    sourceMap: { asObject: true },
  };
  const { buildStart, module } = loadedAhead('scripts/bundle/layout/layout.ts');
  return {
    name: 'terser',
    buildStart,
    async renderChunk(code) {
      const { layOut } = await module();
      const { code: small, map } = await (alone
        ? minify(code, options)
        : minify(layOut(code), { ...options, parse: { spidermonkey: true } }));
      return { code: small, map };
    },
  };
}

/** Rollup's configuration, from the options in the header. */
export default function config({ configTarget, configDebug, configRoot, configModule, configCache } = {}) {
  const root = configRoot ?? fileURLToPath(new URL('.', import.meta.url));
  const debug = Boolean(configDebug);
  const name = configModule ? 'mqtt' : 'firmware';
  const compiler = compilerErrors();
  const cache = configCache && join(configCache, `${name}${debug ? '.debug' : ''}`);
  return {
    input: join(root, configModule ? 'firmware/mqtt/module.ts' : 'firmware/main.ts'),
    output: {
      file: join(root, `dist/${name}${debug ? '.debug' : ''}.js`),
      // Espruino runs a module as the body of a function that has `exports`.
      format: configModule ? 'cjs' : 'iife',
      strict: false,
      esModule: false,
      freeze: false,
      externalLiveBindings: false,
      generatedCode: 'es5',
      // The map stays on the computer: no line in the bundle points to it.
      sourcemap: 'hidden',
    },
    plugins: [
      compiler,
      virtualModules(root, configTarget ?? DEFAULT_TARGET, Boolean(configModule)),
      typescript({
        tsconfig: join(root, 'firmware/tsconfig.json'),
        filterRoot: root,
        ...(cache && { cacheDir: cache, outputToFilesystem: true }),
        // A name left unused halfway through an edit is for `npm run check` to report, not for the build to fail on.
        compilerOptions: {
          noEmit: false,
          noEmitOnError: false,
          noUnusedLocals: false,
          noUnusedParameters: false,
          sourceMap: true,
          inlineSources: true,
          removeComments: !debug,
          ...(cache && { incremental: true, tsBuildInfoFile: join(cache, 'program.json') }),
        },
      }),
      configModule ? null : declaredServices(root),
      debug ? null : terser(configModule ? SHOWN : [], Boolean(configModule)),
    ],
    onLog(level, log, handler) {
      if (compiler.take(log)) return;
      // An unresolved or circular import would reach the board as a reference to nothing.
      if (['UNRESOLVED_IMPORT', 'CIRCULAR_DEPENDENCY', 'MISSING_EXPORT', 'MISSING_GLOBAL_NAME'].includes(log.code)) {
        handler('error', log);
      } else handler(level, log);
    },
  };
}

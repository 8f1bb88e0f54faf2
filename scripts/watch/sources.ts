// What `npm run watch-build` looks at, and what a change of it calls for.
import { join } from 'node:path';

/** What the bundle is made of: read anew by every build. */
export const SOURCES: readonly string[] = ['firmware', 'board'];
/** What makes it: a process that runs has its own copy, so that a change calls for another one. */
export const TOOLS: readonly string[] = ['scripts/bundle', 'scripts/build', 'rollup.config.js', 'package.json'];

/** The paths to watch in the project at `root`. */
export const watchedPaths = (root: string): string[] => [...SOURCES, ...TOOLS].map((path) => join(root, path));

/** Whether a file counts: an editor's copies, drafts and locks do not. */
export const isSource = (path: string): boolean => /(^|\/)[^./#][^/]*\.(ts|m?js|json)$/.test(path);

/** Whether one of these paths, relative to the root, is of what makes the bundle. */
export const areTools = (paths: readonly string[]): boolean =>
  paths.some((path) => TOOLS.some((tool) => path === tool || path.startsWith(`${tool}/`)));

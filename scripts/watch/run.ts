// Daily work on the firmware: what is saved is built, checked, weighed, and running on the board; the cloud goes on meanwhile.
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watch } from 'chokidar';
import { removeSession, writeSession } from '../cloud/session.ts';
import { type Builder, type Built, createBuilder } from '../start/builder.ts';
import { createClosers } from '../start/closers.ts';
import { describeExit, orAborted } from '../start/online.ts';
import { pageOf, showCloud } from '../start/run.ts';
import type { Screen } from '../start/screen.ts';
import { openStage, type Stage, type StageOptions } from '../start/stage.ts';
import { tellCalls } from '../start/tell.ts';
import { createQueue } from './queue.ts';
import { areTools, isSource, watchedPaths } from './sources.ts';

/** How long nothing more may be saved until it is built, in ms: an editor writes a file in more than one step, and more than
 *  one file at once. */
const QUIET_MS = 60;

/** How often it is built beforehand, before anything was saved. */
const WARM_BUILDS = 3;

/** What `npm run watch-build` is asked for. */
export interface WatchOptions extends StageOptions {
  /** The board's file, of board/ without .ts; the default one unless given. */
  readonly target?: string | undefined;
  /** The folder that holds firmware/ and board/; this repository unless given. */
  readonly root?: string | undefined;
  /** Starts what builds; a process of its own, which builds more than once beforehand, unless given. */
  readonly createBuilder?: (() => Builder) | undefined;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds, starts the cloud and the board, and does it again for the board at every save, until `signal` is aborted, with
 *  whose reason it rejects. What does not build is told, and the board goes on as it was. Rejects with an error to show where
 *  there is no board or no cloud. */
export async function watchBuild(options: WatchOptions, screen: Screen, signal: AbortSignal): Promise<never> {
  const { root = ROOT, target, createBuilder: start = createBuilder } = options;
  const closers = createClosers();
  let builder: Builder | undefined;
  closers.add(() => builder?.stop());
  const build = async (fresh: boolean): Promise<Built> => {
    if (fresh) await builder?.stop();
    if (fresh || !builder) builder = start();
    return builder.build({ target, ...(options.root === undefined ? {} : { root }) });
  };
  try {
    const first = build(true);
    first.catch(() => undefined);
    const stage = await openStage({ connectsPerMinute: Number.POSITIVE_INFINITY, ...options }, screen, signal);
    closers.add(() => stage.close());
    showCloud(stage, options.ports, screen);
    screen.say('page', pageOf(stage));
    writeSession(stage.target);
    closers.add(() => removeSession());
    closers.add(tellCalls(stage, screen, ['refused', 'publish', 'denied']));
    const board = createBoard(options.board, stage, screen, signal);

    const queue = createQueue((paths) => rebuild(paths), QUIET_MS);
    const watcher = watch(watchedPaths(root), {
      ignoreInitial: true,
      ignored: (path, stats) => stats?.isFile() === true && !isSource(path),
    });
    closers.add(() => watcher.close());
    closers.add(() => queue.stop());
    let savedAt = 0;
    watcher.on('all', (event, path) => {
      if (event.endsWith('Dir')) return;
      savedAt ||= performance.now();
      queue.saved(inRoot(root, path));
    });
    watcher.on('error', (error) => screen.problem(`files are not watched: ${String(error)}`));

    async function rebuild(paths: readonly string[]): Promise<void> {
      const since = savedAt;
      savedAt = 0;
      screen.say('saved', paths.join(', '));
      await board.take(() => build(areTools(paths)), since);
    }
    await orAborted(
      board.take(() => first, undefined),
      signal,
    );
    // A build after others takes half as long: the first save is not to wait for that. The board has its bundle by now.
    if (!options.createBuilder) for (let i = 0; i < WARM_BUILDS; i++) void build(false).catch(() => undefined);
    screen.next([], 'save a file of firmware/ or board/; Ctrl-C ends the board and the cloud');
    return await orAborted(new Promise<never>(() => undefined), signal);
  } finally {
    await closers.close();
  }
}

const inRoot = (root: string, path: string): string => relative(root, path).split(sep).join('/');

/** The board, and the bundle that it runs. */
function createBoard(kind: string, stage: Stage, screen: Screen, signal: AbortSignal) {
  let running: string | undefined;
  let bytes: number | undefined;

  let last: Promise<void> = Promise.resolve();

  /** What is taken while another one is being taken waits for it. */
  function take(build: () => Promise<Built>, since: number | undefined): Promise<void> {
    last = last.then(() => takeNow(build, since));
    return last;
  }
  /** Builds and starts the board with the result, where that is another one. `since` is when it was saved. */
  async function takeNow(build: () => Promise<Built>, since: number | undefined): Promise<void> {
    let made: Built;
    const done = screen.busy('bundle', 'building');
    try {
      made = await build();
    } catch (error) {
      done();
      if (!signal.aborted)
        told(
          error,
          running === undefined ? 'the board waits for a bundle' : 'the board goes on with the bundle before',
        );
      return;
    }
    done();
    screen.bundle(made);
    if (bytes !== undefined && made.bytes !== bytes)
      screen.say('', `${made.bytes > bytes ? '+' : ''}${made.bytes - bytes} bytes`);
    bytes = made.bytes;
    // Not the digest: the source map changes with every comment, which the board never sees.
    const code = await readFile(made.file, 'utf8');
    if (code === running) return screen.say('board', `${kind}: goes on, its bundle is the same`);
    await start(made, code, since);
  }
  async function start(made: Built, code: string, since: number | undefined): Promise<void> {
    try {
      const { device, ms } = await stage.boot(made.file);
      running = code;
      const after =
        since === undefined ? '' : `, ${((performance.now() - since) / 1000).toFixed(1)} s after it was saved`;
      screen.say('board', `${kind}: online in ${Math.round(ms)} ms${after}`);
      void device.exited.then((exit) => {
        if (running !== code || exit.asked || signal.aborted) return;
        running = undefined;
        told(new Error(describeExit(exit)), 'the next bundle starts it again');
      });
    } catch (error) {
      running = undefined;
      if (!signal.aborted) told(error, 'the next bundle starts it again');
    }
  }
  function told(error: unknown, then: string): void {
    screen.problem(error instanceof Error ? error.message : String(error));
    screen.say('board', `${kind}: ${then}`);
  }
  return { take };
}

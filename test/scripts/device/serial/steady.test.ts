// Restarts that nobody asked for: told from other failures, the program stopped, the work done again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../../../../scripts/device/serial/console.ts';
import { BoardError } from '../../../../scripts/device/serial/problem.ts';
import { steadily } from '../../../../scripts/device/serial/steady.ts';

/** A board of which a mark and a program are known; `restart` takes the mark away where the program still runs. */
function boardWith(options: { stops?: boolean } = {}) {
  let mark: string | undefined;
  let isRunning = true;
  let resets = 0;
  let unplug: (why: string) => void = () => undefined;
  const closed = new Promise<string>((resolve) => {
    unplug = resolve;
  });
  let isGone = false;
  const console = {
    port: { closed } as Console['port'],
    async evaluate(expression: string) {
      if (isGone) throw new Error('gone');
      if (expression.endsWith('=1)')) mark = '1';
      if (!expression.includes('reset()')) return mark ?? 'undefined';
      resets++;
      mark = undefined;
      if (options.stops !== false) isRunning = false;
      return '1';
    },
  };
  return {
    console,
    restart() {
      if (!isRunning) return false;
      mark = undefined;
      return true;
    },
    unplug() {
      isGone = true;
      unplug('unplugged');
    },
    resets: () => resets,
  };
}

const waits: number[] = [];
const wait = async (ms: number): Promise<void> => void waits.push(ms);
const failure = new BoardError('upload', 'no answer.');

test('work that goes well is done once, and nothing is stopped', async () => {
  const board = boardWith();
  assert.equal(await steadily(board.console, async () => 'done', wait), 'done');
  assert.equal(board.resets(), 0);
});

test('work that fails on a board that has not restarted fails as it is', async () => {
  const board = boardWith();
  let times = 0;
  const work = async (): Promise<never> => {
    times++;
    throw failure;
  };
  await assert.rejects(steadily(board.console, work, wait), (error) => error === failure);
  assert.deepEqual([times, board.resets()], [1, 0]);
});

test('a board that restarts under the work is stopped, and the work done again', async () => {
  const board = boardWith();
  const told: boolean[] = [];
  const work = async (hasRestarted: () => Promise<boolean>): Promise<string> => {
    const fails = board.restart();
    told.push(await hasRestarted());
    if (fails) throw failure;
    return 'done';
  };
  assert.equal(await steadily(board.console, work, wait), 'done');
  assert.deepEqual([told, board.resets(), waits], [[true, false], 1, [300]]);
});

test('a board that cannot be stopped is told after three times, with its step and what erases it', async () => {
  const board = boardWith({ stops: false });
  const work = async (): Promise<never> => {
    board.restart();
    throw failure;
  };
  await assert.rejects(steadily(board.console, work, wait), {
    step: 'upload',
    message:
      'no answer. It restarts by itself again and again: erase its flash by npm run flash with --firmware and --erase',
  });
  assert.equal(board.resets(), 3);
});

test('a port that is gone ends it with the failure, and is asked no more', async () => {
  const board = boardWith();
  const work = async (): Promise<never> => {
    board.unplug();
    throw failure;
  };
  await assert.rejects(steadily(board.console, work, wait), (error) => error === failure);
  assert.equal(board.resets(), 0);
});

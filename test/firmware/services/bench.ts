// What the tests of services stand on: the interpreter, the whole table, and the rest of the runtime as tests play it.
import assert from 'node:assert/strict';
import { afterEach, beforeEach } from 'node:test';
import { installInterpreter } from '../interpreter.ts';

export const board = installInterpreter();
// After the interpreter: the board's start is when these are loaded.
const { find, prepare, SERVICES } = await import('../../../firmware/services/services.ts');
const { outside } = await import('../../../firmware/services/outside.ts');
const { makeSafe } = await import('../../../firmware/pins/pins.ts');

export { SERVICES };

/** The names of all services. */
export const NAMES = find();

/** What was posted. */
export const posts: [identifier: string, params: unknown][] = [];

/** What tests turn: whether posts are taken; how often a restart was asked for. */
export const world = { online: true, restarts: 0 };

beforeEach(() => {
  board.useTimers();
  board.useStorage();
  posts.length = 0;
  Object.assign(world, { online: true, restarts: 0 });
  Object.assign(outside, {
    find,
    prepare,
    counters: () => ({ unknown: 0 }),
    restart: () => void world.restarts++,
    post(identifier: string, params: unknown): boolean {
      if (world.online) posts.push([identifier, structuredClone(params)]);
      return world.online;
    },
  });
});
afterEach(() => {
  makeSafe();
  // The changes that this makes are posted, so that nothing of one test is left for the next.
  world.online = true;
  board.advance(10_000);
  board.clear();
});

/** What the service answers; throws its refusal. A call that is answered later gives what `later` was told. */
export function answer(identifier: string, params: unknown = {}): unknown {
  const told: unknown[] = [];
  const work = prepare({ id: '1', identifier, params: params as Record<string, unknown> });
  const call = {
    reply: (data: unknown) => void told.push(data),
    fail: (code: number, message: string) => void told.push({ code, message }),
  };
  return work[0](work[1], () => call) ?? told;
}

/** The service refuses with this code in these words. */
export function refuses(identifier: string, params: unknown, code: number, message: string): void {
  assert.throws(
    () => answer(identifier, params),
    (thrown) => {
      assert.deepEqual(thrown, { code, message }, `${identifier} ${JSON.stringify(params)}`);
      return true;
    },
  );
}

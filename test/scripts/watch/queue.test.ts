import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQueue, type Timers } from '../../../scripts/watch/queue.ts';

/** Timers that run when a test says so. */
function fakeTimers() {
  let now = 0;
  let waiting: { f: () => void; at: number }[] = [];
  const timers: Timers = {
    set(f, ms) {
      const timer = { f, at: now + ms };
      waiting.push(timer);
      return timer;
    },
    clear(timer) {
      waiting = waiting.filter((one) => one !== timer);
    },
  };
  return {
    timers,
    async advance(ms: number) {
      now += ms;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { f } of due) f();
      // What hangs on ended work runs first.
      await new Promise(setImmediate);
    },
  };
}

/** A queue with work that ends when a test says so. */
function bench() {
  const clock = fakeTimers();
  const done: (readonly string[])[] = [];
  let end: () => void = () => undefined;
  const queue = createQueue(
    (paths) => {
      done.push(paths);
      return new Promise((resolve) => {
        end = resolve;
      });
    },
    60,
    clock.timers,
  );
  return {
    ...clock,
    done,
    queue,
    async end() {
      end();
      await new Promise(setImmediate);
    },
  };
}

test('saves close together are one piece of work, begun when nothing more is saved', async () => {
  const { queue, advance, done } = bench();
  queue.saved('a.ts');
  await advance(50);
  queue.saved('b.ts');
  queue.saved('a.ts');
  await advance(50);
  assert.deepEqual(done, []);
  await advance(10);
  assert.deepEqual(done, [['a.ts', 'b.ts']]);
});

test('what is saved in the midst of work is one more piece of work after it, never at the same time', async () => {
  const { queue, advance, done, end } = bench();
  queue.saved('a.ts');
  await advance(60);
  queue.saved('b.ts');
  await advance(60);
  queue.saved('c.ts');
  await advance(60);
  assert.deepEqual(done, [['a.ts']]);
  await end();
  assert.deepEqual(done, [['a.ts'], ['b.ts', 'c.ts']]);
  await end();
  await advance(1000);
  assert.equal(done.length, 2);
});

test('work that ends while more is being saved waits until nothing more is', async () => {
  const { queue, advance, done, end } = bench();
  queue.saved('a.ts');
  await advance(60);
  queue.saved('b.ts');
  await end();
  assert.equal(done.length, 1);
  await advance(60);
  assert.deepEqual(done, [['a.ts'], ['b.ts']]);
});

test('after its stop nothing is begun, and what is under way is waited for', async () => {
  const { queue, advance, done, end } = bench();
  queue.saved('a.ts');
  await advance(60);
  queue.saved('b.ts');
  let stopped = false;
  const stopping = queue.stop().then(() => {
    stopped = true;
  });
  await advance(1000);
  assert.equal(stopped, false);
  await end();
  await stopping;
  queue.saved('c.ts');
  await advance(1000);
  assert.deepEqual(done, [['a.ts']]);
});

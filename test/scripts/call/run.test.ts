import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pooled, type Run, runCalls } from '../../../scripts/call/run.ts';
import type { Transport } from '../../../scripts/call/transport.ts';

/** A run on a clock of its own; each call takes `tookMs`. */
function runOn(more: Partial<Run>, tookMs: (round: number) => number, codes: Record<string, number> = {}) {
  let time = 1000;
  const starts: number[] = [];
  const waits: number[] = [];
  const run: Run = {
    transports: [{ device: 'a' } as Transport],
    async call({ device }) {
      starts.push(time);
      time += tookMs(starts.length);
      return { device, code: codes[device] ?? 200, data: {}, message: '', ms: 1 };
    },
    rounds: 3,
    everyMs: 0,
    onRound: () => undefined,
    now: () => time,
    async wait(ms) {
      waits.push(ms);
      time += ms;
    },
    ...more,
  };
  return { run, starts, waits };
}

test('rounds follow one another at once where no time is given', async () => {
  const { run, starts, waits } = runOn({}, () => 10);
  assert.equal(await runCalls(run), true);
  assert.deepEqual([starts, waits], [[1000, 1010, 1020], []]);
});

test('a watch goes from start to start, and nothing waits after the last', async () => {
  const { run, starts, waits } = runOn({ everyMs: 100 }, () => 30);
  await runCalls(run);
  assert.deepEqual(
    [starts, waits],
    [
      [1000, 1100, 1200],
      [70, 70],
    ],
  );
});

test('a round that took too long is followed at once, and those missed are not caught up with', async () => {
  const { run, starts } = runOn({ everyMs: 100, rounds: 4 }, (round) => (round === 1 ? 350 : 30));
  await runCalls(run);
  assert.deepEqual(starts, [1000, 1350, 1450, 1550]);
});

test('one answer other than 200 makes the run a failed one, and does not end it', async () => {
  const rounds: string[] = [];
  const transports = ['a', 'b'].map((device) => ({ device }) as Transport);
  const onRound: Run['onRound'] = (outcomes) => {
    rounds.push(outcomes.map(({ device, code }) => `${device}${code}`).join(' '));
  };
  const { run } = runOn({ transports, onRound, rounds: 2 }, () => 1, { b: 460 });
  assert.equal(await runCalls(run), false);
  assert.deepEqual(rounds, ['a200 b460', 'a200 b460']);
});

test('so many at once are under way, and the results keep the order', async () => {
  let now = 0;
  let most = 0;
  const gates: (() => void)[] = [];
  const all = pooled([1, 2, 3, 4, 5], 2, async (n) => {
    now++;
    most = Math.max(most, now);
    await new Promise<void>((resolve) => gates.push(resolve));
    now--;
    return n * 10;
  });
  while (gates.length > 0) {
    gates.pop()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual([await all, most], [[10, 20, 30, 40, 50], 2]);
});

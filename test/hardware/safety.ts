// Cases: first and safe states, at a reset and while the link is down.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PinData } from '../../scripts/bundle/board.ts';
import { need, type Sight, seen, unseen } from '../../scripts/hardware/suite.ts';
import type { Bench } from './bench/bench.ts';
import { levelOf } from './bench/roles.ts';
import { assertRest, outputsOf, watchBoot } from './bench/states.ts';
import { cases } from './bench/theme.ts';

/** Nobody waits longer than this for an output to become safe, in s. */
const MOST_AWAY_S = 60;
/** Connections that are refused: more than a board can make meanwhile. */
const ALL = 1_000_000;

/** The output that becomes safe soonest while the link is down. */
function awayOf(bench: Bench): Sight<{ pin: PinData; seconds: number }> {
  const found = outputsOf(bench)
    .flatMap((pin) => (pin.offlineAfter === undefined ? [] : [{ pin, seconds: pin.offlineAfter }]))
    .sort((a, b) => a.seconds - b.seconds)[0];
  if (!found) return unseen('no output of this board has one');
  if (found.seconds > MOST_AWAY_S) return unseen(`${found.seconds} s are too long to wait for`);
  return seen(found);
}

export default cases('safe states', (check) => {
  check('a reset puts every output into its first state, whatever ran', async (trial) => {
    const { bench } = trial;
    const { name: pin } = need('a reset', bench.pins.output);
    await bench.done('BlinkPin', { pin, on: 20 });
    const wire = await watchBoot(bench);
    await bench.andBack(() => bench.board.restart());
    await assertRest(trial, 'initial', wire);
  });

  check(
    'an output with offlineAfter becomes safe when the link has been down for so long, not before',
    async ({ bench, see }) => {
      const { proxy, done, eyes, board } = bench;
      const { pin, seconds } = need('offlineAfter', awayOf(bench));
      const safe = levelOf(pin, pin.safe ?? 0);
      const level = async (): Promise<number> => Number(await board.evaluate(`0+digitalRead(${pin.pin})`));
      await done('SetPin', { pin: pin.name, value: 1 - (pin.safe ?? 0) });
      const wire = await eyes.watch(pin);
      proxy.refuse(ALL);
      try {
        await bench.hurry(async () => {
          const from = bench.lines.all.length;
          proxy.cut();
          await bench.lines.find((line) => /^W \S+ link /.test(line), from);
          const started = performance.now();
          assert.equal(await level(), 1 - safe, 'not at once');
          const passed = (): number => (performance.now() - started) / 1000;
          while ((await level()) !== safe) {
            assert.ok(passed() < seconds + 5, `not safe after ${passed().toFixed(1)} s`);
            await sleep(100);
          }
          if (bench.kind !== 'virtual')
            assert.ok(passed() > seconds - 2, `safe after ${passed().toFixed(1)} s already`);
        });
        const changes = 'seen' in wire ? wire.seen.changes : wire;
        await see(`level of ${pin.name}`, changes, async (told) =>
          assert.deepEqual(
            (await told()).map(({ value }) => value),
            [safe],
          ),
        );
      } finally {
        await bench.andBack(() => proxy.refuse(0));
      }
    },
  );
});

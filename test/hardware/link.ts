// Cases: a link that is lost, refused, or half-open, and a broker that restarts.
import assert from 'node:assert/strict';
import { need } from '../../scripts/hardware/suite.ts';
import type { Bench } from './bench/bench.ts';
import { levelOf } from './bench/roles.ts';
import { cases } from './bench/theme.ts';

/** A line that tells of a lost link and of the next try. */
const LOST = /^W \S+ link \S.*; next try in \d+ ms$/;

/** The link was lost and is there again: the board has said so, and it serves. */
async function assertBack(bench: Bench, from: number): Promise<void> {
  await bench.lines.find((line) => LOST.test(line), from);
  await bench.done('Ping');
}

/** How long a half-open link may go unnoticed: 1.5 keep alives of 30 s, and a retry; with room for a busy computer. */
const HALF_OPEN_MS = 60_000;

export default cases('links and brokers', (check) => {
  for (const [what, lose] of [
    ['a connection that is cut is made again', (bench) => bench.proxy.cut()],
    ['a connection that is reset is made again', (bench) => bench.proxy.reset()],
    [
      'a server that takes no connection is tried until it does',
      (bench) => {
        bench.proxy.refuse(3);
        bench.proxy.cut();
      },
    ],
  ] as readonly (readonly [string, (bench: Bench) => void])[])
    check(what, async ({ bench }) => {
      const from = bench.lines.all.length;
      await bench.andBack(() => lose(bench));
      await assertBack(bench, from);
    });

  check('a connection cut with the answer on its way: the pin has moved once', async ({ bench, see }) => {
    const { proxy, call, done, eyes } = bench;
    const output = need('a call that moves a pin', bench.pins.output);
    const end = await eyes.end(output);
    proxy.freeze('up');
    const called = assert.rejects(call('TogglePin', { pin: output.name }, { timeout: 1000 }));
    await proxy.whenHeld();
    await bench.andBack(() => {
      proxy.cut();
      proxy.thaw();
    });
    await called;
    assert.deepEqual(await done('GetPin', { pin: output.name }), { pin: output.name, value: 1 });
    await see(`level of ${output.name}`, end, async (level) => assert.equal(await level(), levelOf(output, 1)));
  });

  check('when the broker restarts the board comes back by itself, its pins as they were', async ({ bench, see }) => {
    const { cloud, lines, done, eyes } = bench;
    const output = need('a pin that stays', bench.pins.output);
    await done('SetPin', { pin: output.name, value: 1 });
    const wire = await eyes.watch(output);
    const from = lines.all.length;
    await bench.andBack(async () => {
      await cloud.stop();
      await lines.find((line) => LOST.test(line), from);
      await cloud.start();
    });
    await assertBack(bench, from);
    assert.deepEqual(await done('GetPin', { pin: output.name }), { pin: output.name, value: 1 });
    await see(`level of ${output.name}`, wire, async ({ moves }) => assert.deepEqual(await moves(), []));
  });

  check(
    'a half-open link is found within 1.5 keep alives, and made again',
    async ({ bench, note }) => {
      const from = bench.lines.all.length;
      const started = performance.now();
      await bench.hurry(() =>
        bench.andBack(async () => {
          bench.proxy.halfOpen();
          await bench.lines.find(
            (line) => /^W \S+ link no PINGRESP in \d+ ms; next try in \d+ ms$/.test(line),
            from,
            HALF_OPEN_MS,
          );
        }),
      );
      if (bench.kind !== 'virtual')
        note('half-open link until it was there again', `${((performance.now() - started) / 1000).toFixed(1)} s`);
      await assertBack(bench, from);
    },
    2 * HALF_OPEN_MS,
  );
});

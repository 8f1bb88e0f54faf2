// Cases: packets that come in pieces, several at once, and late.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { need } from '../../scripts/hardware/suite.ts';
import type { Bench } from './bench/bench.ts';
import { cases } from './bench/theme.ts';

/** The output that these cases set. */
const outputOf = (bench: Bench): string => need('a call that moves a pin', bench.pins.output).name;

/** Sets the output on and off, which must be answered with what was set. */
async function assertServes(bench: Bench): Promise<void> {
  const pin = outputOf(bench);
  for (const value of [1, 0]) assert.deepEqual(await bench.done('SetPin', { pin, value }), { pin, value });
}

export default cases('packets split, joined, late', (check) => {
  check('a byte at a time, both ways, is as good as all at once', async ({ bench }) => {
    bench.proxy.trickle(true);
    await assertServes(bench);
    await bench.andBack(() => bench.proxy.cut());
    await assertServes(bench);
    bench.proxy.trickle(false);
  });

  check('requests that come in one segment are answered each on its own message', async ({ bench }) => {
    const { proxy, call } = bench;
    const pin = outputOf(bench);
    const before = proxy.connections;
    proxy.freeze('down');
    const asked: Promise<{ code: number; data: unknown }>[] = [];
    for (const [service, params] of [
      ['SetPin', { pin, value: 1 }],
      ['GetPin', { pin }],
      ['TogglePin', { pin }],
      ['SetPin', { pin, value: 2 }],
    ] as const) {
      const held = proxy.held;
      asked.push(call(service, params));
      for (let tries = 0; proxy.held === held && tries < 500; tries++) await sleep(10);
    }
    proxy.thaw(true);
    const answers = await Promise.all(asked);
    assert.deepEqual(
      answers.map(({ code, data }) => (code === 200 ? data : code)),
      [{ pin, value: 1 }, { pin, value: 1 }, { pin, value: 0 }, 460],
    );
    assert.equal(proxy.connections, before, 'on the connection that it has');
  });

  for (const [what, direction] of [
    ['a request that is late is answered, on the connection it came on', 'down'],
    ['an answer that is late arrives', 'up'],
  ] as const)
    check(what, async ({ bench }) => {
      const { proxy, done } = bench;
      const pin = outputOf(bench);
      const before = proxy.connections;
      proxy.freeze(direction);
      const called = done('SetPin', { pin, value: 1 });
      called.catch(() => undefined);
      await proxy.whenHeld();
      proxy.thaw();
      assert.deepEqual(await called, { pin, value: 1 });
      assert.equal(proxy.connections, before);
    });
});

// Cases: requests that come more than once.
import assert from 'node:assert/strict';
import { need } from '../../scripts/hardware/suite.ts';
import type { Bench } from './bench/bench.ts';
import { cases } from './bench/theme.ts';

/** How many repeated requests the board has counted. */
async function repeated(bench: Bench): Promise<number> {
  const { counters } = (await bench.done('GetInfo')) as { counters: { calls: { repeated: number } } };
  return counters.calls.repeated;
}

export default cases('duplicate requests', (check) => {
  for (const times of [2, 4])
    check(`a request that comes ${times} times moves the pin once, and is counted`, async ({ bench, see }) => {
      const { proxy, done, eyes } = bench;
      const output = need('a call that moves a pin', bench.pins.output);
      const pin = output.name;
      const before = await repeated(bench);
      const wire = await eyes.watch(output);
      proxy.changeNext((packet) => Buffer.concat(Array.from({ length: times }, () => packet)));
      assert.deepEqual(await done('TogglePin', { pin }), { pin, value: 1 });
      assert.deepEqual(await done('GetPin', { pin }), { pin, value: 1 }, 'it has moved more than once');
      await see(`level of ${pin}`, wire, async ({ moves }) => assert.deepEqual(await moves(), [1]));
      assert.equal((await repeated(bench)) - before, times - 1);
    });

  check('a request that comes again while it waits for its end does nothing more', async ({ bench, see }) => {
    const { proxy, done, eyes } = bench;
    const output = need('a pulse', bench.pins.output);
    const wire = await eyes.watch(output);
    proxy.changeNext((packet) => Buffer.concat([packet, packet]));
    const { value } = await done('PulsePin', { pin: output.name, ms: 400, wait: 1 });
    assert.equal(value, 0);
    await see(`level of ${output.name}`, wire, async ({ moves }) => assert.deepEqual(await moves(), [1, 0]));
  });
});

// Cases: memory and times over a thousand calls.
import assert from 'node:assert/strict';
import { need, seen, unseen } from '../../scripts/hardware/suite.ts';
import type { Bench } from './bench/bench.ts';
import { cases } from './bench/theme.ts';

const CALLS = 1000;
/** Calls before the first look: they fill the ring of answered calls and the requests that are kept as they were read. */
const WARM_UP = 40;
/** JsVars that two looks may differ by: a timer that happens to run, a number with more digits. */
const SLACK = 12;

/** JsVars in use and in all, as the board's console says. */
async function memory(bench: Bench): Promise<{ usage: number; total: number }> {
  const [usage, total] = (await bench.evaluate('[process.memory().usage,process.memory().total]')) as [number, number];
  return { usage, total };
}

export default cases('memory over 1,000 calls', (check) => {
  check(
    `${CALLS} calls are all answered right, and leave no memory behind`,
    async ({ bench, see, note }) => {
      const { name: pin } = need('calls that move a pin', bench.pins.output);
      const times: number[] = [];
      const calls = async (count: number): Promise<void> => {
        for (let i = 1; i <= count; i++) {
          // By RRpc the envelope's ids have all the same length, and with it what the board keeps of them.
          const { code, data, ms } = await bench.call('SetPin', { pin, value: i % 2 }, { rrpc: true });
          assert.deepEqual([code, data], [200, { pin, value: i % 2 }], `call ${i}`);
          times.push(ms);
        }
      };
      await calls(WARM_UP);
      const before = await memory(bench);
      times.length = 0;
      const started = performance.now();
      await calls(CALLS);
      const seconds = (performance.now() - started) / 1000;
      const after = await memory(bench);
      times.sort((a, b) => a - b);
      const at = (share: number): string => `${(times[Math.floor(share * (CALLS - 1))] ?? 0).toFixed(1)} ms`;
      note('1,000 calls', `${seconds.toFixed(1)} s; half within ${at(0.5)}, 99 % within ${at(0.99)}, longest ${at(1)}`);
      // GetInfo answers by the same figures.
      const info = (await bench.done('GetInfo')).memory as { total: number };
      assert.equal(info.total, after.total);
      const counted = bench.kind === 'virtual' ? unseen('the virtual board counts no JsVars') : seen(after);
      await see('JsVars before and after', counted, ({ usage, total }) => {
        note('JsVars in use', `${before.usage} before, ${usage} after the calls, of ${total}`);
        assert.ok(Math.abs(usage - before.usage) <= SLACK, `${before.usage} JsVars before, ${usage} after`);
      });
    },
    300_000,
  );
});

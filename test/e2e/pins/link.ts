// Cases: every output's level over time for a link that comes, goes, comes back in time, and stays away. A real cloud, real
// time, on every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { tableOf } from '../../../scripts/device/history.ts';
import { startFaultProxy } from '../../support/faultProxy.ts';
import { cloudFor, type Kind, missing } from '../rig.ts';
import { benchFor, done, FAN_AWAY, PIN, type PinBench, VALVE_AWAY } from './bench.ts';

const OUTPUTS = [PIN.led, PIN.relay, PIN.fan, PIN.valve, PIN.lamp, PIN.heater, PIN.up, PIN.down, PIN.dimmer, PIN.glow];
/** Levels on those wires when no output is in its safe state but the two that may not stay on, and one locked by another. */
const SET = [1, 1, 1, 0, 0, 0, 1, 1, 0.5, 0];
/** The same once `valve` is safe, which is on, and once `fan` is too. */
const VALVE_SAFE = [1, 1, 1, 1, 0, 0, 1, 1, 0.5, 0];
const BOTH_SAFE = [1, 1, 0, 1, 0, 0, 1, 1, 0.5, 0];

/** How much later than it should a safe state may come, in ms: a computer that is busy is slow to tell of the cut. */
const LATE = 3000;
/** The interpreter's times are whole milliseconds. */
const ROUNDED = 2;

/** Puts every output out of its safe state that may stay there. */
async function setAll(bench: PinBench): Promise<void> {
  for (const pin of ['led', 'fan', 'up', 'glow']) await done(bench, 'SetPin', { pin, value: 1 });
  for (const pin of ['valve', 'lamp', 'heater']) await done(bench, 'SetPin', { pin, value: 0 });
  await done(bench, 'SetPwm', { pin: 'dimmer', duty: 0.5 });
}

/** When `pin` last took a level, on the board's clock. */
function lastAt(bench: PinBench, pin: number): number {
  return bench.pins.all.findLast((change) => change.pin === pin)?.ms ?? Number.NaN;
}

/** Turns the LED off and on, so that the board's own clock tells when; gives that time. */
async function mark(bench: PinBench): Promise<number> {
  for (const value of [0, 1]) await done(bench, 'SetPin', { pin: 'led', value });
  return lastAt(bench, PIN.led);
}

/** A safe state came its seconds after the cut, not before, and not much later. */
function cameAfter(bench: PinBench, pin: number, cut: number, seconds: number): void {
  const took = lastAt(bench, pin) - cut;
  assert.ok(took >= seconds * 1000 - ROUNDED && took <= seconds * 1000 + LATE, `D${pin} after ${took} ms`);
}

/** The cases of the link and the safe states on this kind of board. */
export function linkCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 120_000 }, body);

  check(
    'levels are kept with a link and through a short loss; a long one makes safe what has offlineAfter',
    async (t) => {
      const cloud = await cloudFor(t);
      const proxy = await startFaultProxy(cloud.mqttPort);
      t.after(() => proxy.stop());
      const bench = await benchFor(t, kind, { real: true, port: proxy.port });
      const said = (end: string, from: number) => bench.lines.find((line) => line.includes(end), from);
      const table = (times: readonly number[]) => tableOf(bench.pins.all, OUTPUTS, times);
      const now = () => table([Number.POSITIVE_INFINITY])[0];
      /** Cuts the link and waits until the board knows; it stays away where it is told so. */
      const lose = async (isLong: boolean): Promise<void> => {
        const from = bench.lines.all.length;
        proxy.refuse(isLong ? 1000 : 0);
        proxy.cut();
        await said('next try in', from);
      };
      const back = async (from: number): Promise<void> => {
        proxy.refuse(0);
        await said('link ready', from);
      };

      // 1. The time from the boot on, without a link, was counted; the link came before it was up.
      await said('link ready', 0);
      await setAll(bench);
      await bench.pass(Math.max(0, FAN_AWAY * 1000 + 300 - bench.now()));
      assert.deepEqual(now(), SET, 'connected');

      // 2. Twice lost and there again before any time is up: what was counted is forgotten.
      const changes = bench.pins.all.length;
      for (let i = 0; i < 2; i++) {
        const from = bench.lines.all.length;
        const began = performance.now();
        await lose(false);
        await back(from);
        assert.ok(performance.now() - began < VALVE_AWAY * 1000, 'this computer is too slow to reconnect in time');
      }
      await bench.pass(FAN_AWAY * 1000 + 300);
      assert.deepEqual(bench.pins.all.slice(changes), [], 'no output moves at a loss, nor at a return');

      // 3. Lost for long: each at its own time, counted from the loss, and no other.
      const cut = await mark(bench);
      const third = bench.pins.all.length;
      await lose(true);
      await bench.pins.find(({ pin }) => pin === PIN.fan, third);
      cameAfter(bench, PIN.valve, cut, VALVE_AWAY);
      cameAfter(bench, PIN.fan, cut, FAN_AWAY);
      assert.deepEqual(
        table([cut, cut + VALVE_AWAY * 1000 - 10, lastAt(bench, PIN.valve), cut + FAN_AWAY * 1000 - 10]),
        [SET, SET, VALVE_SAFE, VALVE_SAFE],
      );
      assert.deepEqual(now(), BOTH_SAFE);

      // 4. There again: what is safe stays so until it is set. Lost again: the time starts anew.
      const lines = bench.lines.all.length;
      await back(lines);
      assert.deepEqual(now(), BOTH_SAFE);
      await setAll(bench);
      const again = await mark(bench);
      const fourth = bench.pins.all.length;
      await lose(true);
      await bench.pins.find(({ pin }) => pin === PIN.valve, fourth);
      cameAfter(bench, PIN.valve, again, VALVE_AWAY);
      assert.deepEqual(table([again + VALVE_AWAY * 1000 - 10]), [SET]);
      assert.deepEqual(table([lastAt(bench, PIN.valve)]), [VALVE_SAFE], 'the time of the fan is not up');
    },
  );
}

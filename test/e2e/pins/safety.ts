// Cases: every output's level over time, through boot, reboot, a lost link, a crash, and no network. On every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { PinChange } from '../../../scripts/device/device.ts';
import { pulsesOf, tableOf } from '../../../scripts/device/history.ts';
import { type Kind, missing } from '../rig.ts';
import {
  type BenchOptions,
  benchFor,
  done,
  FAN_AWAY,
  HEATER_MOST,
  lasted,
  PIN,
  type PinBench,
  VALVE_AWAY,
} from './bench.ts';

/** The outputs that are only on or off, in the order of the tables. */
const OUTPUTS = [
  PIN.led,
  PIN.relay,
  PIN.fan,
  PIN.valve,
  PIN.lamp,
  PIN.heater,
  PIN.up,
  PIN.down,
  PIN.dimmer,
  PIN.warm,
  PIN.glow,
];

/** Levels on those wires: led, relay, fan, valve, lamp, heater, up, down, dimmer, warm, glow. */
const INITIAL = [0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 1];
/** The same once the heater has been on for as long as it may. */
const WARM = [0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1];
const SAFE = [0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1];
/** What `moveAll` makes of them. */
const MOVED = [1, 0, 1, 0, 0, 1, 1, 1, 0.5, 0, 0];

/** Turns every output over that may be. */
async function moveAll(bench: PinBench): Promise<void> {
  for (const pin of ['led', 'relay', 'fan', 'heater', 'up', 'glow']) await done(bench, 'SetPin', { pin, value: 1 });
  for (const pin of ['valve', 'lamp']) await done(bench, 'SetPin', { pin, value: 0 });
  await done(bench, 'SetPwm', { pin: 'dimmer', duty: 0.5 });
}

/** What the wires had at these times. */
function table(bench: PinBench, times: readonly number[]): (number | undefined)[][] {
  return tableOf(bench.pins.all, OUTPUTS, times);
}

/** What the wires have now. */
function now(bench: PinBench): (number | undefined)[] {
  return table(bench, [Number.POSITIVE_INFINITY])[0] ?? [];
}

/** The cases of safe states on this kind of board. */
export function safetyCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 120_000 }, body);

  for (const [what, options, line] of [
    ['no settings', { blank: true }, /^E .* boot device\.json/],
    ['no network', {}, /^W .* link cannot connect/],
    ['settings that are wrong', { settings: { port: 0 } }, /^E .* boot device\.json: port must be/],
  ] as readonly (readonly [string, BenchOptions, RegExp])[])
    check(`a boot with ${what} puts every output into its first state once, then holds its limits`, async (t) => {
      const bench = await benchFor(t, kind, options);
      await bench.lines.find((text) => line.test(text));
      const first = bench.pins.all.filter(({ pin, value }) => !(pin === PIN.heater && value === 0));
      const seen = first.map(({ pin }: PinChange) => pin);
      assert.equal(new Set(seen).size, seen.length, 'no output moves twice');
      assert.equal(seen.length, OUTPUTS.length + 2, 'the servo and the DAC too');
      const booted = Math.max(...first.map(({ ms }) => ms));
      await bench.pass(FAN_AWAY * 1000 + 1000);
      const warm = () => pulsesOf(bench.pins.all, PIN.heater, 1);
      await bench.until(() => warm().length > 0, 0);
      lasted(kind, warm(), [HEATER_MOST]);
      assert.deepEqual(table(bench, [booted, booted + HEATER_MOST / 2]), [INITIAL, INITIAL]);
      assert.deepEqual(now(bench), WARM, 'fan and valve were safe already');
    });

  check(
    'outputs with offlineAfter get their safe state when the link has been down so long, the others stay',
    async (t) => {
      const bench = await benchFor(t, kind);
      await bench.plan([
        [0, 'SetPin', { pin: 'heater', value: 0 }],
        [0, 'SetPin', { pin: 'led', value: 1 }],
        [0, 'SetPin', { pin: 'fan', value: 1 }],
        [0, 'SetPin', { pin: 'valve', value: 0 }],
      ]);
      // Seen from outside, a level may be late.
      const latest = kind === 'virtual' ? 300 : 3000;
      const safe = (pin: number, value: number) =>
        bench.pins.all.filter((change) => change.pin === pin && change.value === value);
      const made = () => [safe(PIN.fan, 0), safe(PIN.valve, 1)] as const;
      await bench.until(() => made().every(({ length }) => length >= 2), FAN_AWAY * 1000 + latest);
      await bench.pass(300);
      const [fan, valve] = made();
      assert.deepEqual([fan.length, valve.length], [2, 2], 'at boot, and once more');
      // Counted from the boot: the link was never there.
      for (const [change, after] of [
        [fan[1], FAN_AWAY],
        [valve[1], VALVE_AWAY],
      ] as const) {
        const late = (change?.ms ?? 0) - after * 1000;
        assert.ok(late >= -50 && late < latest, `${late} ms`);
      }
      assert.equal((await done(bench, 'GetPin', { pin: 'led' })).value, 1);
    },
  );

  check('Reboot answers, then puts every output into its safe state, then starts anew and says why', async (t) => {
    const bench = await benchFor(t, kind, { unhurried: true });
    await moveAll(bench);
    assert.deepEqual(now(bench), MOVED);
    const lines = bench.lines.all.length;
    // What waits tells its reply on the console, for the board's memory does not outlive the restart.
    const told = 'function(json){print("the pulse: "+json)}';
    await bench.board.evaluate(`rrpc.call("PulsePin",{pin:"led",ms:6000,wait:1},${told})`);
    const from = bench.pins.all.length;
    // One goes off and on, so that the board's own clock tells when it was asked to restart.
    const plan = await bench.plan([
      [0, 'PulsePin', { pin: 'down', ms: 5000, wait: 1 }],
      [0, 'TogglePin', { pin: 'glow' }],
      [0, 'TogglePin', { pin: 'glow' }],
      [0, 'Reboot'],
      [0, 'SetPin', { pin: 'led', value: 0 }],
      [0, 'Ping'],
      [0, 'Reboot'],
    ]);
    const restarts = 'the board restarts';
    assert.deepEqual(
      plan.first.map((reply) => reply?.message ?? reply?.code),
      ['interlock: pin "up" is on', 200, 200, 200, restarts, restarts, restarts],
    );
    await bench.until(() => isDeepStrictEqual(now(bench), SAFE), 650);
    assert.deepEqual(now(bench), SAFE);
    const [off, on, next] = bench.pins.all.slice(from);
    assert.deepEqual([off?.pin, on?.pin], [PIN.glow, PIN.glow]);
    assert.ok((next?.ms ?? 0) - (on?.ms ?? 0) >= 498, 'nothing moves until the answer is gone');
    await bench.pass(500);
    const pulse = await bench.lines.find((line) => line.startsWith('the pulse: '), lines);
    assert.match(pulse, /another command ended the pulse/, 'and what waited was answered');
    await bench.lines.find((line) => / boot espruino-rrpc /.test(line), lines);
    await bench.pass(100);
    assert.equal((await done(bench, 'GetInfo')).resetReason, 'reboot');
    assert.deepEqual(now(bench), INITIAL);
    await bench.board.restart();
    await bench.pass(10);
    const { resetReason } = await done(bench, 'GetInfo');
    assert.equal(resetReason, 'start 2 without a link', 'the reason is told once');
  });

  check('an error that nobody catches is one line, every output is safe, and the board serves on', async (t) => {
    const bench = await benchFor(t, kind, { unhurried: true });
    await moveAll(bench);
    await done(bench, 'BlinkPin', { pin: 'led', on: 20 });
    await bench.board.evaluate('setTimeout(function(){throw new Error("out of paper")},1)');
    await bench.pass(100);
    await bench.lines.find((line) => /^E \S+ boot uncaught: out of paper$/.test(line));
    await bench.until(() => isDeepStrictEqual(now(bench), SAFE), 0);
    assert.deepEqual(now(bench), SAFE);
    const from = bench.pins.all.length;
    await bench.pass(200);
    assert.equal(bench.pins.all.length, from, 'nothing blinks on');
    assert.deepEqual(await done(bench, 'SetPin', { pin: 'led', value: 1 }), { pin: 'led', value: 1 });
  });

  check('a handler that throws is answered 100500, and no output moves', async (t) => {
    const bench = await benchFor(t, kind, { unhurried: true });
    await moveAll(bench);
    await bench.board.evaluate('analogRead=function(){throw new Error("out of ink")}');
    const { code, message } = await bench.ask('ReadAnalog', { pin: 'light' });
    assert.equal(code, 100500);
    assert.match(String(message), /out of ink/);
    assert.deepEqual(now(bench), MOVED);
    assert.deepEqual(await done(bench, 'SetPin', { pin: 'led', value: 0 }), { pin: 'led', value: 0 });
    assert.ok(!bench.lines.all.some((line) => line.includes('uncaught')));
  });

  check('what a handler left to be done later throws: every output is safe, and the board serves on', async (t) => {
    const bench = await benchFor(t, kind, { unhurried: true });
    await moveAll(bench);
    // To answer, the pulse's end reads the pin back.
    await bench.board.evaluate(
      'rrpc.call("PulsePin",{pin:"fan",ms:50,wait:1},print);digitalRead=function(){throw new Error("out of ink")}',
    );
    await bench.pass(200);
    await bench.lines.find((line) => /^E \S+ boot uncaught: out of ink/.test(line));
    await bench.until(() => isDeepStrictEqual(now(bench), SAFE), 0);
    assert.deepEqual(now(bench), SAFE);
    assert.equal((await bench.ask('Ping')).code, 200);
  });

  check('the fourth start after three that never had a link leaves every output safe', async (t) => {
    const bench = await benchFor(t, kind, { unhurried: true });
    for (const expected of [INITIAL, INITIAL, SAFE]) {
      assert.deepEqual(now(bench), INITIAL);
      const from = bench.lines.all.length;
      await bench.board.restart();
      await bench.lines.find((line) => / boot espruino-rrpc /.test(line), from);
      if (expected === SAFE) await bench.lines.find((line) => line.includes('came to nothing'), from);
      await bench.until(() => isDeepStrictEqual(now(bench), expected), 10);
      assert.deepEqual(now(bench), expected);
    }
    await bench.pass(FAN_AWAY * 1000);
    assert.deepEqual(now(bench), SAFE, 'and nothing runs');
  });

  check('a reset puts every output into its first state, whatever ran', async (t) => {
    const bench = await benchFor(t, kind, { unhurried: true });
    await moveAll(bench);
    await done(bench, 'BlinkPin', { pin: 'fan', on: 20 });
    await bench.board.restart();
    await bench.pass(100);
    assert.deepEqual(now(bench), INITIAL);
  });
}

// Cases: pulses and blinks, timed on the board, and pins in use. Each runs on every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { pulsesOf } from '../../../scripts/device/history.ts';
import { type Kind, missing } from '../rig.ts';
import { benchFor, done, lasted, moves, PIN, type PinBench, pulseThen, refused } from './bench.ts';

/** The cases of timed on this kind of board. */
export function timedCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 120_000 }, body);

  check('PulsePin turns an output on for a time and answers at once, or when it has ended', async (t) => {
    const bench = await benchFor(t, kind);
    const from = bench.pins.all.length;
    const pulses = (pin: number, on: number) => pulsesOf(bench.pins.all.slice(from), pin, on);
    assert.deepEqual(await done(bench, 'PulsePin', { pin: 'led', ms: 150 }), { pin: 'led', value: 1, ms: 150 });
    await bench.until(() => pulses(PIN.led, 1).length > 0, 250);
    lasted(kind, pulses(PIN.led, 1), [150]);
    const waits = await bench.plan([[0, 'PulsePin', { pin: 'relay', ms: 200, wait: 1 }]]);
    assert.deepEqual(waits.first, [undefined]);
    const [reply] = await waits.replies(320);
    assert.deepEqual(reply?.data, { pin: 'relay', value: 0, ms: 200 });
    lasted(kind, pulses(PIN.relay, 0), [200]);
  });

  check('a pulse on a pin in use is refused, or extends or replaces what runs, as it is asked', async (t) => {
    const bench = await benchFor(t, kind);
    const from = bench.pins.all.length;
    const pulses = (pin: number) => pulsesOf(bench.pins.all.slice(from), pin, 1);
    const led = await bench.plan([
      [0, 'PulsePin', { pin: 'led', ms: 400 }],
      [0, 'PulsePin', { pin: 'led', ms: 50 }],
      [100, 'PulsePin', pulseThen('led', 200, 'extend')],
    ]);
    const [, busy, extended] = await led.replies(150);
    assert.deepEqual([busy?.code, busy?.message], [429, 'the pin is in use: then must be "extend" or "replace"']);
    const ms = Number(extended?.data.ms);
    assert.ok(kind === 'virtual' ? ms === 500 : ms > 0 && ms <= 500, `${ms} ms, of 500`);
    await bench.until(() => pulses(PIN.led).length > 0, 700);
    lasted(kind, pulses(PIN.led), [600]);
    const fan = await bench.plan([
      [0, 'PulsePin', { pin: 'fan', ms: 5000 }],
      [0, 'PulsePin', pulseThen('fan', 100, 'replace')],
    ]);
    assert.deepEqual(
      fan.first.map((reply) => reply?.code),
      [200, 200],
    );
    await bench.until(() => pulses(PIN.fan).length > 0, 250);
    lasted(kind, pulses(PIN.fan), [100]);
    assert.equal((await done(bench, 'GetPin', { pin: 'fan' })).value, 0);
  });

  check('a call that waits for its pulse is told where another command ended it', async (t) => {
    const bench = await benchFor(t, kind);
    const ended = await bench.plan([
      [0, 'PulsePin', { pin: 'led', ms: 3000, wait: 1 }],
      [0, 'SetPin', { pin: 'led', value: 1 }],
    ]);
    const [reply] = await ended.replies(20);
    assert.deepEqual([reply?.code, reply?.message], [429, 'another command ended the pulse']);
    const long = 'ms must be 1..6000 to wait for';
    await refused(bench, 'PulsePin', { pin: 'led', ms: 6001, wait: 1 }, 460, long);
  });

  check('BlinkPin blinks as often as asked, each time as long, and ends off', async (t) => {
    const bench = await benchFor(t, kind);
    const from = bench.pins.all.length;
    const pulses = (value: number) => pulsesOf(bench.pins.all.slice(from), PIN.led, value);
    assert.equal((await done(bench, 'BlinkPin', { pin: 'led', on: 100, off: 150, count: 3 })).value, 1);
    await bench.until(() => pulses(1).length >= 3, 1000);
    await bench.pass(300);
    lasted(kind, pulses(1), [100, 100, 100]);
    lasted(kind, pulses(0), [150, 150]);
    assert.equal((await done(bench, 'GetPin', { pin: 'led' })).value, 0);
  });

  check('BlinkPin without a count goes on until it is stopped, or its pin is set', async (t) => {
    const bench = await benchFor(t, kind);
    for (const [service, rest, value] of [
      ['BlinkPin', { stop: 1 }, 0],
      ['SetPin', { value: 1 }, 1],
      ['TogglePin', {}, undefined],
      ['PulsePin', pulseThen('led', 20, 'replace'), 1],
    ] as const) {
      await done(bench, 'BlinkPin', { pin: 'led', on: 20 });
      const from = bench.pins.all.length;
      await bench.until(() => moves(bench, PIN.led, from).length >= 4, 250);
      assert.ok(moves(bench, PIN.led, from).length >= 4, 'it blinks');
      const found = await done(bench, service, { pin: 'led', ...rest });
      if (value !== undefined) assert.equal(found.value, value);
      assert.ok(await isStill(bench), `${service} ended it`);
    }
  });
}

/** Whether the pins come to rest. Seen from outside, a level may be late; one that blinks every 20 ms never rests. */
async function isStill(bench: PinBench): Promise<boolean> {
  for (let looks = 0; looks < 10; looks++) {
    const moved = bench.pins.all.length;
    await bench.pass(200);
    if (bench.pins.all.length === moved) return true;
  }
  return false;
}

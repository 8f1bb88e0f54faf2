// Cases: the services of pins, each with what its pin did.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PinData } from '../../scripts/bundle/board.ts';
import { need, type Sight } from '../../scripts/hardware/suite.ts';
import type { WatchedWire } from './bench/eyes.ts';
import { levelOf } from './bench/roles.ts';
import { cases } from './bench/theme.ts';

/** What the wire had, as values of the pin. */
async function valuesOf(pin: PinData, { moves }: WatchedWire): Promise<number[]> {
  return (await moves()).map((level) => levelOf(pin, level));
}

/** How long each stay at "on" was, in ms, where times are seen. */
async function stays(pin: PinData, changes: Sight<() => Promise<readonly { value: number; ms: number }[]>>) {
  const found = await need(`lengths on ${pin.name}`, changes)();
  return found.flatMap(({ value, ms }, i) => {
    const next = found[i + 1];
    return levelOf(pin, value) === 1 && next ? [next.ms - ms] : [];
  });
}

/** How much longer a busy computer may make what a board on it does, in ms. */
const LATE_MS = 3000;

/** The lengths are what was asked for, no shorter, and no more than a busy computer makes them longer. */
function assertLengths(found: readonly number[], asked: number, count: number): void {
  assert.equal(found.length, count);
  for (const ms of found) assert.ok(ms >= asked - 2 && ms <= asked + LATE_MS, `${found.join()} ms, of ${asked}`);
}

export default cases('services of pins', (check) => {
  for (const role of ['output', 'other'] as const)
    check.of(
      'SetPin',
      `sets ${role === 'output' ? 'an output' : 'another output'}, and gives the level read back`,
      async ({ bench, see }) => {
        const pin = need('SetPin', bench.pins[role]);
        const wire = await bench.eyes.watch(pin);
        for (const given of [pin.name, pin.pin])
          for (const value of [1, 0])
            assert.deepEqual(await bench.done('SetPin', { pin: given, value }), { pin: given, value });
        await see(`level of ${pin.name}`, wire, async (seen) =>
          assert.deepEqual(await valuesOf(pin, seen), [1, 0, 1, 0]),
        );
        assert.equal((await bench.call('SetPin', { pin: pin.name, value: 2 })).code, 460);
      },
    );

  check.of('GetPin', 'reads an output as it was set', async ({ bench }) => {
    const { name: pin } = need('GetPin of an output', bench.pins.output);
    for (const value of [1, 0]) {
      await bench.done('SetPin', { pin, value });
      assert.deepEqual(await bench.done('GetPin', { pin }), { pin, value });
    }
  });

  check.of('GetPin', 'reads an input as its wire is', async ({ bench, see }) => {
    const input = need('GetPin of an input', bench.pins.input);
    const { value } = await bench.done('GetPin', { pin: input.name });
    assert.ok(value === 0 || value === 1, String(value));
    await see(`level put on ${input.name}`, bench.eyes.input(input), async (drive) => {
      for (const level of [1, 0, 1] as const) {
        await drive(level);
        const read = (await bench.done('GetPin', { pin: input.name })).value;
        assert.equal(read, levelOf(input, level), `level ${level} on the wire`);
      }
    });
  });

  check.of('TogglePin', 'turns an output over, each time', async ({ bench, see }) => {
    const pin = need('TogglePin', bench.pins.output);
    const wire = await bench.eyes.watch(pin);
    for (const value of [1, 0, 1])
      assert.deepEqual(await bench.done('TogglePin', { pin: pin.name }), { pin: pin.name, value });
    await see(`level of ${pin.name}`, wire, async (seen) => assert.deepEqual(await valuesOf(pin, seen), [1, 0, 1]));
  });

  check.of(
    'PulsePin',
    'turns an output on for its time, and answers at its end where it is to wait',
    async ({ bench, see }) => {
      const pin = need('PulsePin', bench.pins.output);
      const wire = await bench.eyes.watch(pin);
      const ms = 300;
      const started = performance.now();
      assert.deepEqual(await bench.done('PulsePin', { pin: pin.name, ms, wait: 1 }), { pin: pin.name, value: 0, ms });
      assert.ok(performance.now() - started >= ms - 20, 'it was answered before its end');
      assert.equal((await bench.done('GetPin', { pin: pin.name })).value, 0);
      await see(`level of ${pin.name}`, wire, async (seen) => assert.deepEqual(await valuesOf(pin, seen), [1, 0]));
      await see(`length of the pulse on ${pin.name}`, timesOf(wire), async (changes) =>
        assertLengths(await stays(pin, { seen: changes }), ms, 1),
      );
    },
  );

  check.of('BlinkPin', 'turns an output on and off as often as asked, and ends off', async ({ bench, see }) => {
    const pin = need('BlinkPin', bench.pins.output);
    const wire = await bench.eyes.watch(pin);
    const [on, off, count] = [60, 40, 3];
    assert.equal((await bench.done('BlinkPin', { pin: pin.name, on, off, count })).value, 1);
    // Off at more looks than it blinks, a turn apart, it has ended: a busy computer may hold the board up.
    for (let offs = 0, looks = 0; offs < count + 2; looks++) {
      assert.ok(looks < 100, 'it blinks on and on');
      await sleep(on + off);
      offs = (await bench.done('GetPin', { pin: pin.name })).value ? 0 : offs + 1;
    }
    await see(`level of ${pin.name}`, wire, async (seen) =>
      assert.deepEqual(await valuesOf(pin, seen), [1, 0, 1, 0, 1, 0]),
    );
    await see(`lengths of the blinks on ${pin.name}`, timesOf(wire), async (changes) =>
      assertLengths(await stays(pin, { seen: changes }), on, count),
    );
    await bench.done('BlinkPin', { pin: pin.name });
    assert.equal((await bench.done('BlinkPin', { pin: pin.name, stop: 1 })).value, 0, 'stopped, it is off');
  });

  check.of('SetPwm', 'sets a duty and a frequency', async ({ bench, see }) => {
    const pin = need('SetPwm', bench.pins.pwm);
    const wire = await bench.eyes.watch(pin);
    for (const duty of [0.25, 0.5])
      assert.deepEqual(await bench.done('SetPwm', { pin: pin.name, duty, frequency: 200 }), { pin: pin.name, duty });
    assert.deepEqual(await bench.done('SetPwm', { pin: pin.name, duty: 0 }), { pin: pin.name, duty: 0 });
    await see(`duty of ${pin.name}`, timesOf(wire), async (changes) =>
      assert.deepEqual(
        (await changes()).map(({ value, frequency }) => [levelOf(pin, value), frequency]),
        [
          [0.25, 200],
          [0.5, 200],
          [0, undefined],
        ],
      ),
    );
    assert.equal((await bench.call('SetPwm', { pin: pin.name, duty: 1.5 })).code, 460);
  });

  check.of('SetServo', 'turns a servo to an angle, and to the length of a pulse', async ({ bench, see }) => {
    const pin = need('SetServo', bench.pins.servo);
    const [at0 = 0, at180 = 0] = pin.us ?? [];
    const wire = await bench.eyes.watch(pin);
    const us = Math.round((at0 + at180) / 2);
    assert.deepEqual(await bench.done('SetServo', { pin: pin.name, degrees: 90 }), { pin: pin.name, us, degrees: 90 });
    assert.equal((await bench.done('SetServo', { pin: pin.name, us })).us, us);
    await see(`pulses of ${pin.name}`, timesOf(wire), async (changes) => {
      const { value, frequency } = (await changes()).at(-1) ?? { value: 0, frequency: undefined };
      assert.equal(frequency, 50);
      // A step of 10 bits in 20 ms is 20 us.
      assert.ok(Math.abs(value * 20_000 - us) <= 20, `${value} of 20 ms is ${us} us`);
    });
  });

  check.of('ReadAnalog', 'reads a voltage, and in millivolts where the board knows them', async ({ bench, see }) => {
    const pin = need('ReadAnalog', bench.pins.analog);
    const { value } = await bench.done('ReadAnalog', { pin: pin.name, average: 4 });
    assert.ok(typeof value === 'number' && value >= 0 && value <= 1, String(value));
    await see(`voltage put on ${pin.name}`, bench.eyes.analog(pin), async (set) => {
      for (const put of [0.25, 0.75]) {
        await set(put);
        const read = await bench.done('ReadAnalog', { pin: pin.name });
        assert.equal(read.value, put);
        if (pin.millivolts !== undefined) assert.equal(read.millivolts, Math.round(put * pin.millivolts));
      }
    });
  });

  check.of('WatchPin', 'posts each edge of an input, and UnwatchPin ends it', async ({ bench, see }) => {
    const input = need('WatchPin', bench.pins.input);
    const watched = { pin: input.name, watched: 1 };
    assert.deepEqual(await bench.done('WatchPin', { pin: input.name, edge: 'both', debounce: 0 }), watched);
    await see(`edges of ${input.name}`, bench.eyes.input(input), async (drive) => {
      await bench.done('UnwatchPin', { pin: input.name });
      await drive(1);
      await bench.done('WatchPin', { pin: input.name, edge: 'both', debounce: 0 });
      const { publish } = bench.cloud.heard;
      const from = publish.all.length;
      const events = () =>
        publish.all
          .slice(from)
          .flatMap(({ topic, payload }) =>
            topic.endsWith('/thing/event/PinChanged/post') ? [JSON.parse(payload.toString('utf8')).params.value] : [],
          );
      for (const [i, level] of ([0, 1] as const).entries()) {
        await drive(level);
        await publish.find(() => events().length > i, from);
        const { pin, value, count } = events()[i];
        assert.deepEqual([pin, value, count], [input.name, levelOf(input, level), 1]);
      }
      await bench.done('UnwatchPin', { pin: input.name });
      await drive(0);
      await sleep(500);
      assert.equal(events().length, 2, 'nothing is told of an input that is not watched');
    });
    await bench.done('UnwatchPin', { pin: input.name });
  });

  check.of('UnwatchPin', 'answers that nothing is watched, twice too', async ({ bench }) => {
    const { name: pin } = need('UnwatchPin', bench.pins.input);
    for (let i = 0; i < 2; i++) assert.deepEqual(await bench.done('UnwatchPin', { pin }), { pin, watched: 0 });
  });
});

/** When the wire changed, where that is seen. */
function timesOf(wire: Sight<WatchedWire>): WatchedWire['changes'] {
  return 'seen' in wire ? wire.seen.changes : wire;
}

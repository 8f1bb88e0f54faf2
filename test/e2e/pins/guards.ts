// Cases: interlocks and maxOnMs, which hold whoever sets the pin. Each runs on every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { pulsesOf } from '../../../scripts/device/history.ts';
import { type Kind, missing } from '../rig.ts';
import { benchFor, done, lasted, moves, PIN, RELAY_MOST, refused } from './bench.ts';

/** The cases of guards on this kind of board. */
export function guardCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 120_000 }, body);

  check('no two pins of one group are on together, by whatever they are set', async (t) => {
    const bench = await benchFor(t, kind);
    for (const [on, other] of [
      ['up', 'down'],
      ['down', 'up'],
    ] as const) {
      await done(bench, 'SetPin', { pin: on, value: 1 });
      const message = `interlock: pin "${on}" is on`;
      for (const [service, rest] of [
        ['SetPin', { value: 1 }],
        ['TogglePin', {}],
        ['PulsePin', { ms: 10 }],
        ['BlinkPin', {}],
      ] as const)
        await refused(bench, service, { pin: other, ...rest }, 100423, message);
      await assert.rejects(bench.board.evaluate(`rrpc.pins.${other}.set(1)`), 'and at the console');
      await done(bench, 'SetPin', { pin: other, value: 0 });
      await done(bench, 'SetPin', { pin: on, value: 0 });
      await done(bench, 'SetPin', { pin: other, value: 1 });
      await done(bench, 'SetPin', { pin: other, value: 0 });
    }
  });

  check('properties of one group are checked together before the first of them moves', async (t) => {
    const bench = await benchFor(t, kind);
    const levels = async () => done(bench, 'property.get', ['led', 'relay', 'up', 'down', 'dimmer']);
    /** It is refused by the interlock, and nothing moves. */
    const locked = async (given: object, on: RegExp): Promise<void> => {
      const before = await levels();
      const from = bench.pins.all.length;
      const { code, message } = await bench.ask('property.set', given);
      assert.equal(code, 100423, JSON.stringify(given));
      assert.match(String(message), on);
      assert.deepEqual(
        bench.pins.all.slice(from).filter(({ pin }) => pin !== PIN.heater),
        [],
        JSON.stringify(given),
      );
      assert.deepEqual(await levels(), before);
    };
    // Both on.
    await locked({ led: 1, up: 1, down: 1, dimmer: 0.5 }, /^interlock: pin "(up|down)" is on$/);
    for (const [on, other] of [
      ['up', 'down'],
      ['down', 'up'],
    ] as const) {
      await done(bench, 'SetPin', { pin: on, value: 1 });
      // The other on, and the one that is on not named.
      await locked({ led: 1, [other]: 1, dimmer: 0.5 }, new RegExp(`^interlock: pin "${on}" is on$`));
      // Changed over, whichever is named first: the one goes off before the other comes on.
      for (const given of [
        { [other]: 1, [on]: 0 },
        { [other]: 0, [on]: 1 },
      ]) {
        const from = bench.pins.all.length;
        assert.deepEqual(await done(bench, 'property.set', given), given);
        const moved = bench.pins.all.slice(from).filter(({ pin }) => pin === PIN.up || pin === PIN.down);
        // The wire of "down" is low when it is on.
        const off = moved.map(({ pin, value }) => (pin === PIN.down ? 1 - value : value));
        assert.deepEqual(off, [0, 1], JSON.stringify(given));
      }
      await done(bench, 'property.set', { up: 0, down: 0 });
    }
  });

  check('a blink ends where its next turn would be against the interlock', async (t) => {
    const bench = await benchFor(t, kind);
    const plan = await bench.plan([
      [0, 'BlinkPin', { pin: 'up', on: 50, off: 400 }],
      [150, 'SetPin', { pin: 'down', value: 1 }],
    ]);
    const replies = await plan.replies(200);
    assert.deepEqual(
      replies.map(({ code }) => code),
      [200, 200],
    );
    await bench.pass(1000);
    assert.deepEqual(moves(bench, PIN.up, 0), [0, 1, 0], 'its first state, and once on');
  });

  check(
    'maxOnMs ends an output left on, whoever turned it on, and setting it again does not put that off',
    async (t) => {
      const bench = await benchFor(t, kind);
      const from = bench.pins.all.length;
      const pulses = () => pulsesOf(bench.pins.all.slice(from), PIN.relay, 0);
      const on: (() => Promise<unknown>)[] = [
        () => done(bench, 'SetPin', { pin: 'relay', value: 1 }),
        () => done(bench, 'property.set', { relay: 1 }),
        () => bench.board.evaluate('rrpc.pins.relay.set(1)'),
        () => done(bench, 'TogglePin', { pin: 'relay' }),
        () => done(bench, 'PulsePin', { pin: 'relay', ms: 60_000 }),
        () => done(bench, 'BlinkPin', { pin: 'relay', on: 60_000, count: 1 }),
        () =>
          bench.plan([
            [0, 'SetPin', { pin: 'relay', value: 1 }],
            [RELAY_MOST / 2, 'SetPin', { pin: 'relay', value: 1 }],
          ]),
      ];
      for (const [i, turnOn] of on.entries()) {
        await turnOn();
        await bench.until(() => pulses().length > i, RELAY_MOST + 150);
        assert.equal((await done(bench, 'GetPin', { pin: 'relay' })).value, 0);
      }
      await bench.pass(RELAY_MOST);
      lasted(
        kind,
        pulses(),
        on.map(() => RELAY_MOST),
      );
    },
  );

  check('an output turned off in time has its whole time again', async (t) => {
    const bench = await benchFor(t, kind);
    const from = bench.pins.all.length;
    const pulses = () => pulsesOf(bench.pins.all.slice(from), PIN.relay, 0);
    await bench.plan([
      [0, 'SetPin', { pin: 'relay', value: 1 }],
      [RELAY_MOST - 300, 'SetPin', { pin: 'relay', value: 0 }],
      [RELAY_MOST - 100, 'SetPin', { pin: 'relay', value: 1 }],
    ]);
    await bench.until(() => pulses().length >= 2, 2 * RELAY_MOST);
    lasted(kind, pulses(), [RELAY_MOST - 300, RELAY_MOST]);
    assert.equal((await done(bench, 'GetPin', { pin: 'relay' })).value, 0);
  });
}

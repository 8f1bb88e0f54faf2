// Cases: what a watch counts of a contact that bounces. Each runs on every kind of board, its link played by the console.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startCloud } from '../../../scripts/cloud/cloud.ts';
import { DEVICE, events, type Kind, missing } from '../rig.ts';
import { type BenchOptions, benchFor, done, PIN, type PinBench } from './bench.ts';

/** An event as the cloud has it. */
interface PinChanged {
  readonly pin: string;
  readonly value: number;
  readonly count: number;
  readonly time: number;
}

/** A board in real time on a cloud, and the events and properties that it posts. */
async function onCloud(
  t: TestContext,
  kind: Kind,
  options: BenchOptions = {},
): Promise<{ bench: PinBench; changed(): PinChanged[]; posts(): Record<string, unknown>[] }> {
  const cloud = await startCloud({ mqttPort: 0, httpPort: 0, devices: [DEVICE], accessKeys: [] });
  t.after(() => cloud.stop());
  const published = events(cloud, 'publish');
  const subscribed = events(cloud, 'subscribed');
  const bench = await benchFor(t, kind, { ...options, real: true, port: cloud.mqttPort });
  await subscribed.find(() => true);
  await bench.lines.find((line) => line.endsWith('link ready'));
  const paramsOf = (end: string) =>
    published.all
      .filter(({ topic }) => topic.endsWith(end))
      .map(({ payload }) => JSON.parse(payload.toString()).params);
  return {
    bench,
    changed: () => paramsOf('/PinChanged/post').map(({ value, time }) => ({ ...value, time: value.time ?? time })),
    posts: () => paramsOf('/property/post'),
  };
}

/** All that events count. */
const total = (found: readonly PinChanged[]): number => found.reduce((sum, { count }) => sum + count, 0);

/** The cases of watches on this kind of board. */
export function watchCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 120_000 }, body);

  check('1,000 edges of a bouncing contact are few events, at most as many as asked, and none is lost', async (t) => {
    const { bench, changed } = await onCloud(t, kind);
    await done(bench, 'WatchPin', { pin: 'door', debounce: 0, rate: 4 });
    // The contact comes and goes 499 times, comes to stay, and goes: 1,000 edges.
    await bench.board.wires?.bounce(PIN.door, 1, 499, 2);
    for (const edges of [999, 1000]) {
      for (let tries = 0; tries < 200 && total(changed()) < edges; tries++) await bench.pass(100);
      await bench.board.wires?.drive(PIN.door, 0);
    }
    await bench.pass(600);
    const found = changed();
    assert.equal(total(found), 1000, JSON.stringify(found.map(({ count }) => count)));
    const seconds = ((found.at(-1)?.time ?? 0) - (found[0]?.time ?? 0)) / 1000;
    assert.ok(found.length <= Math.ceil(seconds * 4) + 2, `${found.length} events in ${seconds} s`);
    assert.ok(found.length >= 4, `${found.length} events`);
    assert.deepEqual([found[0]?.count, found.at(-1)?.value, found[0]?.pin], [1, 0, 'door']);
  });

  check('debounced, the same contact is one event each way', async (t) => {
    const { bench, changed } = await onCloud(t, kind);
    // Ten times the board's own: the machine may hold up the contact between two of its bounces.
    await done(bench, 'WatchPin', { pin: 'button', debounce: 200 });
    for (const [level, events] of [
      [0, 1],
      [1, 2],
    ] as const) {
      await bench.board.wires?.bounce(PIN.button, level, 20, 2);
      for (let tries = 0; tries < 100 && changed().length < events; tries++) await bench.pass(50);
      await bench.pass(500);
    }
    assert.deepEqual(
      changed().map(({ value, count }) => [value, count]),
      [
        [1, 1], // on is low
        [0, 1],
      ],
    );
  });

  check('one edge alone is told where it is asked for, towards on and off as the board has them', async (t) => {
    const { bench, changed } = await onCloud(t, kind);
    await done(bench, 'WatchPin', { pin: 'button', edge: 'rising', debounce: 0 });
    await done(bench, 'WatchPin', { pin: 'door', edge: 'falling', debounce: 0 });
    for (const level of [0, 1, 0, 1] as const) {
      await bench.board.wires?.drive(PIN.button, level);
      await bench.board.wires?.drive(PIN.door, level);
      await bench.pass(250);
    }
    const of = (name: string) => total(changed().filter(({ pin }) => pin === name));
    await bench.until(() => of('button') >= 2 && of('door') >= 1, 0);
    assert.deepEqual([of('button'), of('door')], [2, 1]);
  });

  check('UnwatchPin ends it, twice is no fault, and a pin watched anew is told once', async (t) => {
    const { bench, changed } = await onCloud(t, kind);
    for (let i = 0; i < 3; i++) await done(bench, 'WatchPin', { pin: 'door', debounce: 0 });
    await bench.board.wires?.drive(PIN.door, 1);
    await bench.pass(400);
    await bench.until(() => total(changed()) > 0, 0);
    assert.equal(total(changed()), 1);
    for (let i = 0; i < 2; i++)
      assert.deepEqual(await done(bench, 'UnwatchPin', { pin: 'door' }), { pin: 'door', watched: 0 });
    await bench.board.wires?.drive(PIN.door, 0);
    await bench.pass(400);
    assert.equal(total(changed()), 1);
  });

  check('a property changed by anyone is posted, changes that come together as one', async (t) => {
    const { bench, posts } = await onCloud(t, kind);
    // All at once, whatever holds the machine up.
    const set = [
      'rrpc.pins.led.set(1)',
      'rrpc.pins.relay.set(1)',
      'rrpc.call("SetPwm", {pin: "dimmer", duty: 0.5}, function () {})',
      'rrpc.pins.led.set(0)',
    ];
    await bench.board.evaluate(set.join(';'));
    const posted = async (name: string, value: number): Promise<Record<string, unknown> | undefined> => {
      for (let tries = 0; tries < 200; tries++) {
        const found = posts().find((each) => each[name] === value);
        if (found) return found;
        await bench.pass(50);
      }
      return undefined;
    };
    assert.deepEqual(await posted('relay', 1), { led: 0, relay: 1, dimmer: 0.5 });
    await bench.board.wires?.drive(PIN.button, 0);
    assert.ok(await posted('button', 1));
    assert.ok(await posted('relay', 0), 'the relay went off by itself');
    const { length } = posts();
    await done(bench, 'SetPin', { pin: 'fan', value: 1 });
    await bench.pass(400);
    assert.equal(posts().length, length, 'what is no property is not posted');
  });
}

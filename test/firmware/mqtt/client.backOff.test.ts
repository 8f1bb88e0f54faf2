/** The client's back-off: how long it waits, what resets it, and that it never storms. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { SETTLED_MS } from '../../../firmware/limits.ts';
import { connack } from '../../support/fakeBroker.ts';
import { alone, type Rig, readyRig, rig } from './rig.ts';

const MINUTE = 60_000;

/** An even spread over 0..1 that is the same at every run. */
function evenly(): () => number {
  let state = 12_345;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The waits after `count` failures in a row. */
function waits({ told, retry, broker }: Rig, count: number): number[] {
  broker.unreachable('no route');
  while (told.lost.length < count) retry();
  return told.lost.slice(0, count).map(({ ms }) => ms);
}

test('the waits grow from failure to failure, within their windows, up to the ceiling', () => {
  for (const [random, expected] of [
    [0, [1000, 1000, 1000, 1000, 1000, 1000]],
    [0.5, [2000, 13_000, 25_000, 49_000, 61_000, 61_000]],
  ] as const) {
    const world = rig();
    world.clock.randomly(random);
    world.broker.unreachable('no route');
    world.connect();
    assert.deepEqual(waits(world, 6), expected);
  }
});

test('the retry times are settings', () => {
  const world = rig({ retry: { first: 0.1, ceiling: 1 } });
  world.broker.unreachable('no route');
  world.connect();
  assert.deepEqual(waits(world, 4), [100, 550, 550, 550]);
});

test('the next try comes when it was said, and not before', () => {
  const { connect, broker, told, advance, client } = rig();
  broker.drops('CONNACK');
  connect();
  broker.hangsUp();
  advance((told.lost[0]?.ms ?? 0) - 1);
  assert.equal(client.status().connects, 1);
  advance(1);
  assert.equal(client.status().connects, 2);
});

test('a session of a minute resets the back-off, and one a millisecond shorter does not', () => {
  for (const [session, expected] of [
    [SETTLED_MS, 2000],
    [SETTLED_MS - 1, 61_000],
  ] as const) {
    const world = rig();
    world.broker.unreachable('no route');
    world.connect();
    waits(world, 5);
    world.broker.unreachable();
    world.retry();
    assert.equal(world.told.ready, 1);
    world.advance(session);
    world.broker.hangsUp();
    assert.equal(world.told.lost.at(-1)?.ms, expected);
  }
});

test('time spent on signing in does not settle a session', alone, () => {
  const { connect, broker, told, advance } = rig({ filters: Array.from({ length: 80 }, (_, i) => `f${i}`) });
  broker.holds('SUBACK');
  connect();
  for (let i = 0; i < 9; i++) {
    advance(9000);
    broker.releases('SUBACK');
  }
  broker.hangsUp();
  assert.equal(told.ready, 0);
  assert.deepEqual(
    told.lost.map(({ ms }) => ms),
    [2000],
  );
  broker.hangsUp();
});

test('two boards with one identity do not kick each other at full speed', () => {
  const { connect, broker, told, advance, retry, clock } = rig();
  clock.randomly(evenly());
  connect();
  while (clock.now < 600 * MINUTE) {
    // The other board signs in a few seconds later, and the server ends this one's session.
    advance(5000);
    broker.hangsUp();
    retry();
    broker.forget();
  }
  const minutes = clock.now / MINUTE;
  assert.ok(told.lost.length / minutes < 5, `${told.lost.length} in ${minutes} minutes`);
  assert.ok(told.ready > 100);
});

for (const [name, fail] of [
  ['refuses every CONNECT', ({ broker }: Rig) => broker.corrupts('CONNACK', () => connack(5))],
  ['is not there', ({ broker }: Rig) => broker.unreachable('no route')],
  ['grants no filter', ({ broker }: Rig) => broker.corrupts('SUBACK', (packet) => `${packet.slice(0, 4)}\x80\x80`)],
] as const)
  test(`where the server ${name}, there are fewer than 5 tries a minute on average, from the first ten minutes on`, () => {
    for (const minutes of [10, 60, 600]) {
      const world = rig();
      fail(world);
      world.clock.randomly(evenly());
      world.connect();
      while (world.clock.now < minutes * MINUTE) world.retry();
      assert.ok(world.told.lost.length < 5 * minutes, `${world.told.lost.length} in ${minutes} minutes`);
      assert.equal(world.told.ready, 0);
    }
  });

test('a clock that jumps while a session lasts spoils neither the retry nor the sessions after it', () => {
  for (const seconds of [1_700_000_000, -1_700_000_000]) {
    const { broker, clock, told, retry, advance } = readyRig();
    advance(30_000);
    clock.jump(seconds);
    broker.hangsUp();
    assert.equal(told.lost[0]?.ms, 2000);
    retry();
    assert.equal(told.ready, 2);
    advance(30_000);
    broker.hangsUp();
    assert.equal(told.lost[1]?.ms, 13_000);
    clock.jump(-seconds);
    advance(12_999);
    assert.equal(told.ready, 2);
    advance(1);
    assert.equal(told.ready, 3);
  }
});

test('the last error, and when it was, can be read; a reconnect does not wipe them out', () => {
  const { broker, client, advance, clock, retry } = readyRig();
  advance(5000);
  const at = clock.seconds();
  broker.hangsUp(true);
  retry();
  const { lastError, lastErrorAt, connects } = client.status();
  assert.deepEqual(
    { lastError, lastErrorAt, connects },
    { lastError: 'socket: connection reset', lastErrorAt: at, connects: 2 },
  );
});

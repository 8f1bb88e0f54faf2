/** The client's keep alive: driven by what is sent, and a dead link found in time. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { PINGRESP_MS, SUBACK_MS } from '../../../firmware/limits.ts';
import { bytes, publishOf } from '../../support/bytes.ts';
import { alone, type Rig, readyRig } from './rig.ts';

const PINGRESP = bytes(0xd0, 0);

/** Advances in steps of `step` ms, and answers when each packet went out, in ms from now. */
function timesOfSending({ broker, clock }: Rig, ms: number, step: number, between: (at: number) => void): number[] {
  const start = clock.now;
  const times: number[] = [];
  let count = broker.got().length;
  for (let at = step; at <= ms; at += step) {
    clock.advance(step);
    between(at);
    broker.settle();
    for (; count < broker.got().length; count++) times.push(clock.now - start);
  }
  return times;
}

test('[MQTT-3.1.2-23] an idle client sends PINGREQ one keep alive after the last packet, and again one keep alive later', () => {
  const { broker, advance } = readyRig({ keepAlive: 60 });
  advance(59_999);
  assert.deepEqual(broker.got(), []);
  advance(1);
  assert.deepEqual(
    broker.got().map((packet) => packet.bytes),
    [bytes(0xc0, 0)],
  );
  advance(59_999);
  assert.equal(broker.got().length, 1);
  advance(1);
  assert.equal(broker.got('PINGREQ').length, 2);
});

for (const keepAlive of [4, 30, 60, 300])
  test(`with a keep alive of ${keepAlive} s no two packets are further apart, whenever messages go out`, () => {
    const world = readyRig({ keepAlive });
    const beat = keepAlive * 250;
    // Messages right before, on and after the beats of the keep alive, and far from them.
    for (const offset of [1, beat - 1, beat, beat + 1, beat * 2 - 1, beat * 3 + 1, beat * 4 - 1]) {
      const step = Math.max(1, beat / 25);
      let sent = false;
      const times = timesOfSending(world, keepAlive * 3000, step, (at) => {
        if (!sent && at >= offset) sent = world.client.publish('t', 'p');
      });
      let last = 0;
      for (const at of [...times, keepAlive * 3000]) {
        assert.ok(at - last <= keepAlive * 1000 + step, `${at - last} ms without a packet, offset ${offset}`);
        last = at;
      }
    }
    assert.deepEqual(world.told.lost, []);
  });

test('[MQTT-3.1.2-23] a PINGRESP that takes its time does not put off the next PINGREQ', () => {
  const { broker, advance } = readyRig({ keepAlive: 30 });
  broker.holds('PINGRESP');
  advance(30_000);
  assert.equal(broker.got('PINGREQ').length, 1);
  advance(PINGRESP_MS - 100);
  broker.releases('PINGRESP');
  advance(30_000 - PINGRESP_MS + 100);
  assert.equal(broker.got('PINGREQ').length, 2);
});

test('[MQTT-3.1.2-23] a PINGRESP that nobody asked for does not put off the next PINGREQ', () => {
  const { broker, advance } = readyRig({ keepAlive: 60 });
  for (let i = 0; i < 5; i++) {
    advance(10_000);
    broker.says(PINGRESP);
  }
  advance(10_000);
  assert.equal(broker.got('PINGREQ').length, 1);
});

test('[MQTT-3.1.2-23] a client that only hears sends PINGREQ all the same', () => {
  const world = readyRig({ keepAlive: 60 });
  const times = timesOfSending(world, 300_000, 1000, () => world.broker.says(publishOf('b', 'x')));
  assert.deepEqual(times, [60_000, 120_000, 180_000, 240_000, 300_000]);
});

test('a client that sends and hears sends no PINGREQ', alone, () => {
  const { broker, advance, publish } = readyRig({ keepAlive: 60 });
  for (let i = 0; i < 60; i++) {
    advance(10_000);
    publish('t', 'p', 1);
  }
  assert.deepEqual(broker.got('PINGREQ'), []);
});

test('a PINGRESP that does not come in its time is a loss', () => {
  const { broker, advance, told } = readyRig({ keepAlive: 60 });
  broker.drops('PINGRESP');
  advance(60_000 + PINGRESP_MS - 1);
  assert.equal(told.lost.length, 0);
  advance(1);
  assert.equal(told.lost[0]?.reason, 'no PINGRESP in 10000 ms');
});

test('a PINGRESP in the last moment is in time', () => {
  const { broker, advance, told } = readyRig({ keepAlive: 60 });
  broker.holds('PINGRESP');
  advance(60_000 + PINGRESP_MS - 1);
  broker.releases('PINGRESP');
  advance(50_000);
  assert.deepEqual(told.lost, []);
});

for (const keepAlive of [4, 19, 30, 60, 1200]) {
  // A device's settings have 30 at the least.
  const where = keepAlive < 30 ? alone : {};
  test(`with a keep alive of ${keepAlive} s an idle link that dies is found within 1.5 of it`, where, () => {
    for (const share of [0, 0.1, 0.25, 0.26, 0.5, 0.9, 0.99]) {
      const { broker, advance, told, clock } = readyRig({ keepAlive });
      advance(keepAlive * 1000 * (1 + share));
      const died = clock.now;
      broker.goesDead();
      advance(keepAlive * 1500);
      assert.match(told.lost[0]?.reason ?? '', /^no PINGRESP/);
      assert.ok((told.lost[0]?.at ?? 0) - died <= keepAlive * 1500);
    }
  });

  test(
    `with a keep alive of ${keepAlive} s a link that dies while the client only sends is found within 1.5 of it`,
    where,
    () => {
      for (const share of [0.1, 0.25, 0.3, 0.6, 0.99]) {
        const { broker, advance, told, clock, client } = readyRig({ keepAlive });
        advance(keepAlive * 1000 * share);
        client.publish('t', 'p', 1);
        broker.settle();
        const died = clock.now;
        broker.goesDead();
        while (told.lost.length === 0 && clock.now - died <= keepAlive * 1500) {
          client.publish('t', 'p');
          advance(keepAlive * 20);
        }
        assert.match(told.lost[0]?.reason ?? '', /^no PINGRESP/);
        assert.ok((told.lost[0]?.at ?? 0) - died <= keepAlive * 1500);
      }
    },
  );
}

test('a link that takes no more bytes is found too, though PINGREQ cannot go out', () => {
  const { broker, advance, told, client } = readyRig({ keepAlive: 60 });
  broker.stalls();
  for (let i = 0; i < 300; i++) client.publish('t', 'x'.repeat(100));
  advance(90_000);
  assert.ok(told.lost[0] && told.lost[0].at <= 90_000);
});

test('a link that dies while a filter is being added is found, PINGREQ out or not', alone, () => {
  for (const before of [0, 60_000]) {
    const { broker, advance, told, client } = readyRig({ keepAlive: 60 });
    broker.drops('PINGRESP');
    advance(before);
    broker.goesDead();
    client.subscribe('late');
    advance(SUBACK_MS);
    assert.equal(told.lost.length, 1, `after ${before} ms`);
  }
});

test("a PINGRESP while a filter is being added does not take away SUBACK's deadline", alone, () => {
  const { broker, advance, told, client } = readyRig({ keepAlive: 60 });
  broker.holds('PINGRESP');
  broker.drops('SUBACK');
  advance(60_000);
  client.subscribe('late');
  broker.releases('PINGRESP');
  advance(SUBACK_MS);
  assert.equal(told.lost[0]?.reason, 'no SUBACK in 10000 ms');
});

test('a PINGRESP lost while a filter was added, and the link dead since, is found at the next beat', alone, () => {
  const { broker, advance, told, client } = readyRig({ keepAlive: 60 });
  broker.drops('PINGRESP');
  advance(60_000);
  client.subscribe('late');
  broker.settle();
  broker.goesDead();
  advance(30_000);
  assert.match(told.lost[0]?.reason ?? '', /^no PINGRESP/);
});

test('a keep alive of 0 sends no PINGREQ, and sets no timer', alone, () => {
  const { broker, advance, clock, told } = readyRig({ keepAlive: 0 });
  assert.equal(clock.pending, 0);
  advance(86_400_000);
  assert.deepEqual([broker.got(), told.lost], [[], []]);
});

test("a clock that jumps moves neither PINGREQ nor PINGRESP's deadline", () => {
  for (const seconds of [1_700_000_000, -1_700_000_000]) {
    const { broker, advance, clock, told } = readyRig({ keepAlive: 60 });
    advance(30_000);
    clock.jump(seconds);
    advance(30_000);
    assert.equal(broker.got('PINGREQ').length, 1);
    broker.drops('PINGRESP');
    advance(60_000);
    clock.jump(-seconds);
    advance(PINGRESP_MS);
    assert.equal(told.lost[0]?.reason, 'no PINGRESP in 10000 ms');
    assert.ok(told.lost[0].ms < 60_000);
  }
});

test('each session begins its keep alive anew', () => {
  const { broker, advance, retry } = readyRig({ keepAlive: 60 });
  advance(50_000);
  broker.hangsUp();
  retry();
  broker.forget();
  advance(59_000);
  assert.deepEqual(broker.got(), []);
  advance(1000);
  assert.equal(broker.got('PINGREQ').length, 1);
});

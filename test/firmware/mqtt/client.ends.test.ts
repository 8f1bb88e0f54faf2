/** How a connection ends, and that nothing of it stays: no timer, no listener, no socket. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CONNACK_MS, SUBACK_MS } from '../../../firmware/limits.ts';
import { bytes, hex, packetOf, publishOf, word } from '../../support/bytes.ts';
import { alone, type Rig, readyRig, rig } from './rig.ts';

const DISCONNECT = bytes(0xe0, 0);

/** Brings a fresh client into each state that lasts. */
const STATES: Record<string, () => Rig> = {
  IDLE: () => rig(),
  NETWORK: () => {
    const made = rig();
    made.on.network = () => {};
    made.connect();
    return made;
  },
  SIGNING_IN: () => {
    const made = rig();
    made.broker.drops('CONNACK');
    made.connect();
    return made;
  },
  SUBSCRIBING: () => {
    const made = rig();
    made.broker.drops('SUBACK');
    made.connect();
    return made;
  },
  READY: () => readyRig(),
  'READY, PINGREQ out': () => {
    const made = readyRig();
    made.broker.drops('PINGRESP');
    made.advance(60_000);
    return made;
  },
  'READY, waiting for the drain': () => {
    const made = readyRig();
    const packet = packetOf(0x30, word(1), 't', 'x'.repeat(1500));
    made.client.send(packet, packet.length);
    return made;
  },
  WAITING: () => {
    const made = readyRig();
    made.broker.hangsUp();
    return made;
  },
};

for (const [state, make] of Object.entries(STATES)) {
  test(`disconnect() in ${state} leaves no timer, no listener and no socket, and the client stays away`, alone, () => {
    const world = make();
    const losses = world.told.lost.length;
    world.disconnect();
    world.assertClean();
    world.advance(3_600_000);
    assert.equal(world.told.lost.length, losses);
    world.disconnect();
    world.assertClean();
  });

  test(`after disconnect() in ${state} the client connects again when it is asked to`, alone, () => {
    const world = make();
    world.disconnect();
    for (const answer of ['CONNACK', 'SUBACK', 'PINGRESP'] as const) world.broker.answers(answer);
    world.on.network = (done) => done();
    world.told.ready = 0;
    world.connect();
    assert.equal(world.told.ready, 1);
  });
}

for (const state of ['SIGNING_IN', 'SUBSCRIBING', 'READY', 'READY, PINGREQ out', 'READY, waiting for the drain'])
  for (const [how, end] of [
    ['the server closes', ({ broker }: Rig) => broker.hangsUp()],
    ['the network resets', ({ broker }: Rig) => broker.hangsUp(true)],
    ['a malformed packet comes', ({ broker }: Rig) => broker.says(0xf0, 0)],
    [
      'the link dies',
      ({ broker, advance, told }: Rig) => {
        broker.goesDead();
        while (told.lost.length === 0) advance(1000);
      },
    ],
  ] as const)
    test(`where ${how} in ${state}, one loss is told, the socket is closed once, and only the retry's timer is left`, () => {
      const world = STATES[state]?.() ?? assert.fail(state);
      end(world);
      world.broker.settle();
      assert.equal(world.told.lost.length, 1);
      assert.equal(world.clock.pending, 1);
      assert.equal(world.broker.closed, 1);
      assert.equal(world.broker.listeners, 0);
      world.disconnect();
      world.assertClean();
    });

test(
  '[MQTT-3.14.4-1] [MQTT-3.14.4-2] DISCONNECT is the last packet of its connection, and the client closes it',
  alone,
  () => {
    const { broker, client, publish, told, assertClean } = readyRig();
    client.disconnect();
    assert.equal(publish('t', 'too late'), false);
    client.send(publishOf('t', 'too late'), 12);
    broker.settle();
    assert.deepEqual(
      broker.got().map((packet) => packet.bytes),
      [DISCONNECT],
    );
    assert.deepEqual(told.lost, []);
    assertClean();
  },
);

test('[MQTT-3.14.4-2] a message that comes after disconnect() is not acknowledged any more', alone, () => {
  const { broker, client, assertClean, clock } = readyRig();
  client.disconnect();
  broker.says(publishOf('b', 'x', 1, 7), publishOf('b', 'x'.repeat(3000), 1, 8));
  assert.deepEqual(
    broker.got().map((packet) => packet.bytes),
    [DISCONNECT],
  );
  clock.advance(CONNACK_MS);
  assertClean();
});

test('disconnect() while messages are handled sends what they gathered, then DISCONNECT', alone, () => {
  const { broker, client, on, assertClean } = readyRig();
  on.message = (topic, payload) => {
    const reply = publishOf(`${topic}/reply`, payload);
    client.send(reply, reply.length);
    client.disconnect();
  };
  broker.says(publishOf('b', '1'));
  assert.deepEqual(
    broker.got().map((packet) => hex(packet.bytes)),
    [hex(publishOf('b/reply', '1')), hex(DISCONNECT)],
  );
  assertClean();
});

test('disconnect() while the drain is awaited sends what waits, then DISCONNECT', alone, () => {
  const { broker, client, assertClean } = readyRig();
  const packet = packetOf(0x30, word(1), 't', 'x'.repeat(1500));
  for (let i = 0; i < 3; i++) client.send(packet, packet.length);
  client.disconnect();
  broker.settle();
  assert.deepEqual(
    broker.got().map(({ type }) => type),
    ['PUBLISH', 'PUBLISH', 'PUBLISH', 'DISCONNECT'],
  );
  assertClean();
});

test('where the bytes before DISCONNECT never go out, the socket is closed at the deadline', alone, () => {
  const { broker, client, assertClean, advance } = readyRig();
  broker.stalls();
  client.disconnect();
  broker.settle();
  assert.equal(broker.socket.isOpen, true);
  advance(CONNACK_MS - 1);
  assert.equal(broker.socket.isOpen, true);
  advance(1);
  assertClean();
});

test('disconnect() on a socket that the server has closed, with the event to come, ends quietly', alone, () => {
  const { broker, client, assertClean, told } = readyRig();
  broker.socket.hangsUp();
  while (broker.socket.isOpen) broker.socket.turn();
  client.disconnect();
  broker.settle();
  assert.deepEqual(told.lost, []);
  assertClean();
});

test('connect() before the old socket is gone waits for that, and then connects', alone, () => {
  const { broker, client, told } = readyRig();
  broker.stalls();
  client.disconnect();
  client.connect();
  assert.equal(broker.opened, 1);
  broker.stalls(false);
  assert.deepEqual([broker.closed, broker.opened, told.ready], [1, 2, 2]);
  assert.deepEqual(told.lost, []);
});

test('connect() and disconnect() again before the old socket is gone end in rest', alone, () => {
  const { client, broker, assertClean } = readyRig();
  client.disconnect();
  client.connect();
  client.disconnect();
  broker.settle();
  assertClean();
  assert.equal(broker.opened, 1);
});

test('disconnect() from within "lost" stops the retry', alone, () => {
  const { broker, on, client, assertClean, told } = readyRig();
  on.lost = () => client.disconnect();
  broker.hangsUp();
  assertClean();
  assert.equal(told.ready, 1);
});

test('disconnect() from within the opening of the socket closes it', alone, () => {
  const world = rig();
  const { open } = world.on;
  world.on.open = (host, port) => {
    const socket = open(host, port);
    world.client.disconnect();
    return socket;
  };
  world.connect();
  world.assertClean();
  assert.deepEqual(world.broker.got('SUBSCRIBE'), []);
});

test('a close event of a socket that was given up already is not heard', () => {
  const { broker, told, retry } = readyRig();
  // One turn closes the socket and queues its 'close'; before that comes, a malformed packet ends the session.
  const { socket } = broker;
  socket.brings(bytes(0xf0, 0));
  socket.hangsUp();
  broker.settle();
  assert.deepEqual(
    told.lost.map(({ reason }) => reason),
    ['malformed: fixed header'],
  );
  retry();
  assert.equal(told.ready, 2);
});

test('an error and the close behind it are one loss', () => {
  const { broker, told } = readyRig();
  broker.hangsUp(true);
  assert.deepEqual(
    told.lost.map(({ reason }) => reason),
    ['socket: connection reset'],
  );
});

test('10,000 reconnects of every kind grow nothing: not timers, listeners, sockets, nor the heap', alone, () => {
  const world = rig({ cleanSession: false, filters: ['a'] });
  const { broker, told, client, clock, advance } = world;
  const kinds: (() => void)[] = [
    () => broker.hangsUp(),
    () => broker.hangsUp(true),
    () => broker.says(0xf0, 0),
    () => broker.says(publishOf('b', 'x'.repeat(4000)).slice(0, 100), ''),
    () => {
      broker.drops('PINGRESP');
      advance(90_000);
      broker.answers('PINGRESP');
    },
    () => {
      broker.drops('SUBACK');
      broker.hangsUp();
      advance((told.lost.at(-1)?.ms ?? 0) + SUBACK_MS);
      broker.answers('SUBACK');
    },
    () => {
      broker.stalls();
      client.publish('t', 'x'.repeat(3000), 1);
      broker.hangsUp();
      broker.stalls(false);
    },
  ];
  const marks: number[] = [];
  world.connect();
  for (let i = 0; i < 10_000; i++) {
    (kinds[i % kinds.length] ?? assert.fail())();
    if (broker.socket.isOpen) broker.hangsUp();
    while (told.lost.length > 0 && !broker.socket.isOpen) advance(121_000);
    broker.forget();
    told.lost.length = told.messages.length = told.tooLarge.length = told.published.length = 0;
    assert.ok(clock.pending <= 2, `${clock.pending} timers after ${i}`);
    assert.ok(broker.listeners <= 3, `${broker.listeners} listeners after ${i}`);
    assert.equal(broker.opened - broker.closed, 1);
    if (i % 2000 === 1999) marks.push(heap());
  }
  assert.ok(client.status().connects > 10_000);
  // Compiling moves the heap by tens of kB now and then; what is kept grows in each two thousand. A listener or a timer
  // kept of each would be 128 kB at the least.
  const growth = Math.min(...marks.slice(1).map((mark, at) => mark - (marks[at] ?? 0)));
  assert.ok(growth < 100_000, `the heap grows by ${growth} bytes in 2,000 reconnects: ${marks.join()}`);
  world.disconnect();
  world.assertClean();
});

/** Bytes of the heap that are in use, after a collection. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) collect();
  return process.memoryUsage().heapUsed;
}

/** The client's sign-in: CONNECT, CONNACK, and what comes instead of it. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { CONNACK_MS, NETWORK_MS } from '../../../firmware/limits.ts';
import { bytes, hex, packetOf, publishOf } from '../../support/bytes.ts';
import { connack } from '../../support/fakeBroker.ts';
import { alone, readyRig, rig } from './rig.ts';

test('[MQTT-3.1.0-1] [MQTT-3.1.0-2] the first packet on every connection is CONNECT, and there is one', () => {
  const { client, broker, connect, retry } = rig({ username: 'u', password: 'p' });
  // Neither a reply nor a message that was waiting may come before it.
  client.send(publishOf('early', 'x'), 10);
  client.publish('early', 'x', 1);
  connect();
  broker.hangsUp();
  retry();
  const types = broker.got().map(({ type }) => type);
  assert.deepEqual(
    types.filter((type) => type === 'CONNECT' || type === 'SUBSCRIBE'),
    ['CONNECT', 'SUBSCRIBE', 'CONNECT', 'SUBSCRIBE'],
  );
  assert.equal(types[0], 'CONNECT');
  assert.equal(broker.socket.writes[0]?.charCodeAt(0), 0x10);
});

test('[MQTT-3.1.3-2] every CONNECT of one client says the same client identifier', () => {
  const { broker, connect, retry } = rig({ clientId: 'board-7' });
  connect();
  broker.hangsUp();
  retry();
  const [one, two] = broker.got('CONNECT');
  assert.equal(hex(one?.bytes ?? ''), hex(two?.bytes ?? 'none'));
  assert.match(one?.body ?? '', /board-7/);
});

test('[MQTT-7.0.0-2] CONNACK 0 and a SUBACK for every filter, and nothing that MQTT 3.1.1 does not know, make the client ready, once', () => {
  const { told, connect, client } = rig();
  connect();
  assert.equal(told.ready, 1);
  assert.deepEqual(told.lost, []);
  assert.equal(client.status().connects, 1);
});

test('CONNACK with a session present is as good', () => {
  const { told, broker, connect } = rig({ cleanSession: false });
  broker.corrupts('CONNACK', () => connack(0, 1));
  connect();
  assert.equal(told.ready, 1);
});

const REFUSALS: [number, string][] = [
  [1, 'refused: protocol version'],
  [2, 'refused: client identifier'],
  [3, 'refused: server unavailable'],
  [4, 'refused: bad user name or password'],
  [5, 'refused: not authorised'],
  [6, 'refused: 6'],
  [255, 'refused: 255'],
];

for (const [code, reason] of REFUSALS)
  test(`CONNACK ${code} is "${reason}": never ready, nothing subscribed, one retry`, code < 4 ? alone : {}, () => {
    const { told, broker, connect, client, retry, advance } = rig();
    broker.corrupts('CONNACK', () => connack(code));
    connect();
    assert.equal(told.lost.length, 1);
    assert.equal(told.lost[0]?.reason, reason);
    assert.equal(told.ready, 0);
    assert.deepEqual(broker.got('SUBSCRIBE'), []);
    assert.equal(client.publish('t', 'p'), false);
    const { refused, malformed, lastError } = client.status();
    assert.deepEqual({ refused, malformed, lastError }, { refused: 1, malformed: 0, lastError: reason });
    advance((told.lost[0]?.ms ?? 0) - 1);
    assert.equal(broker.opened, 1);
    retry();
    assert.equal(broker.opened, 2);
  });

test('after a refusal a CONNACK 0 makes the client ready', () => {
  const { told, broker, connect, retry } = rig();
  broker.corrupts('CONNACK', () => connack(4));
  connect();
  broker.answers('CONNACK');
  retry();
  assert.equal(told.ready, 1);
});

test('[MQTT-2.2.2-2] CONNACK with a reserved acknowledge flag is malformed', () => {
  for (const flags of [0x02, 0x80, 0xff]) {
    const { told, broker, connect, client, reason } = rig();
    broker.corrupts('CONNACK', () => connack(0, flags));
    connect();
    assert.equal(told.ready, 0, `flags ${flags}`);
    assert.equal(client.status().malformed, 1);
    assert.equal(client.status().refused, 0);
    assert.match(client.status().lastError, /^malformed: /, reason);
  }
});

test('CONNACK of one byte, or of three, is malformed', () => {
  for (const packet of [bytes(0x20, 1, 0), bytes(0x20, 3, 0, 0, 0), bytes(0x20, 0)]) {
    const { told, broker, connect, client } = rig();
    broker.corrupts('CONNACK', () => packet);
    connect();
    assert.equal(told.ready, 0, hex(packet));
    assert.equal(told.lost[0]?.reason, 'malformed: packet out of turn');
    assert.equal(client.status().malformed, 1);
  }
});

test('CONNACK whose remaining length has more bytes than it needs is as good', () => {
  const { told, broker, connect } = rig();
  broker.corrupts('CONNACK', () => bytes(0x20, 0x82, 0x80, 0, 0, 0));
  connect();
  assert.equal(told.ready, 1);
});

test("a server that never answers CONNECT is given up after CONNACK's deadline", () => {
  const { told, broker, connect, advance, reason } = rig();
  broker.drops('CONNACK');
  connect();
  advance(CONNACK_MS - 1);
  assert.equal(told.lost.length, 0, reason);
  advance(1);
  assert.equal(told.lost[0]?.reason, 'no CONNACK in 10000 ms');
  assert.equal(broker.closed, 1);
});

test("a CONNACK that comes late, on the next connection's time, is not heard", () => {
  const { told, broker, connect, advance, retry } = rig();
  broker.holds('CONNACK');
  connect();
  advance(CONNACK_MS);
  broker.releases('CONNACK');
  assert.equal(told.ready, 0);
  broker.answers('CONNACK');
  retry();
  assert.equal(told.ready, 1);
});

const OUT_OF_TURN: { name: string; packet: string }[] = [
  {
    name: '[MQTT-3.2.0-1] PUBLISH before CONNACK closes the connection, and nobody hears of it',
    packet: publishOf('t', 'p'),
  },
  {
    name: '[MQTT-3.2.0-1] PUBLISH at QoS 1 before CONNACK closes the connection, and nobody hears of it',
    packet: publishOf('t', 'p', 1, 1),
  },
  {
    name: '[MQTT-3.2.0-1] a PUBLISH announced too large before CONNACK closes the connection, and nobody hears of it',
    packet: publishOf('t', 'x'.repeat(3000), 1, 1),
  },
  {
    name: '[MQTT-3.2.0-1] SUBACK before CONNACK closes the connection, and nobody hears of it',
    packet: packetOf(0x90, 0, 1, 0),
  },
  {
    name: '[MQTT-3.2.0-1] PUBACK before CONNACK closes the connection, and nobody hears of it',
    packet: bytes(0x40, 2, 0, 1),
  },
  {
    name: '[MQTT-3.2.0-1] PINGRESP before CONNACK closes the connection, and nobody hears of it',
    packet: bytes(0xd0, 0),
  },
];

for (const { name, packet } of OUT_OF_TURN)
  test(name, () => {
    const { told, broker, connect, client } = rig();
    broker.corrupts('CONNACK', (answer) => packet + answer);
    connect();
    assert.equal(told.lost.length, 1);
    assert.equal(told.lost[0]?.reason, 'malformed: packet out of turn');
    assert.deepEqual([told.messages, told.tooLarge, told.ready], [[], [], 0]);
    assert.equal(client.status().malformed, 1);
    assert.deepEqual(
      broker.got().map(({ type }) => type),
      ['CONNECT'],
    );
    assert.equal(broker.socket.isOpen, false);
  });

test('[MQTT-3.2.0-1] a second CONNACK closes the connection', () => {
  const { broker, told } = readyRig();
  broker.says(connack(0));
  assert.equal(told.lost[0]?.reason, 'malformed: packet out of turn');
});

test('a connection that cannot be made is a loss with its reason, and is tried again', () => {
  const { told, broker, connect, retry, client } = rig();
  broker.unreachable('Unable to locate host');
  connect();
  assert.equal(told.lost[0]?.reason, 'cannot connect: Unable to locate host');
  broker.unreachable();
  retry();
  assert.equal(told.ready, 1);
  assert.equal(client.status().connects, 2);
});

test('a network that does not come up is a loss with its reason, and is tried again', () => {
  const { told, on, connect, retry, broker } = rig();
  on.network = (done) => done('bad password');
  connect();
  assert.equal(told.lost[0]?.reason, 'no network: bad password');
  assert.equal(broker.opened, 0);
  on.network = (done) => done();
  retry();
  assert.equal(told.ready, 1);
});

test('a network that never calls back is given up after its deadline', () => {
  const { told, on, connect, advance, clock } = rig();
  on.network = () => {};
  connect();
  advance(NETWORK_MS - 1);
  assert.equal(told.lost.length, 0);
  advance(1);
  assert.equal(told.lost[0]?.reason, 'no network in 60000 ms');
  assert.equal(clock.pending, 1);
});

test('news of the network that come late, for a wait that is over, change nothing', alone, () => {
  const { told, on, connect, client, broker } = rig();
  const waits: ((error?: unknown) => void)[] = [];
  on.network = (done) => void waits.push(done);
  connect();
  client.disconnect();
  connect();
  waits[1]?.();
  broker.settle();
  assert.equal(told.ready, 1);
  waits[0]?.('bad password');
  waits[0]?.();
  broker.settle();
  assert.deepEqual(told.lost, []);
  assert.equal(broker.opened, 1);
});

test('connect() again, in whatever state, opens no second connection and hurries no retry', alone, () => {
  const { broker, connect, told, advance } = rig();
  connect();
  connect();
  assert.equal(broker.opened, 1);
  broker.hangsUp();
  connect();
  assert.equal(broker.opened, 1);
  advance((told.lost[0]?.ms ?? 0) - 1);
  connect();
  assert.equal(broker.opened, 1);
  advance(1);
  assert.equal(broker.opened, 2);
});

test("the server's close, or the network's reset, during sign-in is a loss with its reason", () => {
  for (const [reset, reason] of [
    [false, 'closed by the server'],
    [true, 'socket: connection reset'],
  ] as const) {
    const { broker, connect, told } = rig();
    broker.drops('CONNACK');
    connect();
    broker.hangsUp(reset);
    assert.deepEqual(
      told.lost.map((loss) => loss.reason),
      [reason],
    );
  }
});

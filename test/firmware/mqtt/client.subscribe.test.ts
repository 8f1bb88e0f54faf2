/** The client's subscriptions: at sign-in, later, and what a server may answer. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { SUBACK_MS } from '../../../firmware/limits.ts';
import { bytes, hex } from '../../support/bytes.ts';
import { identifierOf } from '../../support/fakeBroker.ts';
import { alone, readyRig, rig } from './rig.ts';

const twenty = Array.from({ length: 20 }, (_, i) => `filter/${i}`);

test("[MQTT-3.8.3-3] 20 filters go out in 3 packets of 8, 8 and 4, each after the last one's SUBACK", alone, () => {
  const { broker, connect, told } = rig({ filters: twenty });
  broker.holds('SUBACK');
  connect();
  for (const expected of [1, 2, 3]) {
    assert.equal(broker.got('SUBSCRIBE').length, expected);
    assert.equal(told.ready, 0);
    broker.releases('SUBACK');
  }
  assert.equal(told.ready, 1);
  const sizes = broker.got('SUBSCRIBE').map(({ body }) => body.split('filter/').length - 1);
  assert.deepEqual(sizes, [8, 8, 4]);
  assert.equal(
    broker
      .got('SUBSCRIBE')
      .map(({ body }) => [...body.matchAll(/filter\/\d+/g)].join())
      .join(),
    twenty.join(),
  );
});

test('SUBSCRIBE waits for CONNACK: a refused client has sent CONNECT and nothing else', () => {
  const { broker, connect } = rig();
  broker.drops('CONNACK');
  connect();
  assert.deepEqual(
    broker.got().map(({ type }) => type),
    ['CONNECT'],
  );
});

test('with no filters the client is ready at CONNACK, and sends no SUBSCRIBE', alone, () => {
  const { broker, connect, told } = rig({ filters: [] });
  connect();
  assert.equal(told.ready, 1);
  assert.deepEqual(broker.got('SUBSCRIBE'), []);
});

test('[MQTT-3.9.3-2] a SUBACK may grant QoS 0, 1 or 2, and every other code is none', () => {
  const { broker, connect, told } = rig({ filters: ['a', 'b', 'c'] });
  broker.corrupts('SUBACK', (packet) => bytes(packet.slice(0, 4), 0, 1, 2));
  connect();
  assert.equal(told.ready, 1);
  for (let code = 3; code < 256; code++) {
    const other = rig({ filters: ['a', 'b', 'c'] });
    other.broker.corrupts('SUBACK', (packet) => bytes(packet.slice(0, 4), 0, 1, code));
    other.connect();
    assert.equal(other.told.ready, 0, `code ${code}`);
    assert.equal(other.told.lost[0]?.reason, 'not granted: c');
  }
});

for (const code of [0x80, 3, 0x7f, 0xff])
  test(`a SUBACK with code ${code} in third place is the third filter's: named, and never ready`, () => {
    const { broker, connect, told, client } = rig({ filters: ['a', 'b', 'c/+', 'd'] });
    broker.corrupts('SUBACK', (packet) => bytes(packet.slice(0, 4), 0, 0, code, 0));
    connect();
    assert.equal(told.ready, 0);
    assert.equal(told.lost[0]?.reason, 'not granted: c/+');
    assert.equal(client.status().malformed, 0);
    assert.equal(broker.closed, 1);
  });

test(
  '[MQTT-3.9.3-1] a filter of the second packet that is not granted is named by the place of its code',
  alone,
  () => {
    const { broker, connect, told } = rig({ filters: twenty });
    let packets = 0;
    broker.corrupts('SUBACK', (packet) => (++packets === 2 ? `${packet.slice(0, 5)}\x80${packet.slice(6)}` : packet));
    connect();
    assert.equal(told.lost[0]?.reason, 'not granted: filter/9');
  },
);

test('[MQTT-3.8.4-5] a SUBACK with a code too few or too many is malformed', () => {
  for (const codes of ['', '\0', '\0\0\0']) {
    const { broker, connect, told } = rig();
    broker.corrupts('SUBACK', (packet) => bytes(0x90, 2 + codes.length, packet.slice(2, 4), codes));
    connect();
    assert.equal(told.lost[0]?.reason, 'malformed: packet out of turn', hex(codes));
    assert.equal(told.ready, 0);
  }
});

test("[MQTT-2.3.1-7] [MQTT-3.8.4-2] a SUBACK with another packet identifier than SUBSCRIBE's is malformed", () => {
  for (const id of ['\0\0', '\0\x02', '\x01\x01']) {
    const { broker, connect, told } = rig();
    broker.corrupts('SUBACK', (packet) => packet.slice(0, 2) + id + packet.slice(4));
    connect();
    assert.equal(told.lost[0]?.reason, 'malformed: packet out of turn', hex(id));
    assert.equal(told.ready, 0);
  }
});

test('a SUBACK that nobody asked for, and any UNSUBACK, is malformed', () => {
  for (const packet of [bytes(0x90, 4, 0, 1, 0, 0), bytes(0xb0, 2, 0, 1)]) {
    const { broker, told } = readyRig();
    broker.says(packet);
    assert.equal(told.lost[0]?.reason, 'malformed: packet out of turn');
  }
});

test(
  "a server that never answers SUBSCRIBE is given up after SUBACK's deadline, each packet with its own",
  alone,
  () => {
    const { broker, connect, told, advance } = rig({ filters: twenty });
    broker.holds('SUBACK');
    connect();
    advance(SUBACK_MS - 1);
    broker.releases('SUBACK');
    broker.drops('SUBACK');
    assert.deepEqual(told.lost, []);
  },
);

test(
  'a SUBACK that does not come in its time is a loss, and the next try subscribes to everything again',
  alone,
  () => {
    const { broker, connect, told, advance, retry } = rig({ filters: twenty });
    broker.holds('SUBACK');
    connect();
    broker.releases('SUBACK');
    broker.forget();
    broker.drops('SUBACK');
    broker.hangsUp();
    retry();
    advance(SUBACK_MS - 1);
    assert.equal(told.lost.length, 1);
    advance(1);
    assert.equal(told.lost[1]?.reason, 'no SUBACK in 10000 ms');
    broker.answers('SUBACK');
    broker.forget();
    told.ready = 0;
    retry();
    assert.equal(told.ready, 1);
    assert.equal(broker.got('SUBSCRIBE').length, 3);
  },
);

test('a message published while SUBACK is awaited does not make the SUBACK a stranger', () => {
  const { broker, client, connect, told } = rig();
  broker.holds('SUBACK');
  connect();
  assert.equal(client.publish('t', 'p', 1), true);
  broker.settle();
  const ids = [broker.got('SUBSCRIBE')[0], broker.got('PUBLISH')[0]].map((packet) => packet && identifierOf(packet));
  broker.releases('SUBACK');
  assert.deepEqual(told.lost, []);
  assert.equal(told.ready, 1);
  assert.notEqual(ids[0], ids[1]);
});

test('messages that come before SUBACK are delivered', () => {
  const { broker, connect, told } = rig();
  broker.corrupts('SUBACK', (packet) => `${bytes(0x30, 4, 0, 1, 'b', 'x')}${packet}`);
  connect();
  assert.deepEqual(told.messages, [{ topic: 'b', payload: 'x' }]);
  assert.equal(told.ready, 1);
});

test(
  'a filter added to a ready client is asked for at once, alone; the client stays ready, and is told so once',
  alone,
  () => {
    const { broker, client, told, publish } = readyRig();
    broker.holds('SUBACK');
    client.subscribe('late/#');
    assert.equal(publish('t', 'meanwhile'), true);
    assert.deepEqual(
      broker.got().map(({ type }) => type),
      ['SUBSCRIBE', 'PUBLISH'],
    );
    assert.equal(hex(broker.got('SUBSCRIBE')[0]?.body.slice(2) ?? ''), hex(bytes(0, 6, 'late/#', 0)));
    broker.releases('SUBACK');
    assert.equal(told.ready, 1);
  },
);

test('filters added while a SUBACK is awaited go together in the next packet', alone, () => {
  const { broker, client, told } = readyRig();
  broker.holds('SUBACK');
  for (const filter of ['x', 'y', 'z']) client.subscribe(filter);
  broker.settle();
  assert.equal(broker.got('SUBSCRIBE').length, 1);
  broker.releases('SUBACK');
  assert.equal(hex(broker.got('SUBSCRIBE')[1]?.body.slice(2) ?? ''), hex(bytes(0, 1, 'y', 0, 0, 1, 'z', 0)));
  assert.deepEqual(told.lost, []);
});

test('a filter added before the connection, or while it is lost, is subscribed at sign-in', alone, () => {
  const { broker, client, connect, retry } = rig({ filters: [] });
  client.subscribe('early');
  connect();
  broker.hangsUp();
  client.subscribe('between');
  retry();
  const asked = broker.got('SUBSCRIBE').map(({ body }) => hex(body.slice(2)));
  const early = bytes(0, 5, 'early', 0);
  assert.deepEqual(asked, [hex(early), hex(`${early}${bytes(0, 7, 'between', 0)}`)]);
});

test('a filter that is added and not granted is a loss by its name', alone, () => {
  const { broker, client, told } = readyRig();
  broker.corrupts('SUBACK', (packet) => `${packet.slice(0, 4)}\x80`);
  client.subscribe('forbidden');
  broker.settle();
  assert.equal(told.lost[0]?.reason, 'not granted: forbidden');
});

test('a filter added while the clock says less than at the start does not make the client ready twice', alone, () => {
  const { clock, connect, client, broker, told } = rig();
  clock.jump(-1_000_000);
  connect();
  client.subscribe('late');
  broker.settle();
  assert.equal(told.ready, 1);
});

/** What the client does with bytes that cannot go out yet. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { SEND_BYTES } from '../../../firmware/limits.ts';
import { bytes, packetOf, publishOf, word } from '../../support/bytes.ts';
import { alone, readyRig, rig } from './rig.ts';

/** A PUBLISH of `length` bytes in all, 130 at least. */
const packetOfLength = (length: number) => packetOf(0x30, word(1), 't', 'x'.repeat(length - 6));

test('the replies to one chunk go out in one write, in order', () => {
  const { broker, client, on } = readyRig();
  const before = broker.socket.writes.length;
  on.message = (topic, payload) => {
    const reply = publishOf(`${topic}/reply`, payload);
    client.send(reply, reply.length);
  };
  broker.says(publishOf('b', '1'), publishOf('b', '2', 1, 7), publishOf('b', '3'));
  assert.deepEqual(broker.socket.writes.slice(before), [
    publishOf('b/reply', '1') + publishOf('b/reply', '2') + bytes(0x40, 2, 0, 7) + publishOf('b/reply', '3'),
  ]);
});

test('a reply outside a chunk is written at once', () => {
  const { broker, client } = readyRig();
  const reply = publishOf('t', 'p');
  client.send(reply, reply.length);
  assert.equal(broker.socket.writes.at(-1), reply);
  assert.equal(client.status().queued > 0, true, 'sign-in gathers');
});

test('after 1,024 bytes nothing more is written until the socket has drained, and then all of it at once', () => {
  const { broker, client } = readyRig();
  broker.stalls();
  const before = broker.socket.writes.length;
  const packet = packetOfLength(200);
  for (let i = 0; i < 20; i++) client.send(packet, packet.length);
  const written = broker.socket.writes.length - before;
  assert.ok(written <= 6, `${written} writes`);
  broker.settle();
  assert.equal(broker.socket.writes.length - before, written);
  broker.stalls(false);
  assert.equal(broker.socket.writes.length - before, written + 1);
  assert.equal(broker.socket.writes.at(-1), packet.repeat(20 - written));
  assert.equal(broker.got('PUBLISH').length, 20);
});

test('the next thousand bytes go out as the first did', () => {
  const { broker, client } = readyRig();
  const packet = packetOfLength(200);
  for (let i = 0; i < 100; i++) {
    client.send(packet, packet.length);
    broker.settle();
  }
  assert.equal(broker.got('PUBLISH').length, 100);
  assert.equal(client.status().dropped, 0);
  assert.equal(broker.listeners, 3, 'data, error, close');
});

test('the queue takes as many bytes as it says, drops what is more, counts it, and takes the next that fits', () => {
  const { broker, client } = readyRig();
  broker.stalls();
  const first = packetOfLength(1500);
  client.send(first, first.length);
  const half = packetOfLength(SEND_BYTES / 2);
  for (let i = 0; i < 3; i++) client.send(half, half.length);
  assert.deepEqual([client.status().dropped, client.status().queued], [1, SEND_BYTES]);
  broker.stalls(false);
  assert.equal(broker.got('PUBLISH').length, 3);
  client.send(half, half.length);
  broker.settle();
  assert.equal(broker.got('PUBLISH').length, 4);
  assert.equal(client.status().dropped, 1);
});

test('the high-water mark is what waited at most, and stays', () => {
  const { broker, client } = readyRig();
  broker.stalls();
  for (const length of [1500, 300, 400]) client.send(packetOfLength(length), length);
  assert.equal(client.status().queued, 700);
  broker.stalls(false);
  assert.equal(client.status().queued, 700);
});

test(
  'publish() says where the queue refused its message at QoS 0; one at QoS 1 is bounded by its window instead',
  alone,
  () => {
    const { broker, client, told } = readyRig();
    broker.stalls();
    client.send(packetOfLength(1500), 1500);
    assert.equal(client.publish('t', 'x'.repeat(4000)), true);
    for (let i = 0; i < 10; i++) assert.equal(client.publish('t', 'x'.repeat(200)), false);
    assert.equal(client.status().dropped, 10);
    for (let i = 0; i < 4; i++) assert.equal(client.publish('t', 'x'.repeat(200), 1), true);
    assert.equal(client.publish('t', 'x'.repeat(200), 1), false);
    broker.stalls(false);
    assert.equal(told.published.length, 4);
    assert.equal(broker.got('PUBLISH').length, 6);
  },
);

test('bytes sent are counted when they are written, not when they are asked for', () => {
  const { broker, client } = readyRig();
  const before = client.status().sent;
  broker.stalls();
  client.send(packetOfLength(1500), 1500);
  client.send(packetOfLength(300), 300);
  assert.equal(client.status().sent, before + 1500);
  broker.stalls(false);
  assert.equal(client.status().sent, before + 1800);
});

test('[MQTT-4.8.0-2] an acknowledgement that does not fit the queue ends the connection', () => {
  const { broker, client, told } = readyRig();
  broker.stalls();
  client.send(packetOfLength(1500), 1500);
  client.send(packetOfLength(SEND_BYTES), SEND_BYTES);
  broker.says(publishOf('b', 'x', 1, 7));
  assert.deepEqual(
    told.lost.map(({ reason }) => reason),
    ['cannot send'],
  );
});

test('a packet sent without a connection is dropped and counted, not sent on the next', () => {
  const { client, broker, connect, retry } = rig();
  const packet = publishOf('stale', 'x');
  client.send(packet, packet.length);
  connect();
  broker.hangsUp();
  client.send(packet, packet.length);
  retry();
  assert.equal(client.status().dropped, 2);
  assert.deepEqual(broker.got('PUBLISH'), []);
});

test('what waited for a connection that is lost does not go out on the next', () => {
  const { client, broker, retry } = readyRig();
  broker.stalls();
  for (let i = 0; i < 10; i++) client.send(packetOfLength(300), 300);
  broker.hangsUp();
  broker.stalls(false);
  broker.forget();
  retry();
  assert.deepEqual(broker.got('PUBLISH'), []);
});

test('a write that throws, because the server has closed, is a loss and no exception', () => {
  const { client, broker, told } = readyRig();
  // The socket is closed, and its 'close' event waits for the next turn.
  broker.socket.hangsUp();
  while (broker.socket.isOpen) broker.socket.turn();
  const packet = publishOf('t', 'p');
  client.send(packet, packet.length);
  assert.deepEqual(
    told.lost.map(({ reason }) => reason),
    ['cannot send'],
  );
  broker.settle();
  assert.equal(told.lost.length, 1);
});

test('a write that throws while it would have waited for the drain leaves nothing waiting', () => {
  const { client, broker, told, retry } = readyRig();
  broker.socket.hangsUp();
  while (broker.socket.isOpen) broker.socket.turn();
  client.send(packetOfLength(3000), 3000);
  broker.settle();
  assert.equal(told.lost.length, 1);
  retry();
  client.send(packetOfLength(130), 130);
  broker.settle();
  assert.equal(broker.got('PUBLISH').length, 1);
});

test('a drain that was on its way when the connection was lost harms neither the old one nor the next', () => {
  const { client, broker, told, retry } = readyRig();
  client.send(packetOfLength(2000), 2000);
  // One turn sends the bytes and brings the malformed packet: 'drain' is queued when the socket is given up.
  broker.socket.brings(bytes(0xf0, 0));
  broker.settle();
  assert.deepEqual(
    told.lost.map(({ reason }) => reason),
    ['malformed: fixed header'],
  );
  retry();
  assert.equal(told.ready, 2);
  broker.forget();
  client.send(packetOfLength(130), 130);
  broker.settle();
  assert.equal(broker.got('PUBLISH').length, 1);
});

/** QoS 1, out: the window, the identifiers, and what is sent again. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { IN_FLIGHT } from '../../../firmware/limits.ts';
import { bytes, hex, publishOf } from '../../support/bytes.ts';
import { identifierOf, puback } from '../../support/fakeBroker.ts';
import { readyRig, rig } from './rig.ts';

test('[MQTT-4.3.2-1] a message at QoS 1 goes out with an identifier and no DUP, and is told published by its PUBACK', () => {
  const { broker, publish, told } = readyRig();
  broker.holds('PUBACK');
  assert.equal(publish('a/b', 'hi', 1), true);
  const [packet] = broker.got('PUBLISH');
  assert.ok(packet);
  assert.equal(hex(packet.bytes), hex(publishOf('a/b', 'hi', 1, identifierOf(packet))));
  assert.deepEqual(told.published, []);
  broker.releases('PUBACK');
  assert.deepEqual(told.published, [identifierOf(packet)]);
});

test('a message at QoS 0 is not told published', () => {
  const { publish, told, broker } = readyRig();
  assert.equal(publish('t', 'p'), true);
  assert.equal(broker.got('PUBLISH')[0]?.bytes, publishOf('t', 'p'));
  assert.deepEqual(told.published, []);
});

test('a client whose user does not ask for it tells no "published", and goes on', () => {
  const { publish, on, broker, told } = readyRig();
  delete on.published;
  for (let i = 0; i < 2 * IN_FLIGHT; i++) assert.equal(publish('t', 'p', 1), true);
  assert.equal(broker.got('PUBLISH').length, 2 * IN_FLIGHT);
  assert.deepEqual(told.lost, []);
});

test('the window takes as many messages as it says; one more is refused and counted, until a PUBACK comes', () => {
  const { broker, publish, client } = readyRig();
  broker.holds('PUBACK');
  for (let i = 0; i < IN_FLIGHT; i++) assert.equal(publish('t', `${i}`, 1), true);
  assert.equal(publish('t', 'refused', 1), false);
  assert.equal(client.status().dropped, 1);
  assert.equal(publish('t', 'QoS 0 has no window'), true);
  const second = broker.got('PUBLISH')[1];
  assert.ok(second);
  broker.says(puback(identifierOf(second)));
  assert.equal(publish('t', 'taken', 1), true);
  assert.equal(publish('t', 'refused', 1), false);
});

test('a PUBACK for an identifier that is not in flight frees nothing, and is no reason to close', () => {
  const { broker, publish, told } = readyRig();
  broker.drops('PUBACK');
  for (let i = 0; i < IN_FLIGHT; i++) publish('t', 'p', 1);
  const ids = broker.got('PUBLISH').map(identifierOf);
  for (const stranger of [0, 99, 65_535]) broker.says(puback(stranger));
  assert.equal(publish('t', 'p', 1), false);
  broker.says(puback(ids[0] ?? 0));
  broker.says(puback(ids[0] ?? 0));
  assert.deepEqual(told.published, [ids[0]]);
  assert.deepEqual(told.lost, []);
  assert.equal(publish('t', 'p', 1), true);
  assert.equal(publish('t', 'p', 1), false);
});

test('[MQTT-2.3.1-1] [MQTT-2.3.1-2] identifiers run through 1 to 65535, are never 0, and never one that is in flight', () => {
  const { broker, publish, client } = readyRig();
  broker.holds('PUBACK');
  publish('t', 'stays', 1);
  const [stays] = broker.got('PUBLISH').map(identifierOf);
  // From here on every message is acknowledged but the first.
  broker.corrupts('PUBACK', (packet) =>
    identifierOf({ type: 'PUBACK', bytes: packet, body: packet.slice(2) }) === stays ? '' : packet,
  );
  const seen = new Set<number>();
  for (let i = 0; i < 65_600; i++) {
    if (!client.publish('t', 'p', 1)) assert.fail(`message ${i} was refused`);
    broker.settle();
    const [packet] = broker.got('PUBLISH').slice(-1);
    const id = packet ? identifierOf(packet) : 0;
    if (id === 0 || id === stays) assert.fail(`message ${i} has identifier ${id}`);
    seen.add(id);
    broker.forget();
  }
  // All that there are, without the one in flight, and without the last SUBSCRIBE's.
  assert.ok(seen.size >= 65_533, `${seen.size} identifiers`);
  assert.ok(seen.has(65_535));
});

test('[MQTT-2.3.1-2] SUBSCRIBE takes an identifier of its own, not one that is in flight', () => {
  const { broker, publish, client, told } = readyRig();
  broker.holds('PUBACK');
  broker.holds('SUBACK');
  publish('t', '1', 1);
  client.subscribe('late');
  publish('t', '2', 1);
  const ids = broker.got().map(identifierOf);
  assert.equal(new Set(ids).size, 3, ids.join());
  broker.releases('SUBACK');
  broker.releases('PUBACK');
  assert.equal(told.published.length, 2);
  assert.deepEqual(told.lost, []);
});

test('[MQTT-2.3.1-3] [MQTT-3.3.1-1] [MQTT-4.4.0-1] [MQTT-4.6.0-1] on a kept session all that is unacknowledged goes out again: the same packets with DUP, in their order', () => {
  const { broker, publish, retry, told } = readyRig({ cleanSession: false });
  broker.holds('PUBACK');
  for (const payload of ['1', '2', '3', '4']) publish(`t/${payload}`, payload, 1);
  const first = broker.got('PUBLISH');
  broker.says(puback(identifierOf(first[1] ?? assert.fail())));
  broker.hangsUp();
  broker.answers('PUBACK');
  broker.forget();
  retry();
  const again = first.filter((_, at) => at !== 1).map((packet) => hex(`\x3a${packet.bytes.slice(1)}`));
  assert.deepEqual(
    broker.got('PUBLISH').map((packet) => hex(packet.bytes)),
    again,
  );
  assert.equal(told.published.length, 4);
  assert.deepEqual(
    broker
      .got()
      .map(({ type }) => type)
      .slice(0, 2),
    ['CONNECT', 'SUBSCRIBE'],
  );
});

test('[MQTT-4.1.0-1] [MQTT-3.1.2-4] a message stays unacknowledged over any number of losses, and goes out at each sign-in', () => {
  const { broker, publish, retry, told } = readyRig({ cleanSession: false });
  broker.drops('PUBACK');
  publish('t', 'p', 1);
  for (let i = 0; i < 5; i++) {
    broker.hangsUp();
    broker.forget();
    retry();
    assert.deepEqual(
      broker.got('PUBLISH').map((packet) => packet.bytes.charCodeAt(0)),
      [0x3a],
    );
  }
  assert.deepEqual(told.published, []);
});

test('[MQTT-4.1.0-2] as long as the connection lasts a message is unacknowledged, and is not sent again, until its PUBACK comes', () => {
  for (const cleanSession of [true, false]) {
    const { broker, publish, advance, told } = readyRig({ cleanSession });
    broker.holds('PUBACK');
    publish('t', 'p', 1);
    advance(86_400_000);
    assert.equal(broker.got('PUBLISH').length, 1);
    assert.deepEqual(told.published, []);
    broker.releases('PUBACK');
    assert.equal(told.published.length, 1);
  }
});

test('[MQTT-3.1.2-6] on a clean session what is unacknowledged goes out as new: without DUP', () => {
  const { broker, publish, retry } = readyRig({ cleanSession: true });
  broker.drops('PUBACK');
  publish('t', 'p', 1);
  broker.hangsUp();
  retry();
  assert.deepEqual(
    broker.got('PUBLISH').map((packet) => packet.bytes.charCodeAt(0)),
    [0x32, 0x32],
  );
});

test('[MQTT-4.3.2-1] a message published without a connection goes out at sign-in, the first time without DUP', () => {
  const { broker, client, connect, retry } = rig({ cleanSession: false });
  broker.drops('PUBACK');
  assert.equal(client.publish('t', 'p', 1), true);
  connect();
  broker.hangsUp();
  retry();
  assert.deepEqual(
    broker.got('PUBLISH').map((packet) => packet.bytes.charCodeAt(0)),
    [0x32, 0x3a],
  );
});

test('without a connection the window holds too, and QoS 0 is refused', () => {
  const { client } = rig();
  for (let i = 0; i < IN_FLIGHT; i++) assert.equal(client.publish('t', 'p', 1), true);
  assert.equal(client.publish('t', 'p', 1), false);
  assert.equal(client.publish('t', 'p'), false);
  assert.equal(client.status().dropped, 2);
});

test('a full window of messages of 2 kB is all sent again', () => {
  const { broker, publish, retry, told } = readyRig({ cleanSession: false });
  broker.drops('PUBACK');
  for (let i = 0; i < IN_FLIGHT; i++) assert.equal(publish('t', `${i}${'x'.repeat(2000)}`, 1), true);
  broker.answers('PUBACK');
  broker.hangsUp();
  broker.forget();
  retry();
  assert.equal(broker.got('PUBLISH').length, IN_FLIGHT);
  assert.equal(told.published.length, IN_FLIGHT);
  assert.deepEqual(told.lost.length, 1);
});

test('what a user publishes as soon as the client is ready comes after what is sent again', () => {
  const { broker, publish, retry, on, client } = readyRig({ cleanSession: false });
  broker.drops('PUBACK');
  publish('t', 'old', 1);
  on.ready = () => void client.publish('t', 'new', 1);
  broker.hangsUp();
  broker.forget();
  retry();
  assert.deepEqual(
    broker.got('PUBLISH').map(({ body }) => body.slice(5)),
    ['old', 'new'],
  );
});

test('a PUBACK whose first byte is corrupted closes the connection, and the message goes out again', () => {
  const { broker, publish, retry, told } = readyRig({ cleanSession: false });
  broker.corrupts('PUBACK', (packet) => bytes(0x4f, packet.slice(1)));
  publish('t', 'p', 1);
  assert.equal(told.lost[0]?.reason, 'malformed: fixed header');
  broker.answers('PUBACK');
  retry();
  assert.equal(told.published.length, 1);
});

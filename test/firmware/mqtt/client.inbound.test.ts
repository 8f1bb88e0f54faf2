/** What a server sends to a ready client. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { PACKET_BYTES } from '../../../firmware/limits.ts';
import { bytes, chunksOf, hex, publishOf } from '../../support/bytes.ts';
import { readyRig } from './rig.ts';

test('a PUBLISH at QoS 0 is delivered, and not answered', () => {
  const { broker, told } = readyRig();
  broker.says(publishOf('b', 'hello'));
  assert.deepEqual(told.messages, [{ topic: 'b', payload: 'hello' }]);
  assert.deepEqual(broker.got(), []);
});

test('[MQTT-3.3.4-1] [MQTT-4.3.2-2] [MQTT-2.3.1-6] a PUBLISH at QoS 1 is delivered, and then answered with PUBACK and its identifier', () => {
  const { broker, told, on } = readyRig();
  on.message = (topic, payload) => {
    assert.deepEqual(broker.got(), []);
    told.messages.push({ topic, payload });
  };
  broker.says(publishOf('b', 'hello', 1, 0xabcd));
  assert.equal(told.messages.length, 1);
  assert.deepEqual(
    broker.got().map((packet) => hex(packet.bytes)),
    ['40 02 ab cd'],
  );
});

test('[MQTT-4.3.2-2] the same identifier again, with DUP or without, is a message of its own: delivered and acknowledged', () => {
  const { broker, told } = readyRig();
  broker.says(publishOf('b', '1', 1, 5));
  broker.says(publishOf('b', '1', 1, 5, 8));
  broker.says(publishOf('b', '2', 1, 5));
  assert.deepEqual(
    told.messages.map(({ payload }) => payload),
    ['1', '1', '2'],
  );
  assert.deepEqual(
    broker.got().map((packet) => hex(packet.bytes)),
    Array(3).fill('40 02 00 05'),
  );
});

test('[MQTT-4.6.0-2] PUBACKs go out in the order of their PUBLISHes, in one chunk or in many', () => {
  const { broker } = readyRig();
  const ids = [9, 3, 65_535, 1, 256];
  const stream = ids.map((id) => publishOf('b', 'x', 1, id)).join('');
  broker.says(stream);
  broker.saysInPieces(chunksOf(stream, 4));
  assert.deepEqual(
    broker.got('PUBACK').map(({ body }) => (body.charCodeAt(0) << 8) | body.charCodeAt(1)),
    [...ids, ...ids],
  );
});

test('[MQTT-4.5.0-2] a message at QoS 1 on a topic that nobody asked for is acknowledged all the same', () => {
  const { broker, told } = readyRig();
  broker.says(publishOf('never/asked', 'x', 1, 2));
  assert.deepEqual(told.messages, [{ topic: 'never/asked', payload: 'x' }]);
  assert.equal(broker.got('PUBACK').length, 1);
});

test('[MQTT-4.5.0-2] a message at QoS 1 that is announced too large is told by its topic and acknowledged, and the connection stays', () => {
  const { broker, told, client } = readyRig();
  broker.says(publishOf('b', 'x'.repeat(PACKET_BYTES), 1, 0x0708), publishOf('b', 'next'));
  assert.deepEqual(told.tooLarge, ['b']);
  assert.deepEqual(told.messages, [{ topic: 'b', payload: 'next' }]);
  assert.deepEqual(
    broker.got().map((packet) => hex(packet.bytes)),
    ['40 02 07 08'],
  );
  assert.deepEqual(told.lost, []);
  assert.equal(client.status().tooLarge, 1);
});

test('a message at QoS 0 that is announced too large is told and counted, and not answered', () => {
  const { broker, told, client } = readyRig();
  broker.says(publishOf('b', 'x'.repeat(100_000)));
  assert.deepEqual(told.tooLarge, ['b']);
  assert.equal(client.status().tooLarge, 1);
  assert.deepEqual(broker.got(), []);
});

test('a large message is delivered where there is room for it', () => {
  const { broker, told } = readyRig({ hasRoom: true });
  broker.says(publishOf('b', 'x'.repeat(5000), 1, 1));
  assert.deepEqual(told.messages, [{ topic: 'b', payload: 'x'.repeat(5000) }]);
  assert.deepEqual(told.tooLarge, []);
  assert.equal(broker.got('PUBACK').length, 1);
});

test('a retained message is a message', () => {
  const { broker, told } = readyRig();
  broker.says(publishOf('b', 'kept', 0, 0, 1));
  assert.deepEqual(told.messages, [{ topic: 'b', payload: 'kept' }]);
});

test('the quick way sees a whole PUBLISH first, and what it takes is not delivered again', () => {
  const { broker, told, on, client } = readyRig();
  const before = client.status().received;
  const packet = publishOf('b', 'x'.repeat(200));
  const seen: string[] = [];
  on.quick = (data) => seen.push(data) === 1;
  for (let i = 0; i < 2; i++) broker.says(packet);
  assert.deepEqual(seen, [packet, packet]);
  assert.equal(told.messages.length, 1);
  assert.equal(client.status().received, before + 2);
});

for (const [name, packet, reason] of [
  ['a reserved packet type', bytes(0xf0, 0), 'fixed header'],
  ['QoS 3', bytes(0x36, 5, 0, 1, 't', 0, 1), 'fixed header'],
  ['a packet that only a client sends', bytes(0x82, 6, 0, 1, 0, 1, 'a', 0), 'fixed header'],
  ['PUBREC, of QoS 2', bytes(0x50, 2, 0, 1), 'fixed header'],
  ['a wildcard in a topic name', publishOf('a/+', 'x'), 'variable header'],
  ['packet identifier 0', publishOf('b', 'x', 1, 0), 'variable header'],
  ['a PUBACK of one byte', bytes(0x40, 1, 0), 'packet out of turn'],
  ['a PUBACK of three bytes', bytes(0x40, 3, 0, 1, 0), 'packet out of turn'],
  ['a PINGRESP with a body', bytes(0xd0, 1, 0), 'packet out of turn'],
  ['a length of five bytes', bytes(0x30, 0xff, 0xff, 0xff, 0xff, 1), 'fixed header'],
] as const)
  test(`${name} closes the connection with a reason, is counted, and the client comes back`, () => {
    const { broker, told, client, retry } = readyRig();
    broker.says(packet, publishOf('b', 'after'));
    assert.deepEqual(
      told.lost.map((loss) => loss.reason),
      [`malformed: ${reason}`],
    );
    assert.deepEqual(told.messages, []);
    assert.equal(broker.socket.isOpen, false);
    assert.deepEqual(broker.got(), []);
    assert.equal(client.status().malformed, 1);
    retry();
    assert.equal(told.ready, 2);
  });

test('packets received are counted, whichever way they come', () => {
  const { broker, client } = readyRig();
  const before = client.status().received;
  broker.says(publishOf('b', '1'), bytes(0xd0, 0), publishOf('b', 'x'.repeat(5000)));
  assert.equal(client.status().received, before + 3);
});

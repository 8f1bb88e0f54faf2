import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { bytes, publishOf, word } from '../../support/bytes.ts';
import { connectedRig, moduleRig } from './moduleRig.ts';

test("a filter asked for in 'connected', as tinyMQTT's users must, is asked for once a connection", () => {
  const { mqtt, broker, clock, rest, count } = moduleRig();
  mqtt.on('connected', () => {
    mqtt.subscribe('a/#');
    mqtt.subscribe('b');
    mqtt.subscribe('a/#');
  });
  const asked = () => broker.got('SUBSCRIBE').map(({ body }) => body.slice(2));
  mqtt.connect();
  rest();
  const a = bytes(0, 3, 'a/#', 0);
  const b = bytes(0, 1, 'b', 0);
  assert.deepEqual(asked().join(''), a + b);
  for (let losses = 1; losses < 5; losses++) {
    broker.forget();
    broker.hangsUp();
    clock.advance(600_000);
    assert.deepEqual(asked().join(''), a + b, `after loss ${losses}`);
    assert.equal(count('connected'), losses + 1);
  }
});

test("a filter asked for before connect is granted before 'connected'", () => {
  const { mqtt, broker, told, rest } = moduleRig();
  broker.holds('SUBACK');
  mqtt.subscribe('a');
  mqtt.connect();
  rest();
  assert.deepEqual([broker.got('SUBSCRIBE').length, told.length], [1, 0]);
  broker.releases('SUBACK');
  rest();
  assert.deepEqual(told, [['connected']]);
});

test('a filter that the server refuses is an error that names it, and is asked for again at the next try', () => {
  const { mqtt, broker, clock, told, rest } = connectedRig();
  broker.corrupts('SUBACK', (packet) => packet.slice(0, -1) + bytes(0x80));
  mqtt.subscribe('secret');
  rest();
  assert.deepEqual(told.slice(1), [['error', 'not granted: secret'], ['disconnected']]);
  broker.answers('SUBACK');
  clock.advance(10_000);
  assert.deepEqual(told.at(-1), ['connected']);
  assert.equal(broker.got('SUBSCRIBE').length, 2);
});

const LONGEST = 'x'.repeat(65_535);
const NO_TOPIC: unknown[] = ['', 'a\0b', `${LONGEST}x`, undefined, 5, ['a']];

for (const filter of [...NO_TOPIC, 'a#', '#/a', 'a/#/b', 'a+', '+a/b', 'a/b+/c', '++', '##'])
  test(`a filter of ${JSON.stringify(filter)?.slice(0, 20)} is refused, naming what a filter is`, () => {
    const { mqtt, broker, rest, told } = connectedRig();
    assert.throws(
      () => mqtt.subscribe(filter as string),
      new Error('filter: + and # alone in a level, # last, 1..65535 bytes, no NUL'),
    );
    rest();
    assert.deepEqual([broker.got(), told], [[], [['connected']]]);
  });

for (const filter of ['#', '+', '/', '+/+', 'a/#', '/+/b/#', '$SYS/#', ' ', LONGEST])
  test(`a filter of "${filter.slice(0, 20)}" is taken`, () => {
    const { mqtt, broker, rest } = connectedRig();
    mqtt.subscribe(filter);
    rest();
    assert.equal(broker.got('SUBSCRIBE')[0]?.body, word(1) + word(filter.length) + filter + bytes(0));
  });

for (const topic of [...NO_TOPIC, 'a/#', '+/b', 'a+b'])
  test(`publishing on ${JSON.stringify(topic)?.slice(0, 20)} is refused, naming what a topic is`, () => {
    const { mqtt, broker, rest, told } = connectedRig();
    for (const qos of [0, 1])
      assert.throws(
        () => mqtt.publish(topic as string, 'x', qos),
        new Error('topic: no + or #, 1..65535 bytes, no NUL'),
      );
    rest();
    assert.deepEqual([broker.got(), told], [[], [['connected']]]);
  });

test('the longest topic, and messages of 0, 127, 128 and 4,096 bytes, arrive as they are', () => {
  for (const [topic, message] of [
    [LONGEST, 'x'],
    ...[0, 127, 128, 4096].map((size) => ['a', 'x'.repeat(size)]),
  ] as const) {
    const { mqtt, broker, rest } = connectedRig();
    assert.equal(mqtt.publish(topic, message), true);
    rest();
    assert.equal(broker.got('PUBLISH')[0]?.bytes, publishOf(topic, message));
  }
});

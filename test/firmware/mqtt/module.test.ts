import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { ModuleOptions } from '../../../firmware/mqtt/module.ts';
import { bytes, publishOf, word } from '../../support/bytes.ts';
import { connack, identifierOf, puback } from '../../support/fakeBroker.ts';
import { connectedRig, type ModuleRig, moduleRig } from './moduleRig.ts';

/** The bytes of the CONNECT that these options make. */
function connectOf(options?: ModuleOptions): string {
  const { mqtt, broker, rest } = moduleRig(options);
  mqtt.connect();
  rest();
  return broker.got('CONNECT')[0]?.bytes ?? '';
}

/** The seconds at which `rig` dials while the server refuses every connection, for an hour. */
function dials(rig: ModuleRig): number[] {
  const times: number[] = [];
  rig.broker.unreachable('connection refused');
  rig.broker.hangsUp();
  rig.rest();
  for (let s = 1; s <= 3600; s++) {
    const before = rig.dialled.length;
    rig.clock.advance(1000);
    if (rig.dialled.length > before) times.push(s);
  }
  return times;
}

test('without options: port 1883, the serial number, a clean session, 60 s, no user', () => {
  const { mqtt, broker, dialled, rest } = moduleRig();
  mqtt.connect();
  rest();
  assert.deepEqual(dialled, [1883]);
  assert.equal(
    broker.got('CONNECT')[0]?.bytes,
    bytes(
      ...[0x10, 24], // CONNECT, 24 bytes follow
      ...[0, 4, 'MQTT', 4], // protocol name and level
      0x02, // clean session
      ...[0, 60], // keep alive
      ...[0, 12, '240ac4000110'], // client identifier
    ),
  );
});

test("the options have tinyMQTT's and the MQTT module's names", () => {
  const options = { client_id: 'lamp', username: 'user', password: 'secret', keep_alive: 300, clean_session: false };
  assert.equal(
    connectOf(options),
    bytes(
      ...[0x10, 30], // CONNECT
      ...[0, 4, 'MQTT', 4],
      0xc0, // user name and password, and no clean session
      ...[300 >> 8, 300 & 255],
      ...[0, 4, 'lamp'],
      ...[0, 4, 'user'],
      ...[0, 6, 'secret'],
    ),
  );
  const { mqtt, dialled, rest } = moduleRig({ port: 1884 });
  mqtt.connect();
  rest();
  assert.deepEqual(dialled, [1884]);
});

test('a password without a user name stays at home [MQTT-3.1.2-22]', () => {
  assert.equal(connectOf({ client_id: 'c', password: 'secret' }), connectOf({ client_id: 'c' }));
});

for (const keepAlive of [0, 1, 5, 60, 1200, 65_535])
  test(`keep_alive ${keepAlive} is told to the server, and kept`, () => {
    const rig = moduleRig({ client_id: 'c', keep_alive: keepAlive });
    rig.mqtt.connect();
    rig.rest();
    assert.equal(rig.broker.got('CONNECT')[0]?.body.slice(8, 10), word(keepAlive));
    rig.clock.advance((keepAlive || 65_535) * 3000);
    const pings = rig.broker.got('PINGREQ').length;
    if (keepAlive === 0) assert.equal(pings, 0);
    else assert.ok(pings >= 2 && pings <= 4, `${pings} in three keep alives`);
    assert.deepEqual(rig.told, [['connected']]);
  });

test('packet identifiers count from 1', () => {
  const { mqtt, broker, rest } = connectedRig();
  mqtt.subscribe('a');
  mqtt.publish('t', 'x', 1);
  rest();
  assert.deepEqual(broker.got().map(identifierOf), [1, 2]);
});

test('a message is told as {topic, message}', () => {
  const { broker, told, rest } = connectedRig();
  broker.says(publishOf('a/b', 'x'.repeat(300)), publishOf('c', '', 1, 7));
  rest();
  assert.deepEqual(told.slice(1), [
    ['message', { topic: 'a/b', message: 'x'.repeat(300) }],
    ['message', { topic: 'c', message: '' }],
  ]);
  assert.deepEqual(broker.got('PUBACK').map(identifierOf), [7]);
});

test('a message with no room for it is an error that names its topic, and the next one comes', () => {
  const { broker, told, rest } = connectedRig({}, 100);
  broker.says(publishOf('big', 'x'.repeat(4096)), publishOf('small', 'y'));
  rest();
  assert.deepEqual(told.slice(1), [
    ['error', 'too large: big'],
    ['message', { topic: 'small', message: 'y' }],
  ]);
});

test("'published' comes at once at QoS 0, and at QoS 1 with its PUBACK", () => {
  const { mqtt, broker, count, rest } = connectedRig();
  broker.holds('PUBACK');
  assert.equal(mqtt.publish('a', '0'), true);
  assert.equal(mqtt.publish('a', '1', 1), true);
  rest();
  assert.deepEqual([broker.got('PUBLISH').length, count('published')], [2, 1]);
  broker.says(puback(9));
  rest();
  assert.equal(count('published'), 1, "another message's");
  broker.releases('PUBACK');
  rest();
  assert.equal(count('published'), 2);
});

test('what is published before the connection is refused at QoS 0 and kept at QoS 1', () => {
  const { mqtt, broker, told, rest } = moduleRig();
  assert.equal(mqtt.publish('a', '0'), false);
  assert.equal(mqtt.publish('a', '1', 1), true);
  mqtt.connect();
  rest();
  assert.deepEqual(told, [['connected'], ['published']]);
  assert.deepEqual(
    broker.got('PUBLISH').map(({ bytes: all }) => all),
    [publishOf('a', '1', 1, 1)],
  );
});

test('a message that the full queue drops is not called published', () => {
  const { mqtt, broker, count, rest } = connectedRig();
  broker.stalls();
  const answers = Array.from({ length: 8 }, () => mqtt.publish('a', 'x'.repeat(1000)));
  rest();
  assert.ok(answers.includes(true) && answers.includes(false), String(answers));
  assert.equal(count('published'), answers.filter(Boolean).length);
  broker.stalls(false);
  rest();
  assert.equal(broker.got('PUBLISH').length, answers.filter(Boolean).length);
});

test('a refused CONNACK is an error that says why, and never connected', () => {
  const { mqtt, broker, told, clock, rest } = moduleRig();
  broker.corrupts('CONNACK', () => connack(4));
  mqtt.connect();
  rest();
  assert.deepEqual(told.length, 1);
  assert.match(String(told[0]?.[1]), /^refused: .*user name or password/);
  clock.advance(600_000);
  assert.ok(told.length > 3 && told.every(([event]) => event === 'error'));
  broker.answers('CONNACK');
  clock.advance(180_000);
  assert.deepEqual(told.at(-1), ['connected']);
});

test("a server that is not there is an error each time, and 'disconnected' never: it was not connected", () => {
  const { mqtt, broker, told, clock, rest } = moduleRig();
  broker.unreachable('connection refused');
  mqtt.connect();
  rest();
  clock.advance(600_000);
  assert.ok(told.length > 3);
  for (const one of told) assert.deepEqual(one, ['error', 'cannot connect: connection refused']);
});

test("connecting in 'disconnected', as tinyMQTT's users must, does not hurry the back-off", () => {
  const plain = connectedRig();
  const hasty = connectedRig();
  hasty.mqtt.on('disconnected', () => hasty.mqtt.connect());
  hasty.mqtt.on('error', () => hasty.mqtt.connect());
  const times = dials(hasty);
  assert.deepEqual(times, dials(plain));
  assert.ok(times.length > 10 && times.length < 100, `${times.length} tries in an hour`);
  assert.deepEqual([hasty.count('disconnected'), plain.count('disconnected')], [1, 1]);
});

test('the retry option shortens the back-off', () => {
  const times = dials(connectedRig({ retry: { first: 1, ceiling: 10 } }));
  assert.ok(times.length > 400, `${times.length} tries in an hour`);
});

test('disconnect says DISCONNECT, is told once, and is for good', () => {
  const { mqtt, broker, clock, told, rest } = connectedRig();
  mqtt.disconnect();
  mqtt.disconnect();
  rest();
  assert.deepEqual(told, [['connected'], ['disconnected']]);
  clock.advance(3_600_000);
  assert.deepEqual([broker.opened, broker.closed, clock.pending, broker.listeners], [1, 1, 0, 0]);
});

test("connect after disconnect connects again, also from 'disconnected', when the old socket is gone", () => {
  const { mqtt, broker, told, rest } = connectedRig();
  mqtt.on('disconnected', () => mqtt.connect());
  mqtt.disconnect();
  assert.equal(broker.opened, 1);
  rest();
  assert.deepEqual(
    broker.got().map(({ type }) => type),
    ['DISCONNECT', 'CONNECT'],
  );
  assert.deepEqual([broker.opened, broker.closed], [2, 1]);
  assert.deepEqual(told, [['connected'], ['disconnected'], ['connected']]);
  mqtt.disconnect();
  mqtt.connect();
  mqtt.disconnect();
  rest();
  assert.equal(broker.closed, broker.opened - 1, "the last 'disconnected' connected");
});

test('the last word counts: connect, disconnect, connect, disconnect is disconnected', () => {
  const { mqtt, broker, clock, rest } = connectedRig();
  mqtt.disconnect();
  mqtt.connect();
  mqtt.disconnect();
  rest();
  clock.advance(3_600_000);
  assert.deepEqual([broker.opened, broker.closed, clock.pending], [1, 1, 0]);
});

test('status says what was seen, and why the last connection ended', () => {
  const { mqtt, broker, clock, rest } = connectedRig();
  broker.says(publishOf('a', 'x'));
  broker.hangsUp();
  rest();
  clock.advance(600_000);
  const { received, connects, lastError, dropped } = mqtt.status();
  // Two CONNACKs, and the message; PINGRESPs since.
  assert.ok(received > 3, `${received} packets`);
  assert.deepEqual([connects, lastError, dropped], [2, 'closed by the server', 0]);
});

test('two clients do not know each other', () => {
  const one = connectedRig({ client_id: 'one' });
  const two = connectedRig({ client_id: 'two' });
  one.mqtt.subscribe('a');
  one.broker.hangsUp();
  one.rest();
  two.broker.says(publishOf('b', 'x'));
  two.rest();
  assert.deepEqual(two.told.slice(1), [['message', { topic: 'b', message: 'x' }]]);
  assert.deepEqual(two.broker.got('SUBSCRIBE'), []);
  assert.equal(one.count('disconnected'), 1);
});

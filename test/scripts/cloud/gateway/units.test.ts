// The gateway's parts, each alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Devices } from '../../../../scripts/cloud/devices.ts';
import { CloudEmitter } from '../../../../scripts/cloud/events.ts';
import { parseBroker, placeOf } from '../../../../scripts/cloud/gateway/address.ts';
import { readClientEvent } from '../../../../scripts/cloud/gateway/emqx.ts';
import { Presences } from '../../../../scripts/cloud/gateway/presences.ts';
import { Turns } from '../../../../scripts/cloud/gateway/turns.ts';
import { TURNS } from '../../../../scripts/cloud/limits.ts';
import { fakeClock } from '../fakeClock.ts';
import { credentials, device } from '../help.ts';

test('an address has a host, and a user and a port of its own where it is told', () => {
  assert.deepEqual(parseBroker('mqtt://broker.test'), { protocol: 'mqtt', host: 'broker.test', port: 1883 });
  assert.deepEqual(parseBroker('mqtts://me@10.0.0.1:8884', 'pw'), {
    protocol: 'mqtts',
    host: '10.0.0.1',
    port: 8884,
    username: 'me',
    password: 'pw',
  });
  assert.equal(parseBroker('mqtt://[::1]').host, '::1');
  assert.equal(placeOf(parseBroker('mqtts://me@[::1]', 'pw')), 'mqtts://[::1]:8883');
});

for (const text of ['broker', 'http://a', 'mqtt://', 'mqtt://a/path', 'mqtt://a?x=1'])
  test(`${text} is no address of a broker, and it is said what is`, () => {
    assert.throws(() => parseBroker(text), /--broker takes mqtt:\/\/host:port or mqtts:\/\/host:port/);
  });

test('a password in an address is not repeated', () => {
  assert.throws(
    () => parseBroker('mqtt://me:hidden@a'),
    (error: Error) => /RRPC_BROKER_PASSWORD/.test(error.message) && !/hidden/.test(error.message),
  );
});

const at = (what: string) => `$SYS/brokers/emqx@10.0.0.1/clients/12345|securemode=3,ext=1|/${what}`;

test("EMQX's events are read; others, and broken ones, are not", () => {
  const body = { username: 'lamp&a1Bcd', clientid: 'c', keepalive: 60, reason: 'tcp_closed' };
  const read = (topic: string, value: unknown) => readClientEvent(topic, Buffer.from(JSON.stringify(value)));
  const who = { clientId: 'c', username: 'lamp&a1Bcd' };
  assert.deepEqual(read(at('connected'), body), { connected: true, ...who, keepAlive: 60 });
  assert.deepEqual(read(at('disconnected'), body), { connected: false, ...who, reason: 'tcp_closed' });
  assert.equal(read(at('subscribed'), body), undefined);
  assert.equal(read(at('connected'), { clientid: 'c' }), undefined);
  assert.equal(readClientEvent(at('connected'), Buffer.from('{')), undefined);
});

function presences() {
  const clock = fakeClock();
  const events = new CloudEmitter();
  const told: string[] = [];
  events.on('online', ({ deviceName }) => told.push(`${deviceName} online`));
  events.on('offline', ({ deviceName, reason }) => told.push(`${deviceName} offline: ${reason}`));
  const lamp = new Devices([device]).find(device.productKey, device.deviceName);
  assert.ok(lamp);
  return { clock, told, lamp, known: new Presences(clock, events) };
}

test('a device is online once something came from it, offline once a request had no subscriber, and may be asked again', () => {
  const { told, lamp, known } = presences();
  assert.deepEqual([known.of(lamp), known.mayAsk(lamp)], ['OFFLINE', 'ONLINE']);
  known.heard(lamp);
  known.heard(lamp);
  assert.equal(known.of(lamp), 'ONLINE');
  assert.equal(known.unreachable(lamp), 'OFFLINE');
  assert.deepEqual([known.of(lamp), known.mayAsk(lamp)], ['OFFLINE', 'ONLINE']);
  assert.deepEqual(told, ['lamp online', 'lamp offline: the broker has no subscriber for its calls']);
});

test('where the broker tells who comes and goes, that decides: ext, HALFCONN for one keep-alive, then OFFLINE', () => {
  const { clock, told, lamp, known } = presences();
  known.connected(lamp, credentials(device, 'signmethod=hmacsha1,ext=1').clientId, 60);
  assert.deepEqual(lamp.connection, { keepAlive: 60, ext: true });
  known.disconnected(lamp, 'tcp_closed');
  assert.deepEqual([known.mayAsk(lamp), lamp.connection], ['HALFCONN', undefined]);
  clock.advance(60_000);
  assert.equal(known.mayAsk(lamp), 'OFFLINE');
  known.connected(lamp, 'no clientId of ours', 60);
  assert.equal(lamp.connection?.ext, false);
  known.disconnected(lamp, 'normal');
  assert.equal(known.mayAsk(lamp), 'OFFLINE');
  assert.equal(told.length, 4);
});

test('a device whose older connection was taken over is still there', () => {
  const { lamp, known } = presences();
  known.connected(lamp, 'c', 60);
  known.disconnected(lamp, 'takenover');
  assert.equal(known.of(lamp), 'ONLINE');
});

const topic = '/sys/pk/lamp/thing/event/property/post';
const payload = Buffer.from('{"id":"1"}');

test('a post is answered by whom the shared copy reached, whichever copy comes first', async () => {
  const turns = new Turns(fakeClock());
  const first = turns.ask(topic, payload);
  turns.give(topic, payload);
  assert.equal(await first, true);
  turns.give(topic, payload);
  assert.equal(await turns.ask(topic, payload), true);
  assert.equal(turns.size, 0);
});

test('without the shared copy it is the turn of another gateway, after a time limit, and nothing is kept', async () => {
  const clock = fakeClock();
  const turns = new Turns(clock);
  const mine = turns.ask(topic, payload);
  turns.give(topic, Buffer.from('another'));
  clock.advance(TURNS.ms);
  assert.equal(await mine, false);
  assert.equal(turns.size, 0);
  assert.equal(clock.waiting, 0);
});

test('two posts of the same bytes are two turns', async () => {
  const turns = new Turns(fakeClock());
  const asked = [turns.ask(topic, payload), turns.ask(topic, payload)];
  turns.give(topic, payload);
  turns.give(topic, payload);
  assert.deepEqual(await Promise.all(asked), [true, true]);
});

test('the turns that are waited for are bounded', async () => {
  const turns = new Turns(fakeClock());
  for (let i = 0; i < TURNS.most; i++) turns.give(topic, Buffer.from(String(i)));
  assert.equal(turns.size, TURNS.most);
  assert.equal(await turns.ask(topic, Buffer.from('one more')), false);
  turns.give(topic, Buffer.from('and another'));
  assert.equal(turns.size, TURNS.most);
});

/** The client as it is in the firmware: the tests of its room once more under Node's condition "firmware", where `#build`
 *  says so, and what is otherwise there. */
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ALONE } from '#build';
import { connect } from '../../../firmware/mqtt/packet.ts';
import { bytes, hex, publishOf } from '../../support/bytes.ts';
import { connack, identifierOf, puback } from '../../support/fakeBroker.ts';
import { readyRig, rig } from './rig.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** For a test of what is otherwise in the firmware. */
const inFirmware = { skip: ALONE && 'in the firmware only' };

test('all that the firmware has of the client passes its tests there', { skip: !ALONE, timeout: 120_000 }, () => {
  const files = readdirSync(HERE).filter((name) =>
    /^(client(?!\.qos1)|firmware|malformed|outbox|packet|parser).*\.test\.ts$/.test(name),
  );
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      '--conditions=firmware',
      '--import',
      'tsx',
      '--test',
      '--test-reporter',
      'tap',
      ...files.map((name) => HERE + name),
    ],
    { env, encoding: 'utf8' },
  );
  const count = (what: string) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1]);
  assert.equal(
    status,
    0,
    stdout
      .split('\n')
      .filter((line) => /^ *not ok/.test(line))
      .join('\n'),
  );
  assert.ok(count('pass') > 200 && count('skipped') < 100, `${count('pass')} passed, ${count('skipped')} skipped`);
});

test('CONNECT has a clean session, a user name and a password', inFirmware, () => {
  assert.equal(
    hex(connect({ clientId: 'c', username: 'u', password: 'p', cleanSession: true }, 60)),
    hex(
      bytes(
        ...[0x10, 19], // CONNECT, 19 bytes follow
        ...[0, 4, 'MQTT', 4], // protocol name and level
        0xc2, // connect flags: user name, password, clean session
        ...[0, 60], // keep alive in seconds
        ...[0, 1, 'c'], // client identifier
        ...[0, 1, 'u'], // user name
        ...[0, 1, 'p'], // password
      ),
    ),
  );
});

test('all filters go out in one SUBSCRIBE at each sign-in', inFirmware, () => {
  const { broker, told, retry } = readyRig({ filters: ['a', 'b/+', 'c/#'] });
  broker.hangsUp();
  retry();
  assert.equal(told.ready, 2);
  assert.deepEqual(broker.got('SUBSCRIBE').map(identifierOf), [1]);
});

test('disconnect() says DISCONNECT behind what waits, closes the socket, and connects no more', inFirmware, () => {
  const { broker, client, told, disconnect, advance, publish } = readyRig();
  broker.stalls();
  for (let i = 0; i < 3; i++) client.publish('t', 'x'.repeat(800));
  disconnect();
  broker.stalls(false);
  assert.deepEqual(
    broker.got().map(({ type }) => type),
    ['PUBLISH', 'PUBLISH', 'PUBLISH', 'DISCONNECT'],
  );
  assert.equal(broker.closed, 1);
  assert.equal(publish('t', 'too late'), false);
  advance(3_600_000);
  assert.equal(broker.opened, 1);
  assert.deepEqual(told.lost, []);
});

test('disconnect() where the server never reads tells no loss, whatever deadline was set', inFirmware, () => {
  const { broker, told, disconnect, advance } = readyRig();
  broker.drops('PINGRESP');
  advance(60_000);
  broker.stalls();
  disconnect();
  advance(3_600_000);
  assert.deepEqual(told.lost, []);
  assert.equal(broker.opened, 1);
});

test('a PUBACK that nobody waits for is no reason to close; one of another length is', inFirmware, () => {
  const { broker, told } = readyRig();
  broker.says(puback(1));
  assert.deepEqual(told.lost, []);
  broker.says(bytes(0x40, 3, 0, 1, 0));
  assert.equal(told.lost.length, 1);
});

test('a refusal that no setting can mend is told by its return code', inFirmware, () => {
  for (const code of [1, 2, 3]) {
    const { broker, connect: start, told } = rig();
    broker.corrupts('CONNACK', () => connack(code));
    start();
    assert.equal(told.lost[0]?.reason, `refused: ${code}`);
  }
});

test('a message before CONNACK closes the connection, and none goes out before it', inFirmware, () => {
  const { broker, client, connect: start, told } = rig();
  broker.corrupts('CONNACK', (answer) => publishOf('b', 'x') + answer);
  start();
  assert.equal(client.publish('t', 'p'), false);
  assert.deepEqual([told.messages, told.ready], [[], 0]);
  assert.deepEqual(
    broker.got().map(({ type }) => type),
    ['CONNECT'],
  );
});

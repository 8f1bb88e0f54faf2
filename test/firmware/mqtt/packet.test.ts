/** Bytes out, each packet against its literal. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import {
  connect,
  field,
  number,
  Packet,
  packet,
  publish,
  remainingLength,
  subscribe,
  word,
} from '../../../firmware/mqtt/packet.ts';
import { bytes, hex, lengthField } from '../../support/bytes.ts';
import { alone } from './rig.ts';

const clean = { clientId: 'c1', cleanSession: true };

test('CONNECT of a clean session has no user name, no password and no Will', alone, () => {
  assert.equal(
    hex(connect(clean, 60)),
    hex(
      bytes(
        ...[0x10, 14], // CONNECT, 14 bytes follow
        ...[0, 4, 'MQTT'], // protocol name
        4, // protocol level: 3.1.1
        0x02, // connect flags: clean session
        ...[0, 60], // keep alive in seconds
        ...[0, 2, 'c1'], // client identifier
      ),
    ),
  );
});

test('[MQTT-3.1.2-19] [MQTT-3.1.2-21] [MQTT-3.1.3-1] CONNECT says its user name and password by flags, and brings both behind the client identifier', () => {
  assert.equal(
    hex(connect({ ...clean, username: 'user', password: 'pass' }, 300)),
    hex(
      bytes(
        ...[0x10, 26], // CONNECT, 26 bytes follow
        ...[0, 4, 'MQTT'], // protocol name
        4, // protocol level
        0xc2, // connect flags: user name, password, clean session
        ...[1, 44], // keep alive: 300 s
        ...[0, 2, 'c1'], // client identifier
        ...[0, 4, 'user'], // user name
        ...[0, 4, 'pass'], // password
      ),
    ),
  );
});

test(
  '[MQTT-3.1.2-18] [MQTT-3.1.2-20] [MQTT-3.1.2-22] CONNECT without a user name leaves the password out too, the flags and the fields',
  alone,
  () => {
    assert.equal(connect({ ...clean, password: 'secret' }, 60), connect(clean, 60));
  },
);

test('CONNECT with a user name alone has neither the flag of a password nor the field', alone, () => {
  assert.equal(
    hex(connect({ ...clean, username: 'user' }, 60)),
    hex(
      bytes(
        ...[0x10, 20], // CONNECT, 20 bytes follow
        ...[0, 4, 'MQTT', 4], // protocol name and level
        0x82, // connect flags: user name, clean session
        ...[0, 60], // keep alive
        ...[0, 2, 'c1'], // client identifier
        ...[0, 4, 'user'], // user name
      ),
    ),
  );
});

test('[MQTT-3.1.2-19] an empty user name and an empty password are present fields of no bytes', () => {
  const all = connect({ ...clean, username: '', password: '' }, 0);
  assert.equal(hex(all.slice(9)), hex(bytes(0xc2, 0, 0, 0, 2, 'c1', 0, 0, 0, 0)));
});

test(
  '[MQTT-3.1.2-3] [MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15] the reserved flag and every flag of a Will are 0 in each form of CONNECT',
  alone,
  () => {
    for (const cleanSession of [true, false])
      for (const username of [undefined, 'u'])
        for (const password of [undefined, 'p']) {
          const flags = connect({ clientId: 'c', cleanSession, username, password }, 1).charCodeAt(9);
          assert.equal(flags & 0b0011_1101, 0, `flags ${flags.toString(2)}`);
          assert.equal(flags & 2, cleanSession ? 2 : 0);
        }
  },
);

test(
  '[MQTT-3.1.3-3] [MQTT-3.1.3-4] the client identifier is the first field of the payload, in bytes as it was given',
  alone,
  () => {
    // "é" in UTF-8: two bytes, counted as two.
    const all = connect({ clientId: 'd\xc3\xa9v|securemode=3|', cleanSession: false }, 60);
    assert.equal(hex(all.slice(12)), hex(bytes(0, 18, 'd\xc3\xa9v|securemode=3|').slice(0, 20)));
  },
);

test('[MQTT-3.1.3-11] a user name goes out in UTF-8, its length counted in bytes', alone, () => {
  const all = connect({ ...clean, username: '\xe4\xb8\xad' }, 60);
  assert.equal(hex(all.slice(16)), hex(bytes(0, 3, 0xe4, 0xb8, 0xad)));
});

test('[MQTT-3.1.3-7] a client identifier of no bytes always asks for a clean session', alone, () => {
  assert.equal(connect({ clientId: '', cleanSession: false }, 60).charCodeAt(9), 0x02);
  assert.equal(connect({ clientId: 'c', cleanSession: false }, 60).charCodeAt(9), 0x00);
});

test('[MQTT-2.3.1-5] [MQTT-4.3.1-1] PUBLISH at QoS 0 has no packet identifier, and no flag', () => {
  assert.equal(
    hex(publish('a/b', 'hi')),
    hex(
      bytes(
        ...[0x30, 7], // PUBLISH, QoS 0, no DUP, no RETAIN, 7 bytes follow
        ...[0, 3, 'a/b'], // topic name
        'hi', // payload
      ),
    ),
  );
  assert.equal(publish('a/b', 'hi', 0), publish('a/b', 'hi'));
});

test('[MQTT-2.3.1-1] PUBLISH at QoS 1 has its packet identifier between topic and payload', alone, () => {
  assert.equal(
    hex(publish('a/b', 'hi', 0x1234)),
    hex(
      bytes(
        ...[0x32, 9], // PUBLISH, QoS 1, no DUP, 9 bytes follow
        ...[0, 3, 'a/b'], // topic name
        ...[0x12, 0x34], // packet identifier
        'hi', // payload
      ),
    ),
  );
});

test('PUBLISH takes an empty payload, and one of any bytes', () => {
  assert.equal(hex(publish('t', '')), '30 03 00 01 74');
  const every = bytes(...Array.from({ length: 256 }, (_, byte) => byte));
  assert.equal(hex(publish('t', every)), `30 83 02 00 01 74 ${hex(every)}`);
});

test('[MQTT-3.8.1-1] [MQTT-3-8.3-4] [MQTT-3.8.3-3] SUBSCRIBE has the flags 0010, and each filter with its QoS', () => {
  assert.equal(
    hex(subscribe(258, ['a/+', '#'])),
    hex(
      bytes(
        ...[0x82, 12], // SUBSCRIBE with its reserved flags, 12 bytes follow
        ...[1, 2], // packet identifier
        ...[0, 3, 'a/+', 0], // filter, QoS 0
        ...[0, 1, '#', 0], // filter, QoS 0
      ),
    ),
  );
});

test('[MQTT-3.8.3-1] [MQTT-1.5.3-3] a filter goes out byte for byte, U+FEFF at its start included', () => {
  assert.equal(hex(subscribe(1, ['\xef\xbb\xbfa'])), '82 09 00 01 00 04 ef bb bf 61 00');
});

test(
  '[MQTT-2.2.2-1] [MQTT-3.14.1-1] each packet type that a client sends has the reserved flags of table 2.2',
  alone,
  () => {
    const firsts = [connect(clean, 0), subscribe(1, ['a']), packet(Packet.PUBACK, '\0\x01')].concat(
      packet(Packet.PINGREQ, ''),
      packet(Packet.DISCONNECT, ''),
    );
    assert.deepEqual(
      firsts.map((all) => all.charCodeAt(0)),
      [0x10, 0x82, 0x40, 0xc0, 0xe0],
    );
  },
);

test('PUBACK, PINGREQ and DISCONNECT are what the specification draws', () => {
  assert.equal(hex(packet(Packet.PUBACK, number(0xabcd))), '40 02 ab cd');
  assert.equal(hex(packet(Packet.PINGREQ, '')), 'c0 00');
  assert.equal(hex(packet(Packet.DISCONNECT, '')), 'e0 00');
});

test('a remaining length takes 1 to 4 bytes, the ends of each range as in table 2.4', () => {
  const table: [number, string][] = [
    [0, '00'],
    [127, '7f'],
    [128, '80 01'],
    [16_383, 'ff 7f'],
    [16_384, '80 80 01'],
    [2_097_151, 'ff ff 7f'],
    [2_097_152, '80 80 80 01'],
    [268_435_455, 'ff ff ff 7f'],
  ];
  for (const [n, expected] of table) assert.equal(hex(remainingLength(n)), expected, String(n));
});

test("a remaining length agrees with the specification's own algorithm for every number up to 70,000", () => {
  for (let n = 0; n < 70_000; n++) if (remainingLength(n) !== lengthField(n)) assert.fail(`${n}`);
});

test('a field and a number carry the high byte first, up to 65,535', () => {
  assert.equal(hex(number(1)), '00 01');
  assert.equal(hex(number(65_535)), 'ff ff');
  assert.equal(hex(field('ab')), '00 02 61 62');
  assert.equal(hex(field('x'.repeat(65_535)).slice(0, 3)), 'ff ff 78');
});

test('a number that is not there reads as 0', () => {
  assert.equal(word('\x12\x34', 0), 0x1234);
  assert.equal(word('', 0), 0);
  assert.equal(word('ab', 2), 0);
});

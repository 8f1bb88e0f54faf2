// The parser and the client under a fixed seed, and the faults that fuzzing found before, kept as cases.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from './closure.ts';
import { type Case, caseOf, check, fuzz } from './fuzz.ts';
import { judge } from './judge.ts';

/** `npm run fuzz` goes on from other seeds, and for longer. */
const SEED = 20_260_801;
const RUNS = 12_000;

test(`${RUNS} random streams and lives of a client from seed ${SEED}: agreed on, or closed`, () => {
  const look = openLook();
  const { runs, findings } = fuzz(SEED, (count) => count < RUNS, look);
  look.close();
  assert.equal(runs, RUNS);
  assert.deepEqual(findings, []);
});

test('the same seed makes the same case', () => {
  assert.deepEqual(caseOf(7), caseOf(7));
  assert.notDeepEqual(caseOf(7), caseOf(9));
});

/** Cases that failed once. */
const KEPT: Readonly<Record<string, Case>> = {
  'a malformed PUBLISH of one length byte and a byte more is no request for the quick path': {
    kind: 'parser',
    quick: true,
    room: 0,
    connections: [
      {
        valid: false,
        chunks: [
          '20020000',
          // QoS 0, 38 bytes; a topic of 0 bytes; then a whole hot request but for its head; then one byte of the next.
          Buffer.concat([
            Buffer.from([0x30, 38, 0, 0, 30]),
            Buffer.from('/sys/a1Bcd/lamp/rrpc/request/1{}'),
            Buffer.from('12345'.slice(0, 4)),
          ]).toString('hex'),
        ],
      },
    ],
  },
  'a PINGREQ that cannot be written leaves the retry alone': client([{ do: 'break' }, { do: 'advance', by: 61_000 }]),
  'a SUBSCRIBE that cannot be written leaves the retry alone': client([{ do: 'break' }, { do: 'subscribe' }]),
  'a QoS 1 message before SUBACK takes nothing from the SUBACK, and goes out once': {
    ...client([]),
    steps: [{ do: 'connect' }, { do: 'accept' }, { do: 'publish', length: 9, qos: 1 }, { do: 'grant' }],
  },
  'disconnect and connect again is ready again': client([{ do: 'disconnect' }, { do: 'connect' }]),
  'a PUBLISH too large to keep, before CONNACK, closes the connection': {
    ...client([]),
    steps: [{ do: 'connect' }, { do: 'bytes', chunks: ['30ffff0700036120620000'] }],
  },
};

function client(steps: Extract<Case, { kind: 'client' }>['steps']): Extract<Case, { kind: 'client' }> {
  return {
    kind: 'client',
    keepAlive: 60,
    cleanSession: true,
    filters: 1,
    onMessage: 'nothing',
    isFast: true,
    steps: [{ do: 'connect' }, { do: 'accept' }, { do: 'grant' }, ...steps],
  };
}

for (const [name, one] of Object.entries(KEPT)) test(name, () => assert.equal(check(one), undefined));

test('the judge closes on what MQTT 3.1.1 forbids and mqtt-packet takes', () => {
  const why = (...bytes: number[]) => judge(Buffer.from(bytes), () => true).malformed?.why;
  assert.equal(why(0x30, 0x03, 0x00, 0x01, 0x61), undefined);
  assert.equal(why(0x38, 0x03, 0x00, 0x01, 0x61), 'DUP');
  assert.equal(why(0x30, 0x02, 0x00, 0x00), 'empty topic name');
  assert.equal(why(0x30, 0x03, 0x00, 0x01, 0x23), 'character in topic');
  assert.equal(why(0x32, 0x05, 0x00, 0x01, 0x61, 0x00, 0x00), 'packet identifier 0');
  assert.equal(why(0x32, 0x03, 0x00, 0x01, 0x61), 'topic longer than the packet');
  assert.equal(why(0x34, 0x05, 0x00, 0x01, 0x61, 0x00, 0x01), 'QoS');
  assert.equal(why(0x90, 0x0a, 0x00, 0x01, 0, 0, 0, 0, 0, 0, 0, 0), undefined);
  assert.equal(why(0x90, 0x0b, 0x00, 0x01), 'length 11');
  assert.equal(why(0x82, 0x02, 0x00, 0x01), 'packet type 8');
  assert.equal(why(0x30, 0x80, 0x80, 0x80, 0x80), 'length');
});

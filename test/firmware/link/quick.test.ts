// The hot path of calls: its bytes, and that it does as the long way does.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parser } from 'mqtt-packet';
import { bytes, word } from '../../support/bytes.ts';
import { createRandom } from '../../support/random.ts';
import { alink, createBench, encoded, REQUEST, RESPONSE } from './bench.ts';

const MID = '1234567890123456789';

/** The remaining length and the payload of a whole PUBLISH, as another implementation reads it. */
function parsed(data: string): { topic: string; payload: string } {
  const packets: { topic: string; payload: string }[] = [];
  const reader = parser();
  reader.on('packet', (packet) => {
    assert.ok(packet.cmd === 'publish' && packet.qos === 0 && !packet.dup && !packet.retain);
    packets.push({ topic: packet.topic, payload: Buffer.from(packet.payload).toString('latin1') });
  });
  assert.equal(reader.parse(Buffer.from(data, 'latin1')), 0, 'no byte is left over');
  assert.equal(packets.length, 1);
  return packets[0] as { topic: string; payload: string };
}

describe('the hot path', () => {
  test('answers a system request, byte for byte', () => {
    const { calls, sent, published } = createBench();
    const request = bytes(
      0x30, // PUBLISH, QoS 0
      0x88, // 136 bytes follow: 8, and a further byte
      0x01, // times 128
      0x00, // the topic has 43 bytes
      0x2b,
      '/sys/pk/dn/rrpc/request/1234567890123456789',
      '{"id":"123","version":"1.0","params":{"pin":"led","value":1},"method":"thing.service.Echo"}',
    );
    assert.equal(calls.quick(request, 5 + 43), true);
    assert.deepEqual(sent, [
      bytes(
        0x30, // PUBLISH, QoS 0
        0x64, // 100 bytes follow
        0x00, // the topic has 44 bytes
        0x2c,
        '/sys/pk/dn/rrpc/response/1234567890123456789',
        '{"id":"123","code":200,"data":{"pin":"led","value":1}}',
      ),
    ]);
    assert.deepEqual(published, []);
  });

  test('writes a remaining length of two bytes from 128 on, and of three from 16384 on', () => {
    const ends: [remaining: number, head: number[]][] = [
      [127, [0x7f]],
      [128, [0x80, 0x01]],
      [16383, [0xff, 0x7f]],
      [16384, [0x80, 0x80, 0x01]],
      [20000, [0xa0, 0x9c, 0x01]],
    ];
    for (const [remaining, head] of ends) {
      const { quick, sent } = createBench();
      const around = 2 + RESPONSE.length + MID.length + '{"id":"1","code":200,"data":""}'.length;
      assert.equal(quick(MID, alink('Fill', { length: remaining - around })), true);
      const body = `${word(44)}${RESPONSE}${MID}{"id":"1","code":200,"data":"${'x'.repeat(remaining - around)}"}`;
      assert.equal(body.length, remaining);
      assert.equal(sent[0], bytes(0x30, ...head, body));
    }
  });

  test('is one packet to another implementation, however long the reply', () => {
    for (const length of [0, 50, 60, 1000, 16300, 16400, 40000]) {
      const { quick, sent } = createBench();
      quick(MID, alink('Fill', { length }));
      assert.deepEqual(parsed(sent[0] ?? ''), {
        topic: RESPONSE + MID,
        payload: `{"id":"1","code":200,"data":"${'x'.repeat(length)}"}`,
      });
    }
  });

  test('answers as the long way does, whatever the id and the payload', () => {
    const { int, pick } = createRandom(20);
    const digits = (n: number): string => `${int(1, 9)}${Array.from({ length: n - 1 }, () => int(0, 9)).join('')}`;
    const quick = createBench();
    const long = createBench();
    for (let i = 0; i < 500; i++) {
      const id = digits(int(1, 25));
      const payload = pick([
        alink('Echo', { text: 'é'.repeat(int(0, 400)) }, digits(19)),
        alink('Fill', { length: int(0, 18000) }, int(0, 1000)),
        alink(pick(['Move', 'Refuse', 'Break', 'Nope', 'toString']), {}, digits(4)),
        alink('Move', pick([null, 5, undefined, []]), pick([null, '', 'x', 5])),
        bytes(...Array.from({ length: int(1, 40) }, () => int(0, 255))),
        alink('Echo', {}).slice(0, int(1, 60)),
      ]);
      assert.equal(quick.quick(id, payload), true, id);
      long.take(id, payload);
      const [topic, reply] = long.published.at(-1) ?? ['', ''];
      assert.equal(quick.sent.at(-1), encoded(topic, reply), `${id} ${payload}`);
    }
    assert.equal(quick.sent.length, long.published.length);
    assert.deepEqual(quick.moves, long.moves);
  });

  test('and the long way share one ring: what the one answered, the other does not serve again', () => {
    const { quick, take, sent, published, moves, calls } = createBench();
    quick('1', alink('Move'));
    take('1', alink('Move'));
    take('2', alink('Move'));
    quick('2', alink('Move'));
    assert.equal(moves.length, 2);
    assert.equal(sent[0], encoded(...(published[0] as [string, string])));
    assert.equal(sent[1], encoded(...(published[1] as [string, string])));
    assert.equal(calls.repeated(), 2);
  });
});

describe('the hot path leaves to the long way, untouched,', () => {
  /** Gives a packet with this topic and payload to the hot path, which must not take it. */
  function leaves(topic: string, payload: string): void {
    const { calls, sent, published, moves } = createBench();
    const packet = bytes(0x30, 0x80, 1, word(topic.length), topic, payload);
    assert.equal(calls.quick(packet, 5 + topic.length), false, topic);
    assert.deepEqual([sent, published, moves], [[], [], []]);
    assert.equal(calls.repeated(), 0);
  }

  test('a topic that is not the system form of this device', () => {
    for (const topic of [
      '/sys/pk/dn2/rrpc/request/7',
      '/sys/pk2/dn/rrpc/request/7',
      '/sys/pk/dn/rrpc/response/7',
      '/sys/pk/dn/thing/service/Move',
      '/ext/rrpc/7/sys/pk/dn/thing/service/Move',
      'x/sys/pk/dn/rrpc/request/7',
    ])
      leaves(topic, alink('Move'));
  });

  test('a topic that the payload seems to complete', () => {
    leaves('/sys/pk/dn/rrpc', `/request/7${alink('Move')}`);
    leaves('/sys/pk/dn/rrpc/request', `/7${alink('Move')}`);
  });

  test('a message id that is none, and the id 0', () => {
    for (const id of ['', '0', '00', 'a', '12a', 'a12', '12/', '1/2', '-1', '+', '#'])
      leaves(REQUEST + id, alink('Move'));
  });

  test('a message id of more than 30 digits, and none of 30', () => {
    leaves(REQUEST + '1'.repeat(31), alink('Move'));
    const { quick, sent } = createBench();
    assert.equal(quick('1'.repeat(30), alink('Move')), true);
    assert.equal(sent.length, 1);
  });

  test('a request with an empty payload', () => {
    leaves(`${REQUEST}7`, '');
  });
});

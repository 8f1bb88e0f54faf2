/** Every case of a stream that breaks the protocol, and beside each the packet that does not. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { bytes, chunksOf, packetOf, publishOf, word } from '../../support/bytes.ts';
import { openParser } from './sink.ts';

/** What is wrong, the bytes, the reason that is told; and the twin, which is right. */
interface Case {
  readonly name: string;
  readonly bad: string;
  readonly reason: string;
  readonly good: string;
}

const CASES: Case[] = [
  {
    name: '[MQTT-2.2.2-2] CONNACK with a reserved flag is malformed',
    bad: bytes(0x21, 2, 0, 0),
    reason: 'fixed header',
    good: bytes(0x20, 2, 0, 0),
  },
  {
    name: '[MQTT-2.2.2-2] PUBACK with a reserved flag is malformed',
    bad: bytes(0x42, 2, 0, 1),
    reason: 'fixed header',
    good: bytes(0x40, 2, 0, 1),
  },
  {
    name: '[MQTT-2.2.2-2] SUBACK with the flags of SUBSCRIBE is malformed',
    bad: bytes(0x92, 3, 0, 1, 0),
    reason: 'fixed header',
    good: bytes(0x90, 3, 0, 1, 0),
  },
  {
    name: '[MQTT-2.2.2-2] PINGRESP with a reserved flag is malformed',
    bad: bytes(0xd8, 0),
    reason: 'fixed header',
    good: bytes(0xd0, 0),
  },
  {
    name: '[MQTT-2.2.2-2] UNSUBACK with a reserved flag is malformed',
    bad: bytes(0xb1, 2, 0, 1),
    reason: 'fixed header',
    good: bytes(0xb0, 2, 0, 1),
  },
  {
    name: '[MQTT-3.3.1-4] PUBLISH at QoS 3 is malformed',
    bad: packetOf(0x36, word(1), 't', word(1)),
    reason: 'fixed header',
    good: packetOf(0x32, word(1), 't', word(1)),
  },
  {
    name: 'PUBLISH at QoS 2, which was never granted, is malformed',
    bad: packetOf(0x34, word(1), 't', word(1)),
    reason: 'fixed header',
    good: packetOf(0x32, word(1), 't', word(1)),
  },
  {
    name: '[MQTT-3.3.1-2] PUBLISH at QoS 0 that says it was sent again is malformed',
    bad: publishOf('t', 'p', 0, 0, 8),
    reason: 'fixed header',
    good: publishOf('t', 'p', 1, 1, 8),
  },
  {
    name: 'a remaining length of five bytes is malformed',
    bad: bytes(0x30, 0x80, 0x80, 0x80, 0x80, 0x01),
    reason: 'fixed header',
    good: bytes(0x30, 0x83, 0x80, 0x80, 0x00, 0, 1, 't'),
  },
  {
    name: '[MQTT-3.3.2-1] PUBLISH without a topic name is malformed',
    bad: bytes(0x30, 0),
    reason: 'variable header',
    good: bytes(0x30, 3, 0, 1, 't'),
  },
  {
    name: '[MQTT-3.3.2-1] PUBLISH with half a topic length is malformed',
    bad: bytes(0x30, 1, 0),
    reason: 'variable header',
    good: bytes(0x30, 3, 0, 1, 't'),
  },
  {
    name: 'PUBLISH with a topic longer than the packet is malformed',
    bad: bytes(0x30, 4, 0, 3, 'ab'),
    reason: 'variable header',
    good: bytes(0x30, 5, 0, 3, 'abc'),
  },
  {
    name: 'PUBLISH at QoS 1 whose packet identifier does not fit is malformed',
    bad: bytes(0x32, 4, 0, 1, 't', 1),
    reason: 'variable header',
    good: bytes(0x32, 5, 0, 1, 't', 0, 1),
  },
  {
    name: '[MQTT-2.3.1-1] PUBLISH at QoS 1 with packet identifier 0 is malformed',
    bad: publishOf('t', 'p', 1, 0),
    reason: 'variable header',
    good: publishOf('t', 'p', 1, 65_535),
  },
  {
    name: '[MQTT-4.7.3-1] PUBLISH with an empty topic name is malformed',
    bad: publishOf('', 'p'),
    reason: 'variable header',
    good: publishOf('/', 'p'),
  },
  {
    name: '[MQTT-1.5.3-2] [MQTT-4.7.3-2] PUBLISH with U+0000 in its topic name is malformed',
    bad: publishOf('a\0b', 'p'),
    reason: 'variable header',
    good: publishOf('a\x01b', 'a\0b'),
  },
  {
    name: '[MQTT-3.3.2-2] [MQTT-4.7.1-1] PUBLISH to a topic name with the wildcard + is malformed',
    bad: publishOf('a/+/b', 'p'),
    reason: 'variable header',
    good: publishOf('a/-/b', '+'),
  },
  {
    name: '[MQTT-3.3.2-2] [MQTT-4.7.1-1] PUBLISH to a topic name with the wildcard # is malformed',
    bad: publishOf('a/#', 'p'),
    reason: 'variable header',
    good: publishOf('a/$', '#'),
  },
  {
    name: '[MQTT-1.5.3-1] [MQTT-4.7.3-3] PUBLISH with a topic name that is not UTF-8 is malformed',
    bad: publishOf('caf\xe9', 'p'),
    reason: 'variable header',
    good: publishOf('caf\xc3\xa9', '\xe9'),
  },
  {
    name: '[MQTT-1.5.3-1] PUBLISH with a surrogate in its topic name is malformed',
    bad: publishOf('a/\xed\xa0\x80/b', 'p'),
    reason: 'variable header',
    good: publishOf('a/\xed\x9f\xbf/b', 'p'),
  },
  {
    name: 'SUBACK with more codes than one SUBSCRIBE has filters is malformed',
    bad: packetOf(0x90, 0, 1, ...Array<number>(9).fill(0)),
    reason: 'fixed header',
    good: packetOf(0x90, 0, 1, ...Array<number>(8).fill(0)),
  },
  {
    name: 'CONNACK that is announced longer than any SUBACK is malformed, and not waited for',
    bad: bytes(0x20, 11),
    reason: 'fixed header',
    good: bytes(0x20, 2, 0, 0),
  },
  ...[0x00, 0x10, 0x50, 0x62, 0x70, 0x82, 0xa2, 0xc0, 0xe0, 0xf0].map((first) => ({
    name: `a packet of type 0x${first.toString(16)}, which no server sends to this client, is malformed`,
    bad: bytes(first, 2, 0, 1),
    reason: 'fixed header',
    good: bytes(0x40, 2, 0, 1),
  })),
];

// Whole, joined and in pieces; and the twin is told.
for (const { name, bad, reason, good } of CASES)
  test(name, () => {
    for (const size of [1, 2, 3, bad.length]) {
      const wrong = openParser();
      for (const chunk of chunksOf(bad, size)) wrong.parser.feed(chunk);
      assert.deepEqual(wrong.events, [`malformed ${reason}`], `pieces of ${size}`);
      const right = openParser();
      for (const chunk of chunksOf(good, size)) right.parser.feed(chunk);
      assert.equal(right.events.length, 1, `pieces of ${size}`);
      assert.doesNotMatch(right.events[0] ?? '', /^malformed/);
    }
    const joined = openParser();
    joined.parser.feed(good + bad + good);
    assert.equal(joined.events.length, 2);
    assert.equal(joined.events[1], `malformed ${reason}`);
  });

test('[MQTT-4.8.0-1] after malformed bytes nothing more is told, and no bytes are kept', () => {
  const { parser, events, steps } = openParser();
  parser.feed(bytes(0xf0, 0));
  assert.deepEqual(events.splice(0), ['malformed fixed header']);
  assert.deepEqual(steps, [1, -1]);
  parser.feed(publishOf('t', 'p'));
  assert.deepEqual(events, []);
  parser.reset(true);
  parser.feed(publishOf('t', 'p'));
  assert.deepEqual(events, ['publish t 0 p']);
});

test('a wrong first byte is told before the packet is there', () => {
  for (const start of [
    bytes(0xf0, 9),
    bytes(0x20, 200, 1),
    bytes(0x36),
    bytes(0x38),
    bytes(0x21),
    bytes(0x30, 0x80, 0x80, 0x80, 0x80),
  ]) {
    const { parser, events } = openParser();
    parser.feed(start);
    assert.equal(events.length, 1);
  }
});

test('a malformed packet that is announced too large is told, not drained', () => {
  for (const [packet, reason] of [
    [packetOf(0x36, word(1), 't', word(1), 'x'.repeat(5000)), 'fixed header'],
    [publishOf('a/#', 'x'.repeat(5000)), 'variable header'],
    [publishOf('', 'x'.repeat(5000)), 'variable header'],
    [publishOf('t', 'x'.repeat(5000), 1, 0), 'variable header'],
    [packetOf(0x30, word(6000), 'x'.repeat(5000)), 'variable header'],
    [packetOf(0x90, 'x'.repeat(5000)), 'fixed header'],
  ] as const) {
    const { parser, events } = openParser({ room: () => false });
    for (const chunk of chunksOf(packet, 536)) parser.feed(chunk);
    assert.deepEqual(events, [`malformed ${reason}`]);
  }
});

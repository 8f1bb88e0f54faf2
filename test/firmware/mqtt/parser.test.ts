/** Bytes in: every split, every joining, every limit. What is malformed has a file of its own. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { PACKET_BYTES, TOPIC_BYTES } from '../../../firmware/limits.ts';
import { bytes, chunksOf, hex, packetOf, publishOf, word } from '../../support/bytes.ts';
import { openParser } from './sink.ts';

const CONNACK = bytes(0x20, 2, 0, 0);
const KINDS: Record<string, { packet: string; told: string }> = {
  CONNACK: { packet: bytes(0x20, 2, 1, 0), told: 'control 20 01 00' },
  PUBACK: { packet: bytes(0x40, 2, 0x12, 0x34), told: 'control 40 12 34' },
  SUBACK: { packet: bytes(0x90, 4, 0, 1, 0, 0x80), told: 'control 90 00 01 00 80' },
  UNSUBACK: { packet: bytes(0xb0, 2, 0, 9), told: 'control b0 00 09' },
  PINGRESP: { packet: bytes(0xd0, 0), told: 'control d0' },
  'PUBLISH at QoS 0': { packet: publishOf('a/b', 'hello'), told: 'publish a/b 0 hello' },
  'PUBLISH at QoS 1': { packet: publishOf('a/b', 'hello', 1, 0x0102), told: 'publish a/b 258 hello' },
  'PUBLISH, retained': { packet: publishOf('a/b', 'hello', 0, 0, 1), told: 'publish a/b 0 hello' },
  'PUBLISH, sent again': { packet: publishOf('a/b', 'hello', 1, 7, 8), told: 'publish a/b 7 hello' },
  'PUBLISH without payload': { packet: publishOf('a/b', ''), told: 'publish a/b 0 ' },
  'PUBLISH of 200 bytes': {
    packet: publishOf('a/b', 'x'.repeat(195)),
    told: `publish a/b 0 ${'x'.repeat(195)}`,
  },
};

for (const [kind, { packet, told }] of Object.entries(KINDS)) {
  test(`${kind}, cut in two at every byte, is told once`, () => {
    for (let at = 1; at < packet.length; at++) {
      const { parser, events } = openParser();
      parser.feed(packet.slice(0, at));
      assert.deepEqual(events, [], `cut at ${at}`);
      parser.feed(packet.slice(at));
      assert.deepEqual(events, [told], `cut at ${at}`);
      assert.equal(parser.taken(), 1);
    }
  });

  test(`${kind}, cut in three at every two bytes, is told once`, () => {
    const short = packet.length > 20 ? packet.slice(0, 20) : packet;
    for (let one = 1; one < short.length; one++)
      for (let two = one + 1; two < short.length; two++) {
        const { parser, events } = openParser();
        for (const piece of [packet.slice(0, one), packet.slice(one, two), packet.slice(two)]) parser.feed(piece);
        assert.deepEqual(events, [told], `cut at ${one} and ${two}`);
      }
  });
}

test('[MQTT-7.1.2-1] a stream of every kind of packet is told the same in pieces of every size', () => {
  const stream = Object.values(KINDS)
    .map(({ packet }) => packet)
    .join('');
  const expected = Object.values(KINDS).map(({ told }) => told);
  for (let size = 1; size <= stream.length; size++) {
    const { parser, events } = openParser();
    for (const chunk of chunksOf(stream, size)) parser.feed(chunk);
    assert.deepEqual(events, expected, `pieces of ${size}`);
    assert.equal(parser.taken(), expected.length);
  }
});

test('a packet and the start of the next come apart at every byte', () => {
  const [first, second] = [publishOf('t', 'one'), publishOf('t', 'two', 1, 5)];
  for (let at = 0; at <= second.length; at++) {
    const { parser, events } = openParser();
    parser.feed(first + second.slice(0, at));
    parser.feed(second.slice(at));
    assert.deepEqual(events, ['publish t 0 one', 'publish t 5 two'], `joined with ${at} bytes`);
  }
});

test('an empty chunk changes nothing', () => {
  const { parser, events } = openParser();
  for (const chunk of ['', CONNACK.slice(0, 1), '', CONNACK.slice(1), '']) parser.feed(chunk);
  assert.deepEqual(events, ['control 20 00 00']);
});

test('[MQTT-1.5.3-3] U+FEFF in a topic is neither skipped nor stripped', () => {
  const { parser, events } = openParser();
  parser.feed(publishOf('\xef\xbb\xbfa\xef\xbb\xbf', 'p'));
  assert.deepEqual(events, ['publish \xef\xbb\xbfa\xef\xbb\xbf 0 p']);
});

test('a payload may be any bytes', () => {
  const every = bytes(...Array.from({ length: 256 }, (_, byte) => byte));
  const { parser, events } = openParser();
  parser.feed(publishOf('t', every));
  assert.deepEqual(events, [`publish t 0 ${every}`]);
});

test('a packet of the largest size that is always kept comes whole, without a question', () => {
  const payload = 'x'.repeat(PACKET_BYTES - 3);
  const { parser, events, asked } = openParser({ room: () => false });
  for (const chunk of chunksOf(publishOf('t', payload), 536)) parser.feed(chunk);
  assert.deepEqual(events, [`publish t 0 ${payload}`]);
  assert.deepEqual(asked, []);
});

test('a packet one byte larger is kept where there is room', () => {
  const payload = 'x'.repeat(PACKET_BYTES - 2);
  const { parser, events, asked } = openParser({ room: () => true });
  for (const chunk of chunksOf(publishOf('t', payload), 536)) parser.feed(chunk);
  assert.deepEqual(events, [`publish t 0 ${payload}`]);
  assert.ok(asked.every((length) => length === PACKET_BYTES + 1) && asked.length > 0);
});

for (const size of [1, 2, 3, 7, 536, 100_000])
  test(`a packet announced too large is drained in pieces of ${size}, told with its topic, and the next one is whole`, () => {
    const { parser, events } = openParser({ room: () => false });
    const stream = publishOf('big/topic', 'x'.repeat(5000)) + publishOf('t', 'next') + bytes(0xd0, 0);
    for (const chunk of chunksOf(stream, size)) parser.feed(chunk);
    assert.deepEqual(events, ['tooLarge big/topic 0', 'publish t 0 next', 'control d0']);
  });

test('a packet announced too large is told as soon as its topic is there, and nothing of its payload is waited for', () => {
  const { parser, events } = openParser({ room: () => false });
  parser.feed(publishOf('big', 'x'.repeat(5000)).slice(0, 3 + 2 + 3));
  assert.deepEqual(events, ['tooLarge big 0']);
});

test('a packet at QoS 1 announced too large brings its packet identifier, wherever it is cut', () => {
  const packet = publishOf('big', 'x'.repeat(5000), 1, 0x1234);
  for (let at = 1; at < 20; at++) {
    const { parser, events } = openParser({ room: () => false });
    parser.feed(packet.slice(0, at));
    parser.feed(packet.slice(at) + CONNACK);
    assert.deepEqual(events, ['tooLarge big 4660', 'control 20 00 00'], `cut at ${at}`);
  }
});

test('a topic of the longest length is told, and one byte more is not', () => {
  for (const [length, told] of [
    [TOPIC_BYTES, 'T'.repeat(TOPIC_BYTES)],
    [TOPIC_BYTES + 1, ''],
  ] as const) {
    const { parser, events } = openParser({ room: () => false });
    for (const chunk of chunksOf(publishOf('T'.repeat(length), 'x'.repeat(5000)) + CONNACK, 100)) parser.feed(chunk);
    assert.deepEqual(events, [`tooLarge ${told} 0`, 'control 20 00 00']);
  }
});

test('a packet with too long a topic is drained without waiting for the topic', () => {
  const { parser, events } = openParser({ room: () => false });
  parser.feed(publishOf('T'.repeat(40_000), '').slice(0, 6));
  assert.deepEqual(events, ['tooLarge  0']);
});

test('a packet at QoS 1 with too long a topic has the packet identifier that came with it, or none', () => {
  const packet = publishOf('T'.repeat(300), 'x'.repeat(5000), 1, 0x0102);
  for (let at = 1; at < 320; at++) {
    const { parser, events } = openParser({ room: () => false });
    parser.feed(packet.slice(0, at));
    parser.feed(packet.slice(at) + CONNACK);
    // Both bytes of the identifier end at 3 + 2 + 300 + 2. With one of them it would be a wrong one.
    const told = at < 5 || at >= 307 ? 258 : 0;
    assert.deepEqual(events, [`tooLarge  ${told}`, 'control 20 00 00'], `cut at ${at}`);
  }
});

test('a small packet with too long a topic is told without it, by its packet identifier', () => {
  const { parser, events } = openParser();
  for (const chunk of chunksOf(publishOf('T'.repeat(300), 'p', 1, 9), 50)) parser.feed(chunk);
  assert.deepEqual(
    events,
    ['publish  9 p'].map(() => 'tooLarge  9'),
  );
});

test('a packet for which there was room when it began, and none when it came, is told too large', () => {
  let room = true;
  const { parser, events } = openParser({ room: () => room });
  const packet = publishOf('big', 'x'.repeat(5000), 1, 3);
  parser.feed(packet.slice(0, 1000));
  room = false;
  parser.feed(packet.slice(1000) + CONNACK);
  assert.deepEqual(events, ['tooLarge big 3', 'control 20 00 00']);
});

test('the largest packet that MQTT knows is drained, and nothing of it is kept', () => {
  const { parser, events } = openParser({ room: () => false });
  parser.feed(bytes(0x30, 0xff, 0xff, 0xff, 0x7f, word(3), 'big'));
  assert.deepEqual(events, ['tooLarge big 0']);
  let left = 268_435_455 - 5;
  const chunk = 'x'.repeat(1_048_576);
  for (; left > chunk.length; left -= chunk.length) parser.feed(chunk);
  parser.feed('x'.repeat(left) + CONNACK);
  assert.deepEqual(events, ['tooLarge big 0', 'control 20 00 00']);
});

test('what one chunk brings is gathered: once on, once off, around all of its packets', () => {
  const { parser, steps, events } = openParser();
  parser.feed(publishOf('t', '1') + publishOf('t', '2') + CONNACK);
  assert.deepEqual(steps, [1, -1]);
  assert.equal(events.length, 3);
});

test('a chunk that starts a packet goes to the quick way first, and what that takes is counted and not told', () => {
  const chunks = [publishOf('topic', 'x'.repeat(200)), publishOf('t', 'p', 1, 1), bytes(0xd0, 0)];
  const { parser, events, quick } = openParser({ quick: () => true }, CONNACK);
  for (const chunk of chunks) parser.feed(chunk);
  assert.deepEqual(quick, chunks);
  assert.deepEqual(events, []);
  assert.equal(parser.taken(), 1 + chunks.length);
});

test('what the quick way refuses is told as any other', () => {
  const payload = 'x'.repeat(200);
  const { parser, events, quick } = openParser({ quick: () => false }, CONNACK);
  parser.feed(publishOf('topic', payload));
  assert.equal(quick.length, 1);
  assert.deepEqual(events, [`publish topic 0 ${payload}`]);
});

test('a chunk that goes on with a packet, or with what is drained, does not go the quick way', () => {
  for (const packet of [publishOf('topic', 'x'.repeat(200)), publishOf('topic', 'x'.repeat(5000))]) {
    const { parser, quick, events } = openParser({ quick: () => quick.length > 1, room: () => false }, CONNACK);
    const [start, ...rest] = chunksOf(packet, 50);
    parser.feed(start ?? '');
    for (const chunk of rest) parser.feed(chunk);
    assert.deepEqual(quick, [start]);
    assert.equal(events.length, 1);
    parser.feed(CONNACK);
    assert.deepEqual(quick, [start, CONNACK], 'the packet after it');
  }
});

test('the first chunk of a connection goes the long way, whatever it is', () => {
  const { parser, events, quick } = openParser({ quick: () => true });
  parser.feed(publishOf('t', 'x'.repeat(200)));
  assert.deepEqual(quick, []);
  assert.equal(events.length, 1);
});

test('a parser that was never opened, or is closed, ignores whatever comes', () => {
  for (const packet of [CONNACK, publishOf('t', 'x'.repeat(200)), bytes(0xff, 0xff, 0xff, 0xff, 0xff)]) {
    const { parser, events, quick, steps } = openParser({ quick: () => true });
    parser.reset(false);
    parser.feed(packet);
    parser.feed(packet.slice(0, 1));
    assert.deepEqual([events, quick, steps], [[], [], []], hex(packet.slice(0, 4)));
  }
});

test('opening again forgets half a packet, and what was left to drain', () => {
  for (const before of [publishOf('t', 'half').slice(0, 4), publishOf('t', 'x'.repeat(5000)).slice(0, 100)]) {
    const { parser, events } = openParser({ room: () => false });
    parser.feed(before);
    events.length = 0;
    parser.reset(true);
    parser.feed(CONNACK);
    assert.deepEqual(events, ['control 20 00 00']);
  }
});

test('a packet that closes the parser is the last one told of its chunk', () => {
  const rig = openParser({ onControl: () => rig.parser.reset(false) });
  rig.parser.feed(CONNACK + publishOf('t', 'p') + publishOf('t', 'q'));
  rig.parser.feed(publishOf('t', 'r'));
  assert.deepEqual(rig.events, ['control 20 00 00']);
  assert.deepEqual(rig.steps, [1, -1]);
});

test('a SUBACK of as many filters as one SUBSCRIBE may have is told, with all its codes', () => {
  const { parser, events } = openParser();
  parser.feed(packetOf(0x90, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0x80));
  assert.deepEqual(events, ['control 90 00 01 00 00 00 00 00 00 00 80']);
});

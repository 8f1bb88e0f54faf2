import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqttPacket, { type Packet } from 'mqtt-packet';
import {
  countFilters,
  FrameError,
  FrameReader,
  publishFrame,
  refuseAll,
} from '../../../../scripts/cloud/mqtt/frames.ts';

const ping = Buffer.from([0xc0, 0x00]);
const publish = Buffer.concat([
  Buffer.from([0x30, 0xcb, 0x01, 0x00, 0x01, 0x61]), // PUBLISH, 203 bytes follow, topic "a"
  Buffer.alloc(200, 0x78),
]);

function read(chunks: Buffer[], limit = 1000): Buffer[] {
  const frames: Buffer[] = [];
  const reader = new FrameReader();
  for (const chunk of chunks)
    reader.push(
      chunk,
      () => limit,
      (frame) => frames.push(frame),
    );
  return frames;
}

test('packets cut at every byte, and joined, come out whole and in order', () => {
  const stream = Buffer.concat([ping, publish, ping]);
  for (let cut = 0; cut <= stream.length; cut++)
    assert.deepEqual(read([stream.subarray(0, cut), stream.subarray(cut)]), [ping, publish, ping]);
  assert.deepEqual(read([...stream].map((byte) => Buffer.from([byte]))), [ping, publish, ping]);
});

test('a packet announced too large is refused before its body arrives', () => {
  const head = publish.subarray(0, 3);
  assert.throws(() => read([head], 205), FrameError);
  assert.doesNotThrow(() => read([head], 206));
});

test('a length field of five bytes is refused', () => {
  assert.throws(() => read([Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff])]), FrameError);
});

test('a frame handed out is not written over by the next', () => {
  const [first] = read([Buffer.from([0xc0, 0x01, 0x11]), Buffer.from([0xc0, 0x01, 0x22])]);
  assert.deepEqual(first, Buffer.from([0xc0, 0x01, 0x11]));
});

const subscribe = Buffer.from([
  0x82,
  0x0b, // SUBSCRIBE, 11 bytes follow
  0x12,
  0x34, // packet identifier
  0x00,
  0x01,
  0x61,
  0x00, // "a", QoS 0
  0x00,
  0x02,
  0x62,
  0x63,
  0x01, // "bc", QoS 1
]);

test('the filters of a SUBSCRIBE are counted', () => {
  assert.equal(countFilters(subscribe), 2);
});

test('a SUBSCRIBE cut short, or without a filter, has no count', () => {
  for (let length = 4; length < subscribe.length; length++)
    if (length !== 8) assert.equal(countFilters(subscribe.subarray(0, length)), undefined, String(length));
});

test('a PUBLISH has the bytes of MQTT 3.1.1, 3.3, at QoS 0 and at QoS 1', () => {
  const payload = Buffer.from([0x00, 0xff]);
  assert.deepEqual(
    publishFrame('a/é', payload),
    Buffer.from([
      0x30,
      0x08, // PUBLISH at QoS 0, 8 bytes follow
      0x00,
      0x04,
      0x61,
      0x2f,
      0xc3,
      0xa9, // "a/é", 4 bytes of UTF-8
      0x00,
      0xff,
    ]),
  );
  assert.deepEqual(
    publishFrame('a', payload, 0x1234),
    Buffer.from([
      0x32,
      0x07, // at QoS 1
      0x00,
      0x01,
      0x61,
      0x12,
      0x34, // packet identifier
      0x00,
      0xff,
    ]),
  );
});

test('a PUBLISH of any length is read back by another implementation', () => {
  for (const length of [0, 1, 123, 124, 16_379, 16_380, 262_144]) {
    const seen: Packet[] = [];
    const parser = mqttPacket.parser();
    parser.on('packet', (packet) => seen.push(packet));
    parser.parse(publishFrame('t', Buffer.alloc(length, 7), 65_535));
    const [packet] = seen;
    assert.ok(packet?.cmd === 'publish' && packet.payload.length === length, String(length));
    assert.deepEqual([packet.qos, packet.messageId, packet.retain, packet.dup], [1, 65_535, false, false]);
  }
});

test('the refusing SUBACK carries the packet identifier and 0x80 for each filter', () => {
  assert.deepEqual(refuseAll(subscribe, 2), Buffer.from([0x90, 0x04, 0x12, 0x34, 0x80, 0x80]));
  const long = refuseAll(subscribe, 200);
  assert.deepEqual(long.subarray(0, 5), Buffer.from([0x90, 0xca, 0x01, 0x12, 0x34]));
  assert.equal(long.length, 205);
});

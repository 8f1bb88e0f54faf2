/** What a server may send, at random: valid packets by mqtt-packet, cut into chunks, and spoilt. */
import { generate, type Packet } from 'mqtt-packet';
import type { Random } from './random.ts';

/** The device of the streams. */
export const OWN = '/sys/a1Bcd/lamp/rrpc/request/';

/** The most bytes that the interpreter hands over at once. */
const CHUNK_BYTES = 536;

/** Sizes at which something changes: one, two and three bytes of remaining length, a chunk, the limits. */
const EDGES = [0, 1, 2, 96, 127, 128, 255, 256, 500, 536, 1100, 2048, 2100, 2100, 16_383, 24_576] as const;

/** A number of bytes, mostly small, often beside an edge. */
export function size(random: Random, most = 26_000): number {
  const roll = random.next();
  const found =
    roll < 0.7 ? random.int(0, 120) : roll < 0.98 ? random.pick(EDGES) + random.int(-9, 9) : random.int(0, 26_000);
  return Math.min(Math.max(found, 0), most);
}

/** Digits, as a message id has them. */
export function digits(random: Random, least = 1, most = 19): string {
  return Array.from({ length: random.int(least, most) }, () => random.int(0, 9)).join('');
}

/** A topic name that a server may use: the hot form mostly, the ext forms, others of every length, beyond ASCII too. */
export function topic(random: Random): string {
  const roll = random.next();
  if (roll < 0.5) return OWN + digits(random);
  if (roll < 0.6) return `/ext/rrpc/${digits(random)}/sys/a1Bcd/lamp/thing/service/SetPin`;
  if (roll < 0.7) return `/ext/rrpc/${digits(random)}/a1Bcd/lamp/user/get`;
  if (roll < 0.75) return OWN + random.pick(['', 'x', '12/3', '-1', ' 1', '1e3', digits(random, 25, 40)]);
  if (roll < 0.8) return `/é/中/\u{1f600}/${digits(random)}`;
  const letters = roll < 0.9 ? random.int(1, 40) : roll < 0.98 ? random.int(240, 270) : random.int(271, 3000);
  return Array.from({ length: letters }, () => random.pick(['a', 'Z', '/', '0', '$', ' ', '_'])).join('');
}

/** Bytes: JSON of a call, or any. */
export function payload(random: Random): Buffer {
  if (random.chance(0.5)) {
    const id = digits(random, 1, 9);
    return Buffer.from(
      `{"id":"${id}","version":"1.0","params":{"pin":"led","value":1},"method":"thing.service.SetPin"}`,
    );
  }
  const bytes = Buffer.allocUnsafe(size(random));
  const step = random.int(1, 255);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * step) ^ (i >> 8);
  return bytes;
}

/** A PUBLISH as a server may send it. MQTT 3.1.1, 3.3: QoS 0 or 1, DUP only at QoS 1. */
export function publish(random: Random): Packet {
  const qos = random.chance(0.3) ? 1 : 0;
  return {
    cmd: 'publish',
    qos,
    dup: qos === 1 && random.chance(0.2),
    retain: random.chance(0.1),
    topic: topic(random),
    payload: payload(random),
    ...(qos === 1 ? { messageId: random.int(1, 65_535) } : {}),
  };
}

/** The packets of one connection: CONNACK first, then anything that a parser must take. */
export function stream(random: Random, most = 12): Packet[] {
  const packets: Packet[] = [
    { cmd: 'connack', returnCode: random.chance(0.9) ? 0 : random.int(1, 5), sessionPresent: false },
  ];
  for (let left = random.int(0, most); left > 0; left--) {
    const roll = random.next();
    const messageId = random.int(1, 65_535);
    if (roll < 0.7) packets.push(publish(random));
    else if (roll < 0.8) packets.push({ cmd: 'pingresp' });
    else if (roll < 0.9) packets.push({ cmd: 'puback', messageId });
    else if (roll < 0.98) {
      const granted = Array.from({ length: random.int(1, 8) }, () => random.pick([0, 1, 2, 0x80]));
      packets.push({ cmd: 'suback', messageId, granted });
    } else packets.push({ cmd: 'unsuback', messageId } as Packet);
  }
  return packets;
}

/** The packets' bytes. */
export function encode(packets: readonly Packet[]): Buffer {
  return Buffer.concat(packets.map((packet) => generate(packet, { protocolVersion: 4 })));
}

/** Cuts bytes into chunks of at most 536: whole packets, single bytes, or anywhere. `edges`: where packets end. */
export function cut(random: Random, bytes: Buffer, edges: readonly number[] = []): Buffer[] {
  const style = random.next();
  const chunks: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const edge = edges.find((end) => end > at) ?? bytes.length;
    const some = random.int(1, random.pick([4, 40, CHUNK_BYTES]));
    // Far into a long stream small chunks show nothing new, and take long.
    const small = at < 2000 ? (style < 0.5 ? 1 : some) : CHUNK_BYTES;
    const wanted = style < 0.4 ? edge - at : style < 0.6 && style >= 0.5 ? CHUNK_BYTES : small;
    const next = at + Math.min(wanted, CHUNK_BYTES);
    chunks.push(bytes.subarray(at, next));
    at = next;
  }
  return chunks;
}

/** Where each packet ends in `encode(packets)`. */
export function edgesOf(packets: readonly Packet[]): number[] {
  let at = 0;
  return packets.map((packet) => {
    at += encode([packet]).length;
    return at;
  });
}

/** Spoils bytes once: a bit or a byte changed, bytes put in, taken out, doubled, or the rest cut off. The first bytes
 *  of a packet are hit most, for there it matters. */
export function mutate(random: Random, bytes: Buffer, edges: readonly number[] = []): Buffer {
  if (bytes.length === 0) return bytes;
  const starts: [number, ...number[]] = [0, ...edges.filter((edge) => edge < bytes.length)];
  const near = Math.min(random.pick(starts) + random.int(0, 8), bytes.length - 1);
  const at = random.chance(0.7) ? near : random.int(0, bytes.length - 1);
  const head = bytes.subarray(0, at);
  const count = random.int(1, random.pick([1, 4, 40]));
  const roll = random.int(0, 5);
  if (roll === 0)
    return Buffer.concat([head, Buffer.from([(bytes[at] ?? 0) ^ (1 << random.int(0, 7))]), bytes.subarray(at + 1)]);
  if (roll === 1)
    return Buffer.concat([
      head,
      Buffer.from([random.pick([0, 1, 0x7f, 0x80, 0xff, random.int(0, 255)])]),
      bytes.subarray(at + 1),
    ]);
  if (roll === 2)
    return Buffer.concat([
      head,
      Buffer.from(Array.from({ length: count }, () => random.int(0, 255))),
      bytes.subarray(at),
    ]);
  if (roll === 3) return Buffer.concat([head, bytes.subarray(at + count)]);
  if (roll === 4) return Buffer.concat([bytes.subarray(0, at + count), bytes.subarray(at)]);
  return head;
}

/** What bytes of a server mean: mqtt-packet reads each packet, and the specification has the last word.
 *
 *  Where mqtt-packet 9.0.2 is laxer than MQTT 3.1.1 the rule is kept here:
 *  - it takes packets that only a client may send, and the QoS 2 packets that nothing here asks for (2.2.1);
 *  - it takes CONNACK, PUBACK and PINGRESP of any length (3.2.1, 3.4.1, 3.13.1) and a SUBACK without return codes
 *    (3.9.3);
 *  - it takes DUP at QoS 0 [MQTT-3.3.1-2], and QoS 2 on filters that were granted 0 (3.8.4);
 *  - it takes an empty topic name [MQTT-4.7.3-1], U+0000 [MQTT-1.5.3-2], wildcards [MQTT-3.3.2-2], and puts U+FFFD for
 *    what is not UTF-8 [MQTT-1.5.3-1];
 *  - it takes packet identifier 0, and none at all, at QoS 1 [MQTT-2.3.1-1];
 *  - it waits for a whole packet that its first byte already condemns.
 *  It is nowhere stricter. A remaining length in more bytes than it needs is legal in 3.1.1 (2.2.3), and both take it. */
import { type IPublishPacket, type Packet as Parsed, parser } from 'mqtt-packet';
import { FILTERS_PER_SUBSCRIBE, PACKET_BYTES, TOPIC_BYTES } from '../../firmware/limits.ts';

/** What a parser tells of one packet. Bytes are binary strings, one character a byte. */
export type Told =
  | { kind: 'publish' | 'tooLarge'; topic: string; payload: string; id: number }
  | { kind: 'control'; first: number; body: string };

/** Whether the firmware closes on a topic name that is not UTF-8 [MQTT-1.5.3-1]. It takes names as bytes, and compares
 *  them whole: one that is ill-formed is nobody's. */
const CHECKS_UTF8 = true;

/** What a stream means. */
export interface Verdict {
  told: Told[];
  /** Why the connection must be closed, and after which byte at the latest; undefined for a stream that is well. */
  malformed?: { why: string; by: number };
  /** Where the first packet starts that is not told, perhaps behind the end: then so much is still to be drained. */
  rest: number;
}

/** What a server sends to this client but PUBLISH: CONNACK, PUBACK, SUBACK, UNSUBACK and PINGRESP. Their fixed flags are 0. Their
 *  lengths are for the client to judge; it is told of none that is longer than the longest SUBACK: no more codes than
 *  filters that it puts into one SUBSCRIBE. MQTT 3.1.1, 2.2.2, 3.2 to 3.13. */
const ANSWERS: readonly number[] = [2, 4, 9, 11, 13];
const LONGEST_ANSWER = 2 + FILTERS_PER_SUBSCRIBE;

/** Reads what mqtt-packet tells of these bytes, strictly in its own words. Throws its error. */
export function readAll(bytes: Buffer): Parsed[] {
  const found: Parsed[] = [];
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => found.push(packet));
  reader.on('error', (error) => {
    throw error;
  });
  const left = reader.parse(bytes);
  if (left > 0) throw new Error(`${left} bytes are left over`);
  return found;
}

/** A packet of mqtt-packet's in the parser's words. `kept`: whether a packet of that remaining length is kept. */
export function tellOf(packet: Parsed, length: number, kept: (length: number) => boolean): Told {
  const word = (n = 0): string => String.fromCharCode(n >> 8, n & 255);
  if (packet.cmd === 'publish') {
    const bytes = Buffer.from(packet.topic).toString('latin1');
    const topic = bytes.length > TOPIC_BYTES ? '' : bytes;
    const large = topic === '' || (length > PACKET_BYTES && !kept(length));
    const body = large ? '' : Buffer.from(packet.payload).toString('latin1');
    return { kind: large ? 'tooLarge' : 'publish', topic, payload: body, id: packet.qos ? (packet.messageId ?? 0) : 0 };
  }
  if (packet.cmd === 'connack')
    return {
      kind: 'control',
      first: 0x20,
      body: String.fromCharCode(packet.sessionPresent ? 1 : 0, packet.returnCode ?? 0),
    };
  if (packet.cmd === 'pingresp') return { kind: 'control', first: 0xd0, body: '' };
  const body = word(packet.messageId);
  if (packet.cmd === 'suback')
    return { kind: 'control', first: 0x90, body: body + String.fromCharCode(...(packet.granted as number[])) };
  return { kind: 'control', first: packet.cmd === 'puback' ? 0x40 : 0xb0, body };
}

/** Judges bytes of one connection. `kept` as in `tellOf`. What control packets hold is for the client to judge. */
export function judge(bytes: Buffer, kept: (length: number) => boolean): Verdict {
  const told: Told[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const wrong = firstByte(first);
    if (wrong) return { told, rest: at, malformed: { why: wrong, by: at + longest(bytes, at + 1) + 1 } };
    let length = 0;
    let body = at + 1;
    let byte = 0x80;
    while (byte > 127 && body < bytes.length && body - at < 5) {
      byte = bytes[body] ?? 0;
      length += (byte & 127) * 128 ** (body - at - 1);
      body++;
    }
    const isPublish = first >> 4 === 3;
    // Each further byte only adds to the length.
    if (!isPublish && length > LONGEST_ANSWER)
      return { told, rest: at, malformed: { why: `length ${length}`, by: body } };
    if (byte > 127) {
      // Four bytes, and the last says that there is a fifth. 2.2.3
      if (body - at > 4) return { told, rest: at, malformed: { why: 'length', by: body } };
      break;
    }
    const end = body + length;
    const large = isPublish && length > PACKET_BYTES && !kept(length);
    // A packet too large to keep is known, and judged, by its head alone.
    const topicBytes = body + 2 <= bytes.length ? bytes.readUInt16BE(body) : 0;
    const head = body + 2 + topicBytes + (first & 6 ? 2 : 0);
    const needed = large ? (topicBytes > TOPIC_BYTES ? body + 2 : Math.max(head, body + 2)) : end;
    if (needed > bytes.length) break;
    const why = isPublish ? publishFault(bytes.subarray(body, end), first, length) : '';
    // A parser that has not seen the topic's length yet may wait for the packet identifier with it.
    if (why)
      return { told, rest: at, malformed: { why, by: large && first & 6 ? Math.max(needed, body + 4) : needed } };
    if (!isPublish) told.push({ kind: 'control', first: first & 0xf0, body: bytes.toString('latin1', body, end) });
    else {
      // As bytes: mqtt-packet's own name has U+FFFD for what is not UTF-8.
      const topic = topicBytes > TOPIC_BYTES ? '' : bytes.toString('latin1', body + 2, body + 2 + topicBytes);
      const packet = end <= bytes.length ? (readAll(bytes.subarray(at, end))[0] as IPublishPacket) : undefined;
      const id = packet?.messageId ?? (first & 6 && head <= bytes.length ? bytes.readUInt16BE(head - 2) : 0);
      if (large || topic === '' || !packet) told.push({ kind: 'tooLarge', topic, payload: '', id });
      else told.push({ kind: 'publish', topic, payload: Buffer.from(packet.payload).toString('latin1'), id });
    }
    at = end;
  }
  return { told, rest: at };
}

/** What the first byte says already. */
function firstByte(first: number): string {
  const type = first >> 4;
  if (type !== 3) return !ANSWERS.includes(type) ? `packet type ${type}` : first & 15 ? 'flags' : '';
  const qos = (first >> 1) & 3;
  if (qos > 1) return 'QoS';
  return first & 8 && !qos ? 'DUP' : '';
}

/** How many bytes of a remaining length may be awaited before the packet is condemned. */
function longest(bytes: Buffer, at: number): number {
  let count = 1;
  while (count < 4 && (bytes[at + count - 1] ?? 0) > 127) count++;
  return count;
}

/** What is wrong with a PUBLISH, of which all is there that is looked at: by mqtt-packet, and by the rules above. */
function publishFault(body: Buffer, first: number, length: number): string {
  if (length < 2) return 'no topic length';
  const topicBytes = body.readUInt16BE(0);
  const qos = (first >> 1) & 3;
  if (2 + topicBytes + (qos ? 2 : 0) > length) return 'topic longer than the packet';
  if (topicBytes === 0) return 'empty topic name';
  // A topic over the limit is not looked at: it is told as none.
  if (topicBytes > TOPIC_BYTES) return '';
  const name = body.subarray(2, 2 + topicBytes);
  if (CHECKS_UTF8 && !isUtf8(name)) return 'not UTF-8';
  if (/[\0+#]/.test(name.toString('latin1'))) return 'character in topic';
  if (qos && body.readUInt16BE(2 + topicBytes) === 0) return 'packet identifier 0';
  return '';
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8')).equals(bytes);
}

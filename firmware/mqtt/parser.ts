/** Bytes in: an incremental parser of fixed size that takes any split and any joining of packets. */
import { FILTERS_PER_SUBSCRIBE, PACKET_BYTES, TOPIC_BYTES } from '../limits.ts';
import { Packet, word } from './packet.ts';
import { wellFormed } from './utf8.ts';

/** What the parser tells. */
export interface Sink {
  /** Whether a packet of `length` bytes, more than PACKET_BYTES, may be kept. */
  room(length: number): boolean;
  /** Packets gather (1) from here, or need not any more (-1): the replies to one chunk go out in one write. */
  gather(step: number): void;
  /** A PUBLISH. `packetIdentifier` is 0 at QoS 0. */
  publish(topic: string, payload: string, packetIdentifier: number): void;
  /** A PUBLISH that is not kept: announced too large, its payload drained, or with a topic of more than TOPIC_BYTES,
   *  where `topic` is ''. */
  tooLarge(topic: string, packetIdentifier: number): void;
  /** CONNACK, PUBACK, SUBACK, UNSUBACK, PINGRESP: the first byte and the body. */
  control(first: number, body: string): void;
  /** The stream breaks the protocol: the connection must be closed. MQTT 3.1.1, 4.8 [MQTT-4.8.0-1]. */
  malformed(reason: string): void;
}

/** Who looks at a packet first. */
export interface Quick {
  /** A chunk that is one whole PUBLISH at QoS 0 with a fixed header of 3 bytes: topic from byte 5 to `end`, payload
   *  from `end` on. False means "not mine": the packet is then parsed as any other. */
  quick(packet: string, end: number): boolean;
}

/** A parser of one connection's bytes. */
export interface Parser {
  /** Takes the next bytes, and tells the sink of every packet that they complete. */
  feed(data: string): void;
  /** Forgets what is held. `open` false: whatever still arrives is ignored. */
  reset(open: boolean): void;
  /** Packets taken so far. */
  received(): number;
}

/** Makes a parser that holds one packet that fits, and one chunk, at most. */
export function createParser(sink: Sink, first: Quick): Parser {
  /** Bytes that must be there before the next look; -1 while bytes are drained; 0 when nothing is held. */
  let want = -1;
  let received = 0;
  /** Bytes of a packet that is not complete. */
  let held = '';
  /** Bytes left to drain: all of them while the connection is closed. */
  let skip = Infinity;

  /** Goes through the packets of `data`, and holds what is left. */
  function each(data: string): void {
    const length = data.length;
    let at = 0;
    sink.gather(1);
    while (!want && at < length) {
      const type = data.charCodeAt(at) & 0xf0;
      const flags = data.charCodeAt(at) & 15;
      const qos = (flags >> 1) & 3;
      let shift = 0;
      let n = 0;
      let i = at + 1;
      let b = 0;
      do {
        b = data.charCodeAt(i++);
        n |= (b & 127) << shift;
        shift += 7;
      } while (b > 127 && shift < 28);
      const stop = i + n;
      const end = i + 2 + word(data, i);
      const from = qos ? end + 2 : end;
      const large = n > PACKET_BYTES && type === Packet.PUBLISH && !sink.room(n);
      const known = end - i - 2 <= TOPIC_BYTES;
      let need = large ? (length < i + 2 || !known ? i + 2 : from) : stop;
      if (i > length) need = length + 1;
      // What the first byte and the length tell already. [MQTT-2.2.2-2] and 2.2.3; QoS 2 was never granted to the
      // server, and 3 is none [MQTT-3.3.1-4]; [MQTT-3.3.1-2].
      let wrong = '';
      if (b > 127) wrong = 'length';
      else if (type === Packet.PUBLISH) wrong = qos > 1 ? 'QoS' : flags > 7 && !qos ? 'DUP' : '';
      else if (
        flags ||
        (i <= length &&
          n !==
            (type === Packet.PINGRESP
              ? 0
              : type === Packet.SUBACK
                ? Math.min(Math.max(n, 3), 2 + FILTERS_PER_SUBSCRIBE)
                : type === Packet.CONNACK || type === Packet.PUBACK || type === Packet.UNSUBACK
                  ? 2
                  : -1))
      )
        wrong = 'packet type';
      if (!wrong && need > length) {
        held = data.slice(at);
        want = need - at;
      } else if (!wrong) {
        received++;
        if (type !== Packet.PUBLISH) sink.control(type, data.slice(i, stop));
        else {
          const topic = known ? data.slice(i + 2, end) : '';
          const packetIdentifier = qos && from <= length ? word(data, end) : 0;
          // [MQTT-2.3.1-1]; [MQTT-3.3.2-1], [MQTT-3.3.2-2] and 1.5.3 on the topic name.
          if (from > stop || n < 2) wrong = 'topic length';
          else if (known && qos && !packetIdentifier) wrong = 'packet identifier';
          else if (end === i + 2 || /[\0+#]/.test(topic) || (/[^\0-\x7f]/.test(topic) && !wellFormed(topic)))
            wrong = 'topic name';
          else if (!large && known) sink.publish(topic, data.slice(from, stop), packetIdentifier);
          else {
            if (stop > length) {
              skip = stop - length;
              want = -1;
            }
            sink.tooLarge(topic, packetIdentifier);
          }
        }
        at = stop;
      }
      if (wrong) {
        reset(false);
        sink.malformed(wrong);
      }
    }
    sink.gather(-1);
  }

  function reset(open: boolean): void {
    held = '';
    // The first chunk goes the long way, where CONNACK is waited for: `quick` only sees packets after it.
    want = open ? 1 : -1;
    skip = Infinity;
  }

  function more(data: string): void {
    if (want < 0) {
      if (data.length < skip) {
        skip -= data.length;
        return;
      }
      data = data.slice(skip);
    } else if (want) {
      held += data;
      if (held.length < want) return;
      data = held;
    }
    held = '';
    want = 0;
    each(data);
  }

  function feed(data: string): void {
    // A remaining length of one byte, or of more than two, fails the comparison: it goes the long way.
    if (
      want ||
      data[0] !== '0' ||
      data.length !== ((data.charCodeAt(1) - 128) | (data.charCodeAt(2) << 7)) + 3 ||
      data[3] !== '\0' ||
      !first.quick(data, data.charCodeAt(4) + 5)
    )
      more(data);
    else received++;
  }

  return { feed: feed, reset: reset, received: () => received };
}

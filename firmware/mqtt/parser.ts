/** Bytes in: an incremental parser of fixed size that takes any split and any joining of packets. */
import { PACKET_BYTES, TOPIC_BYTES } from '../limits.ts';
import { Packet } from './packet.ts';

/** What the parser tells. A view is a buffer with offsets into it: nothing is copied until someone asks. */
export interface Sink {
  /** Looks at the hot packet, a whole PUBLISH at QoS 0: topic from `at` to `end`, payload from `end` to `stop`.
   *  False means "not mine": the packet is then parsed as any other. */
  quick(buffer: string, at: number, end: number, stop: number): boolean;
  /** A PUBLISH. `packetIdentifier` is 0 at QoS 0. */
  publish(topic: string, payload: string, packetIdentifier: number, duplicate: boolean): void;
  /** A PUBLISH announced larger than PACKET_BYTES. Its payload is drained; `topic` is '' where it is too long. */
  tooLarge(topic: string, packetIdentifier: number, length: number): void;
  /** CONNACK, PUBACK, SUBACK, UNSUBACK, PINGRESP: the first byte and the body. */
  control(first: number, body: string): void;
  /** Packets gather (1) from here, or need not any more (-1): the replies to one chunk go out in one write. */
  gather(step: number): void;
  /** The stream breaks the protocol: the connection must be closed. MQTT 3.1.1, 4.8 [MQTT-4.8.0-1]. */
  malformed(reason: string): void;
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

/** Makes a parser that holds PACKET_BYTES and one chunk at most. */
export function createParser(sink: Sink): Parser {
  /** Bytes of a packet that is not complete. */
  let held = '';
  /** Bytes that must be there before the next look; -1 while bytes are drained; 0 when nothing is held. */
  let want = -1;
  /** Bytes left to drain: all of them while the connection is closed. */
  let skip = Infinity;
  let received = 0;

  function feed(data: string): void {
    let n = data.charCodeAt(1);
    let at = 2;
    if (n > 127) {
      n += (data.charCodeAt(2) << 7) - 128;
      at = 3;
    }
    // A length of more bytes makes n too large to fit here, and a missing byte makes it NaN: both go the long way.
    if (
      want ||
      data[0] !== '0' ||
      data.length !== at + n ||
      data[at] !== '\0' ||
      !sink.quick(data, at + 2, at + 2 + data.charCodeAt(at + 1), data.length)
    )
      more(data);
    else received++;
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

  /** Goes through the packets of `data`, and holds what is left. */
  function each(data: string): void {
    let at = 0;
    sink.gather(1);
    while (!want && at < data.length) {
      let n = 0;
      let shift = 0;
      let i = at + 1;
      let b = 128;
      while (b > 127 && shift < 28) {
        b = data.charCodeAt(i++);
        n |= (b & 127) << shift;
        shift += 7;
      }
      if (i > data.length) {
        hold(data, at, data.length - at + 1);
        break;
      }
      if (b > 127) {
        fail('remaining length of more than 4 bytes');
        break;
      }
      const stop = i + n;
      const first = data.charCodeAt(at);
      if (stop - at > PACKET_BYTES) {
        const type = first & 0xf0;
        // Anything that is no PUBLISH has a small fixed size, so that its length is the error.
        if (type !== Packet.PUBLISH) fail('packet ' + first + ' of ' + n + ' bytes');
        else drain(data, at, i, first, stop);
      } else if (stop > data.length) hold(data, at, stop - at);
      else one(first, data, i, stop);
      at = stop;
    }
    sink.gather(-1);
  }

  function hold(data: string, at: number, bytes: number): void {
    held = data.slice(at);
    want = bytes;
  }

  function fail(reason: string): void {
    reset(false);
    sink.malformed(reason);
  }

  /** Starts to drain a PUBLISH that is too large, once its topic is there. */
  function drain(data: string, at: number, i: number, first: number, stop: number): void {
    const qos = (first >> 1) & 3;
    const length = (data.charCodeAt(i) << 8) | data.charCodeAt(i + 1);
    const known = length <= TOPIC_BYTES;
    const head = i + 2 + (known ? length + (qos ? 2 : 0) : 0);
    if (data.length < i + 2) return hold(data, at, i + 2 - at);
    if (data.length < head) return hold(data, at, head - at);
    if (qos > 1) return fail('PUBLISH with QoS ' + qos);
    received++;
    sink.tooLarge(
      known ? data.slice(i + 2, i + 2 + length) : '',
      known && qos ? (data.charCodeAt(head - 2) << 8) | data.charCodeAt(head - 1) : 0,
      stop - at,
    );
    if (want || stop <= data.length) return;
    skip = stop - data.length;
    want = -1;
  }

  /** One whole packet: its body is `data` from `i` to `stop`. */
  function one(first: number, data: string, i: number, stop: number): void {
    const type = first & 0xf0;
    received++;
    if (type === Packet.PUBLISH) return publish(first, data, i, stop);
    const n = stop - i;
    // Fixed flags and lengths. MQTT 3.1.1, 2.2.2 [MQTT-2.2.2-2], 3.2.1, 3.4.1, 3.9, 3.11.1, 3.13.1.
    if (
      first & 15 ||
      !(type === Packet.PINGRESP
        ? n === 0
        : type === Packet.SUBACK
          ? n > 2
          : n === 2 && (type === Packet.CONNACK || type === Packet.PUBACK || type === Packet.UNSUBACK))
    )
      return fail('packet ' + first + ' of ' + n + ' bytes');
    sink.control(first, data.slice(i, stop));
  }

  function publish(first: number, data: string, i: number, stop: number): void {
    const qos = (first >> 1) & 3;
    const end = i + 2 + ((data.charCodeAt(i) << 8) | data.charCodeAt(i + 1));
    const from = qos ? end + 2 : end;
    const topic = data.slice(i + 2, end);
    const packetIdentifier = qos ? (data.charCodeAt(end) << 8) | data.charCodeAt(end + 1) : 0;
    // [MQTT-3.3.1-4], [MQTT-3.3.1-2], [MQTT-2.3.1-1], [MQTT-3.3.2-1], [MQTT-3.3.2-2], [MQTT-1.5.3-2].
    // QoS 2 was never granted to the server: its PUBLISH could not be answered.
    if (qos > 1) return fail('PUBLISH with QoS ' + qos);
    if (!qos && first & 8) return fail('PUBLISH with DUP at QoS 0');
    if (stop < i + 2 || from > stop) return fail('PUBLISH shorter than its topic');
    if (qos && !packetIdentifier) return fail('PUBLISH with packet identifier 0');
    if (end === i + 2 || topic.indexOf('\0') + topic.indexOf('+') + topic.indexOf('#') !== -3)
      return fail('PUBLISH with a topic name that is none');
    sink.publish(topic, data.slice(from, stop), packetIdentifier, (first & 8) > 0);
  }

  function reset(open: boolean): void {
    held = '';
    want = open ? 0 : -1;
    skip = Infinity;
  }

  return { feed: feed, reset: reset, received: () => received };
}

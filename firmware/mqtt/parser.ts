/** Bytes in: an incremental parser of fixed size that takes any split and any joining of packets. */
import { FILTERS_PER_SUBSCRIBE, PACKET_BYTES, TOPIC_BYTES } from '../limits.ts';
import { word } from './packet.ts';
import { wellFormed } from './utf8.ts';

/** What the parser tells. */
export interface Sink {
  /** Packets gather (1) from here, or need not any more (-1): the replies to one chunk go out in one write. */
  gather(step: number): void;
  /** A PUBLISH. `packetIdentifier` is 0 at QoS 0. Without a payload it is one that is not kept: announced too large, its
   *  payload drained, or with a topic of more than TOPIC_BYTES, where `topic` is ''. */
  publish(topic: string, payload: string | undefined, packetIdentifier: number): void;
  /** CONNACK, PUBACK, SUBACK, UNSUBACK or PINGRESP: the first byte, and behind it the body, whose length is nobody's yet: it is no
   *  more than the longest SUBACK's. */
  control(packet: string): void;
  /** The stream breaks the protocol: the connection must be closed. MQTT 3.1.1, 4.8 [MQTT-4.8.0-1]. */
  broken(reason: string): void;
}

/** Who is asked about a packet first. */
export interface Quick {
  /** Looks at a chunk that starts a packet. True where it is one whole packet, taken: else it is parsed as any other. */
  quick(data: string): boolean;
  /** Whether a PUBLISH of `length` bytes, more than PACKET_BYTES, may be kept. */
  room(length: number): boolean;
}

/** A parser of one connection's bytes. */
export interface Parser {
  /** Takes the next bytes, and tells the sink of every packet that they complete. */
  feed(data: string): void;
  /** Forgets what is held. `open` false: whatever still arrives is ignored. */
  reset(open: boolean): void;
  /** How many packets were taken so far. */
  taken(): number;
}

/** What a first byte may be, by MQTT 3.1.1, 2.2.1 and 2.2.2 [MQTT-2.2.2-2]: PUBLISH at QoS 0, without RETAIN and with it,
 *  at QoS 1 the same, and the same again with DUP; then CONNACK, PUBACK, SUBACK, UNSUBACK and PINGRESP. QoS 2 was never granted to the server,
 *  3 is none [MQTT-3.3.1-4], and QoS 0 has no DUP [MQTT-3.3.1-2]. */
const FIRST_BYTES = '0123:; @\x90\xb0\xd0';

/** From which place in FIRST_BYTES on a packet is a PUBLISH at QoS 1, and none. */
const enum From {
  QOS_1 = 2,
  CONTROL = 6,
}

/** Makes a parser that holds one packet that fits, and one chunk, at most. */
export function createParser(sink: Sink, first: Quick): Parser {
  /** Bytes that must be there before the next look; below 0 those still to be drained, all of them while the connection
   *  is closed; 0 when nothing is held. */
  let want = -Infinity;
  let taken = 0;
  /** Bytes of a packet that is not complete. */
  let held = '';

  /** Goes through the packets of `data`, and holds what is left. Returns what is wrong, if anything. */
  function each(data: string): string | undefined {
    const length = data.length;
    let at = 0;
    while (!want && at < length) {
      const kind = FIRST_BYTES.indexOf(data[at]);
      let shift = 0;
      let n = 0;
      let i = at + 1;
      let b = 0;
      do {
        b = data.charCodeAt(i++);
        n |= (b & 127) << shift;
        shift += 7;
      } while (b > 127 && shift < 28);
      // What the first byte and the length tell already. 2.2.3; the longest of all but PUBLISH is SUBACK.
      if (b > 127 || kind < 0 || (kind >= From.CONTROL && n > 2 + FILTERS_PER_SUBSCRIBE)) return 'fixed header';
      const stop = i + n;
      const topicLength = word(data, i);
      const end = i + 2 + topicLength;
      const from = kind < From.QOS_1 ? end : end + 2;
      const large = n > PACKET_BYTES && !first.room(n);
      const known = topicLength <= TOPIC_BYTES;
      const need = i > length ? i : !large ? stop : known ? from : i + 2;
      if (need > length) {
        held = data.slice(at);
        want = need - at;
      } else {
        taken++;
        if (kind >= From.CONTROL) sink.control(data[at] + data.slice(i, stop));
        else {
          const topic = known ? data.slice(i + 2, end) : '';
          const packetIdentifier = kind < From.QOS_1 || from > length ? 0 : word(data, end);
          // [MQTT-2.3.1-1]; [MQTT-3.3.2-1], [MQTT-3.3.2-2] and 1.5.3 on the topic name.
          if (
            from > stop ||
            (known && ((from > end && !packetIdentifier) || !topic || /[\0+#]/.test(topic) || !wellFormed(topic)))
          )
            return 'variable header';
          if (stop > length) want = length - stop;
          sink.publish(topic, large || !known ? undefined : data.slice(from, stop), packetIdentifier);
        }
        at = stop;
      }
    }
    return undefined;
  }

  function reset(open: boolean): void {
    held = '';
    // The first chunk goes the long way, where CONNACK is waited for: `quick` only sees packets after it.
    want = open ? 1 : -Infinity;
  }

  function more(data: string): void {
    if (want < 0) {
      want += data.length;
      if (want < 0) return;
      data = data.slice(data.length - want);
    }
    data = held + data;
    if (data.length < want) {
      held = data;
      return;
    }
    held = '';
    want = 0;
    sink.gather(1);
    const wrong = each(data);
    if (wrong) {
      reset(false);
      sink.broken(wrong);
    }
    sink.gather(-1);
  }

  function feed(data: string): void {
    if (want || !first.quick(data)) more(data);
    else taken++;
  }

  return { feed: feed, reset: reset, taken: () => taken };
}

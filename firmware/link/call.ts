/** One call's life: seen before? which service? and one reply. */
import { RECENT_CALLS } from '../limits.ts';
import { bytes, remainingLength } from '../mqtt/packet.ts';
import { explain, failure, type Request } from './alink.ts';
import { type Code, refuse } from './code.ts';

/** What a service does with its parameters: it returns the reply's data, and throws `refuse(...)` to refuse. */
export type Service = (params: never) => unknown;

/** Where replies go: the client. */
export interface Sender {
  publish(topic: string, payload: string): boolean;
  send(data: string, length: number): void;
}

/** The calls of one device. */
export interface Calls {
  /** The hot path: a system RRPC request, still in its packet. See `Quick`. */
  quick(packet: string, end: number): boolean;
  /** Serves the request `payload` with this message id, and answers on `topic`. `method` is the service that the topic
   *  names, where it does: it goes before the payload's. */
  take(id: string, topic: string, payload: string, method: string): void;
  /** Answers a request that was not served, unless this id has been answered. */
  refuse(id: string, topic: string, code: Code, message: string): void;
  /** How many requests came again, and were answered from the ring. */
  repeated(): number;
}

/** Makes the table of calls. `request` and `response` stand in front of the message id of a system request and of its
 *  reply; `services` has every service by its method. */
export function createCalls(
  request: string,
  response: string,
  services: Record<string, Service>,
  sender: Sender,
): Calls {
  /** Where a message id starts in a packet, and where one of up to 30 digits ends at most. */
  const start = 5 + request.length;
  const farthest = start + 30;
  const send = sender.send;
  /** The call that is served now. */
  let messageId = '';
  let asked: Request;
  let named = '';
  /** The ring of answered calls: their ids and their replies. */
  const recent: string[] = [];
  const replies: string[] = [];
  let next = 0;
  let repeated = 0;

  /** The head of a PUBLISH whose remaining length has more than one byte. */
  function longHead(n: number, topicLength: number): string {
    return '0' + remainingLength(n) + bytes(0, topicLength);
  }

  function again(seen: number): string {
    repeated++;
    return replies[seen];
  }

  /** The reply to `payload`. One long function: on the interpreter a call costs more than the lines it saves. */
  function serve(payload: string): string {
    const seen = recent.indexOf(messageId);
    let service: Service | undefined;
    if (seen >= 0) return again(seen);
    try {
      asked = JSON.parse(payload);
      // An id is digits, of which the plus makes a number: uncast, the interpreter finds `({}) >= 0` true. A method has
      // its dots: "toString" would find what every object has.
      if (+asked.id >= 0 && asked.method[5] === '.') service = services[named || asked.method];
      payload =
        '{"id":"' + asked.id + '","code":200,"data":' + JSON.stringify((service as Service)(asked.params)) + '}';
    } catch (thrown) {
      payload = explain(payload, !!service, thrown);
    }
    recent[(next &= RECENT_CALLS - 1)] = messageId;
    replies[next++] = payload;
    return payload;
  }

  return {
    quick: (packet, end) => {
      if (!packet.startsWith(request, 5) || end > farthest) return false;
      const payload = packet.slice(end);
      messageId = packet.slice(start, end);
      // No id compares as 0: that and the id 0 are for the long way to tell apart.
      if (!payload || !((messageId as unknown as number) > 0)) return false;
      const json = serve(payload);
      const n = json.length + end - 2;
      // PUBLISH at QoS 0: fixed header, the topic's length, the topic, the payload. MQTT 3.1.1, 3.3.
      send((n < 128 ? bytes(48, n, 0, end - 4) : longHead(n, end - 4)) + response + messageId + json, n);
      return true;
    },
    take: (id, topic, payload, method) => {
      // A broker that sends our own reply back to us, as a plain one does on the ext form, gets no answer to it.
      if (payload === replies[recent.indexOf(id)]) return;
      messageId = id;
      named = method;
      sender.publish(topic, serve(payload));
      named = '';
    },
    refuse: (id, topic, code, message) => {
      if (recent.indexOf(id) >= 0) return;
      recent[(next &= RECENT_CALLS - 1)] = id;
      replies[next++] = failure('', refuse(code, message));
      sender.publish(topic, replies[next - 1]);
    },
    repeated: () => repeated,
  };
}

// The requests that the scripted server sends, in the pieces from which interpreter/driver.js puts each together.

/** The device's identity while it is measured. */
export const DEVICE = { productKey: 'a1BenchProd', deviceName: 'bench-01' } as const;
const SYSTEM = `/sys/${DEVICE.productKey}/${DEVICE.deviceName}/rrpc/`;
/** In front of the message id: of a request's topic, and of its reply's. */
export const REQUESTS = `${SYSTEM}request/`;
export const REPLIES = `${SYSTEM}response/`;

/** `full`: a message id of 19 digits, as the platform writes it; a packet of 152 bytes. `short`: ids of one digit, for a
 *  client that takes packets of 127 bytes at most. */
export type Length = 'full' | 'short';

/** A request's bytes in pieces. The second head and rest are for a request that has one member more, of a value that no
 *  other has: a text that was never seen. */
export interface Pieces {
  readonly heads: readonly [string, string];
  /** What the message id counts from, and how many there are before it starts over; the same of the envelope's id. */
  readonly messages: readonly [from: number, count: number];
  readonly id: string;
  readonly ids: readonly [from: number, count: number];
  readonly rests: readonly [string, string];
  readonly params: string;
  readonly tail: string;
}

/** Bytes as a binary string, the fixed header of a PUBLISH at QoS 0 first. MQTT 3.1.1, 2.2.3 and 3.3. */
function publishHead(topicLength: number, rest: string, bytes: number): string {
  const length = 2 + topicLength + bytes;
  const header = length < 128 ? [0x30, length] : [0x30, (length & 127) | 128, length >> 7];
  return String.fromCharCode(...header, topicLength >> 8, topicLength & 255) + rest;
}

/** The pieces of requests of this length. */
export function pieces(length: Length): Pieces {
  const full = length === 'full';
  const prefix = REQUESTS + (full ? '1000000000' : '');
  const messages = full ? ([100_000_000, 100_000_000] as const) : ([0, 10] as const);
  const ids = full ? ([100, 900] as const) : ([0, 10] as const);
  const id = '{"id":"';
  const rests = full ? (['","version":"1.0"', '","version":"1.0","n":'] as const) : (['"', '","n":'] as const);
  const params = ',"params":{"pin":2,"value":';
  const tail = '},"method":"thing.service.SetPin"}';
  const topic = prefix.length + String(messages[0]).length;
  const payload = id.length + String(ids[0]).length + params.length + 1 + tail.length;
  const head = (more: number) => publishHead(topic, prefix, payload + more);
  return {
    heads: [head(rests[0].length), head(rests[1].length + 6)],
    messages,
    id,
    ids,
    rests,
    params,
    tail,
  };
}

/** One request as it goes out. */
export function request(of: Pieces, n: number, fresh: boolean): string {
  const message = of.messages[0] + (n % of.messages[1]);
  const id = of.ids[0] + (n % of.ids[1]);
  const text = of.heads[fresh ? 1 : 0] + message + of.id + id + of.rests[fresh ? 1 : 0];
  return `${text}${fresh ? 100_000 + n : ''}${of.params}${n & 1}${of.tail}`;
}

/** What a floor knows beforehand of requests of this kind: see floors/json.js. Names stand for literals. */
export function offsets(of: Pieces, fresh: boolean): Record<string, string | number> {
  const packet = request(of, 0, fresh);
  const idAt = packet.indexOf(REQUESTS) + REQUESTS.length;
  const payloadAt = packet.indexOf('{');
  const idBytes = payloadAt - idAt;
  const topic = REPLIES.length + idBytes;
  const topicHead = String.fromCharCode(topic >> 8, topic & 255);
  const reply = `{"id":"${of.ids[0]}","code":200,"data":{"pin":2,"value":0}}`;
  const filter = `${REQUESTS}+`;
  const field = (text: string) => String.fromCharCode(text.length >> 8, text.length & 255) + text;
  const packetOf = (first: number, body: string) => String.fromCharCode(first, body.length) + body;
  return {
    PAYLOAD_AT: payloadAt,
    ID_AT: idAt,
    ID_BYTES: idBytes,
    TOPIC_BYTES: 2 + topic,
    TOPIC: topicHead + REPLIES,
    REPLY: packetOf(0x30, field(REPLIES + '1'.repeat(idBytes)) + reply),
    // MQTT 3.1.1, 3.1: no user name, a clean session, a keep alive of 60 s.
    CONNECT: packetOf(0x10, `${field('MQTT')}\x04\x02\x00\x3c${field(DEVICE.deviceName)}`),
    SUBSCRIBE: packetOf(0x82, `\x00\x01${field(filter)}\x00`),
  };
}

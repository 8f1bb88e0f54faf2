/** A broker that speaks bytes, and does with its acknowledgements what a test wants. No network, no time. */
import { strict as assert } from 'node:assert';
import { bytes, word } from './bytes.ts';
import { type FakeSocket, fakeSocket } from './fakeSocket.ts';

/** What a broker answers with. */
export type Answer = 'CONNACK' | 'PUBACK' | 'SUBACK' | 'PINGRESP';

/** A control packet that the client sent, whole. */
export interface Sent {
  /** The type's name: 'CONNECT', 'PUBLISH'. */
  readonly type: string;
  /** All its bytes. */
  readonly bytes: string;
  /** What follows the fixed header. */
  readonly body: string;
}

/** The broker, as a test uses it. */
export interface FakeBroker {
  /** Opens a socket to the broker, as `require("net").connect` does; throws where `unreachable`. */
  open(host: string, port: number): Socket;
  /** The newest socket. Throws where there was none. */
  readonly socket: FakeSocket;
  readonly opened: number;
  readonly closed: number;
  /** Listeners on all sockets that were opened since the last `forget`. */
  readonly listeners: number;
  /** The control packets that came, in order; of one type where named. */
  got(type?: string): Sent[];
  /** Forgets the packets that came, and the sockets that are closed. */
  forget(): void;
  /** Sends these bytes on the newest socket, in chunks, and lets the world come to rest. */
  says(...parts: (number | string)[]): void;
  /** Sends each of these as a chunk of its own. */
  saysInPieces(pieces: readonly string[]): void;
  /** Keeps this acknowledgement back until `releases`. */
  holds(answer: Answer): void;
  /** Sends what was kept back, in order. What comes later is kept back again. */
  releases(answer: Answer): void;
  /** Never sends this acknowledgement. */
  drops(answer: Answer): void;
  /** Sends what `change` makes of this acknowledgement. */
  corrupts(answer: Answer, change: (packet: string) => string): void;
  /** Sends this acknowledgement as it should be: the start, and the end of `drops` and `corrupts`. */
  answers(answer: Answer): void;
  /** Closes the newest connection, with an error where `reset`, and lets the world come to rest. */
  hangsUp(reset?: boolean): void;
  /** A dead link: what the client sends is gone, and nothing comes back. No FIN. */
  goesDead(dead?: boolean): void;
  /** The network takes no more bytes: they stay in the socket's buffer, and 'drain' does not come. */
  stalls(stalled?: boolean): void;
  /** `open` throws this message; undefined ends it. */
  unreachable(message?: string): void;
  /** Turns all sockets until nothing happens any more. */
  settle(): void;
}

const NAMES = [
  '',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
].concat(['UNSUBSCRIBE', 'UNSUBACK', 'PINGREQ', 'PINGRESP', 'DISCONNECT', '']);

/** The first whole packet of `data`, and what follows it; undefined while it is not complete. */
function cut(data: string): { packet: Sent; rest: string } | undefined {
  let length = 0;
  let at = 1;
  for (let byte = 128; byte > 127; at++) {
    if (at >= data.length) return undefined;
    assert.ok(at < 5, 'the client sent a remaining length of five bytes');
    byte = data.charCodeAt(at);
    length += (byte & 127) * 128 ** (at - 1);
  }
  if (data.length < at + length) return undefined;
  const type = NAMES[data.charCodeAt(0) >> 4] ?? '';
  return {
    packet: { type, bytes: data.slice(0, at + length), body: data.slice(at, at + length) },
    rest: data.slice(at + length),
  };
}

/** How many filters a SUBSCRIBE's body asks for. */
function filtersIn(body: string): number {
  let count = 0;
  for (let at = 2; at < body.length; count++) at += 3 + (body.charCodeAt(at) << 8) + body.charCodeAt(at + 1);
  return count;
}

/** What a broker answers to `packet`, if anything. */
function answerTo({ type, bytes: all, body }: Sent): [Answer, string] | undefined {
  if (type === 'CONNECT') return ['CONNACK', bytes(0x20, 2, 0, 0)];
  if (type === 'PINGREQ') return ['PINGRESP', bytes(0xd0, 0)];
  if (type === 'SUBSCRIBE') {
    const codes = '\0'.repeat(filtersIn(body));
    return ['SUBACK', bytes(0x90, 2 + codes.length, body.slice(0, 2), codes)];
  }
  if (type === 'PUBLISH' && (all.charCodeAt(0) & 6) === 2) {
    const end = 2 + (body.charCodeAt(0) << 8) + body.charCodeAt(1);
    return ['PUBACK', bytes(0x40, 2, body.slice(end, end + 2))];
  }
  return undefined;
}

/** Makes a broker that answers everything as it should. */
export function fakeBroker(): FakeBroker {
  const conduct = new Map<Answer, 'hold' | 'drop' | ((packet: string) => string)>();
  const held: { answer: Answer; packet: string; socket: FakeSocket }[] = [];
  let sockets: FakeSocket[] = [];
  let packets: Sent[] = [];
  let opened = 0;
  let closed = 0;
  let isDead = false;
  let isStalled = false;
  let failure: string | undefined;

  function answer(socket: FakeSocket, kind: Answer, packet: string): void {
    const how = conduct.get(kind);
    if (how === 'hold') held.push({ answer: kind, packet, socket });
    else if (how !== 'drop') socket.brings(how ? how(packet) : packet);
  }

  const broker: FakeBroker = {
    get socket() {
      const last = sockets.at(-1);
      assert.ok(last, 'no socket was opened');
      return last;
    },
    get opened() {
      return opened;
    },
    get closed() {
      return closed;
    },
    get listeners() {
      return sockets.reduce((sum, socket) => sum + socket.listeners, 0);
    },
    open() {
      if (failure !== undefined) throw new Error(failure);
      let unread = '';
      const socket: FakeSocket = fakeSocket({
        takes(data) {
          if (isStalled) return false;
          if (isDead) return true;
          unread += data;
          for (let next = cut(unread); next; next = cut(unread)) {
            unread = next.rest;
            packets.push(next.packet);
            const reply = answerTo(next.packet);
            if (reply) answer(socket, ...reply);
          }
          return true;
        },
        closed() {
          closed++;
        },
      });
      opened++;
      sockets.push(socket);
      return socket;
    },
    got: (type) => packets.filter((packet) => type === undefined || packet.type === type),
    forget() {
      packets = [];
      sockets = sockets.filter((socket) => socket.isOpen);
    },
    says(...parts) {
      broker.saysInPieces([bytes(...parts)]);
    },
    saysInPieces(pieces) {
      for (const piece of pieces) broker.socket.brings(piece);
      broker.settle();
    },
    holds: (kind) => void conduct.set(kind, 'hold'),
    releases(kind) {
      for (const one of held.splice(0)) {
        if (one.answer === kind) one.socket.brings(one.packet);
        else held.push(one);
      }
      broker.settle();
    },
    drops: (kind) => void conduct.set(kind, 'drop'),
    corrupts: (kind, change) => void conduct.set(kind, change),
    answers: (kind) => void conduct.delete(kind),
    hangsUp(reset) {
      broker.socket.hangsUp(reset);
      broker.settle();
    },
    goesDead(dead = true) {
      isDead = dead;
    },
    stalls(stalled = true) {
      isStalled = stalled;
      broker.settle();
    },
    unreachable(message) {
      failure = message;
    },
    settle() {
      for (let turns = 0; sockets.map((socket) => socket.turn()).some(Boolean); turns++)
        assert.ok(turns < 10_000, 'the world does not come to rest');
    },
  };
  return broker;
}

/** The packet identifier of a PUBLISH at QoS 1, a SUBSCRIBE or a PUBACK that the client sent. */
export function identifierOf({ type, body }: Sent): number {
  const at = type === 'PUBLISH' ? 2 + (body.charCodeAt(0) << 8) + body.charCodeAt(1) : 0;
  return (body.charCodeAt(at) << 8) | body.charCodeAt(at + 1);
}

/** CONNACK with this return code. MQTT 3.1.1, 3.2.2.3. */
export function connack(code: number, sessionPresent = 0): string {
  return bytes(0x20, 2, sessionPresent, code);
}

/** PUBACK for this packet identifier. */
export function puback(packetIdentifier: number): string {
  return bytes(0x40, 2, word(packetIdentifier));
}

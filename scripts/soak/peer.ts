/** The server of a soak: one board at a time, and every way to lose it on demand. */
import { createServer, type Server, type Socket } from 'node:net';
import { generate, type Packet, type Parser, parser } from 'mqtt-packet';
import { listen } from '../listen.ts';

/** Faults of a connection that is up. */
export const LIVE_FAULTS = ['fin', 'kick', 'rst', 'malformed', 'cut off'] as const;
/** Faults of a connection that comes up. */
export const SIGN_IN_FAULTS = ['refused', 'not granted', 'closed at CONNECT', 'malformed CONNACK', 'silent'] as const;

export type LiveFault = (typeof LIVE_FAULTS)[number];
export type SignInFault = (typeof SIGN_IN_FAULTS)[number];

/** A PUBLISH from the board, or none for other packets. */
export interface Reply {
  readonly topic: string;
  readonly text: string;
}

/** The server. */
export interface Peer {
  readonly port: number;
  /** Connections that the board has made. */
  readonly connections: number;
  /** Resolves when the board has signed in and subscribed on a connection after number `after`. Rejects after `ms`. */
  ready(after: number, ms: number): Promise<void>;
  /** Publishes to the board; false where it is not there. `pieces`: how many writes. */
  publish(topic: string, text: string, how?: { qos?: 0 | 1; pieces?: number }): boolean;
  /** Hears what the board publishes. */
  onReply(listener: (reply: Reply) => void): void;
  /** Messages at QoS 1 that the board has not acknowledged on the connection it has. */
  readonly unacknowledged: number;
  /** Loses the board. */
  fail(fault: LiveFault): void;
  /** Has the next connection fail. */
  failNext(fault: SignInFault): void;
  close(): Promise<void>;
}

/** Bytes that end a connection: reserved packet type 15, QoS 3, a remaining length of five bytes, topic name too long. */
const MALFORMED = ['f000', '3605000161000100', '30ffffffff01', '3003ffff61'].map((hex) => Buffer.from(hex, 'hex'));

/** Starts the server on a free port of loopback. */
export async function startPeer(): Promise<Peer> {
  let socket: Socket | undefined;
  let connections = 0;
  let readyAt = 0;
  let next: SignInFault | undefined;
  let malformed = 0;
  let messageId = 0;
  let unacknowledged = new Set<number>();
  let listener: (reply: Reply) => void = () => undefined;
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();

  function take(connection: Socket, fault: SignInFault | undefined, packet: Packet): void {
    const send = (answer: Packet): void => void connection.write(generate(answer));
    if (packet.cmd === 'connect') {
      if (fault === 'silent') return;
      if (fault === 'closed at CONNECT') connection.end();
      else if (fault === 'malformed CONNACK') connection.write(Buffer.from([0x21, 2, 0, 0]));
      else if (fault === 'refused') connection.end(generate({ cmd: 'connack', returnCode: 5, sessionPresent: false }));
      else send({ cmd: 'connack', returnCode: 0, sessionPresent: false });
    } else if (packet.cmd === 'subscribe') {
      const granted = packet.subscriptions.map(() => (fault === 'not granted' ? 0x80 : 0));
      send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted });
      if (fault === 'not granted') return;
      readyAt = connections;
      for (const look of [...waiting]) look();
    } else if (packet.cmd === 'pingreq') send({ cmd: 'pingresp' });
    else if (packet.cmd === 'puback') unacknowledged.delete(packet.messageId ?? 0);
    else if (packet.cmd === 'publish') listener({ topic: packet.topic, text: packet.payload.toString() });
  }

  const server: Server = createServer((connection) => {
    const fault = next;
    next = undefined;
    socket = connection;
    connections++;
    unacknowledged = new Set();
    sockets.add(connection);
    connection.setNoDelay(true);
    const reader: Parser = parser({ protocolVersion: 4 });
    reader.on('packet', (packet) => take(connection, fault, packet));
    reader.on('error', () => connection.destroy());
    connection.on('data', (bytes) => reader.parse(bytes));
    connection.on('error', () => undefined);
    connection.on('close', () => sockets.delete(connection));
  });
  const port = await listen(server, '127.0.0.1', 0, 'soak');

  return {
    port,
    get connections() {
      return connections;
    },
    get unacknowledged() {
      return unacknowledged.size;
    },
    ready: (after, ms) =>
      new Promise((resolve, reject) => {
        const done = (settle: () => void): void => {
          waiting.delete(look);
          clearTimeout(limit);
          settle();
        };
        const look = (): void => {
          if (readyAt > after) done(resolve);
        };
        const limit = setTimeout(
          () =>
            done(() => reject(new Error(`the board was not ready within ${ms} ms, after connection ${connections}`))),
          ms,
        );
        waiting.add(look);
        look();
      }),
    publish(topic, text, { qos = 0, pieces = 1 } = {}) {
      if (!socket?.writable) return false;
      messageId = (messageId % 65_535) + 1;
      if (qos) unacknowledged.add(messageId);
      const bytes = generate({ cmd: 'publish', qos, dup: false, retain: false, topic, payload: text, messageId });
      const size = Math.ceil(bytes.length / pieces);
      for (let at = 0; at < bytes.length; at += size) socket.write(bytes.subarray(at, at + size));
      return true;
    },
    onReply(heard) {
      listener = heard;
    },
    fail(fault) {
      if (fault === 'fin') socket?.end();
      else if (fault === 'kick') socket?.destroy();
      else if (fault === 'rst') socket?.resetAndDestroy();
      else if (fault === 'malformed') socket?.write(MALFORMED[malformed++ % MALFORMED.length] ?? '');
      // Half of a PUBLISH that is never completed.
      else socket?.end(Buffer.from([0x30, 0x40, 0x00, 0x10, 0x2f, 0x73]));
    },
    failNext(fault) {
      next = fault;
    },
    close: () =>
      new Promise((resolve) => {
        for (const connection of sockets) connection.destroy();
        server.close(() => resolve());
      }),
  };
}

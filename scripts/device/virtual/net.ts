/** require("net") and require("tls"): sockets that behave as `socketserver.c` makes them, one step a turn. */
import { listenersOf } from './events.ts';
import { CHUNK_BYTES, type Faults, type VirtualSocket } from './faults.ts';
import { createLink, type Wire } from './link.ts';
import type { Loop, Step } from './loop.ts';
import type { Native, Realm } from './realm.ts';

/** Bytes kept for `read()` while nobody listens to 'data'. */
const STREAM_BUFFER_BYTES = 512;
/** Error numbers of the interpreter's 'error' event. */
const CLOSED = -1;
const UNSENT_DATA = -8;
const CONNECTION_RESET = -9;
const ERROR_TEXTS: Readonly<Record<number, string>> = {
  [UNSENT_DATA]: 'unsent data',
  [CONNECTION_RESET]: 'connection reset',
};
/** Linux's "connection refused". */
const ECONNREFUSED = 111;

/** The network of one board. */
export interface Network {
  readonly modules: Readonly<Record<'net' | 'tls', Readonly<Record<string, Native>>>>;
  readonly sockets: readonly VirtualSocket[];
  /** The sockets' part of each turn. */
  readonly step: Step;
  /** To be told of each listener added to an object: one for 'data' is given what was kept for `read()`. */
  onListen(target: object, event: string): void;
  stop(): Promise<void>;
}

/** What sockets are built from. */
export interface NetParts {
  readonly realm: Realm;
  readonly loop: Loop;
  readonly faults: Faults;
  /** Prints one line on the console. */
  readonly print: (line: string) => void;
  /** Whether there is a network at all; false while Wi-Fi is down. */
  readonly isOnline: () => boolean;
}

interface Connection extends VirtualSocket {
  readonly object: Record<string, unknown>;
  wire: Wire | undefined;
  toSend: string;
  /** Received, not yet given to the bundle. */
  held: string;
  /** Kept for `read()`, because nobody listens to 'data'. */
  kept: string;
  closeNow: boolean;
  closeWhenSent: boolean;
  isConnected: boolean;
  isDead: boolean;
  error: number;
  bytesIn: number;
  bytesOut: number;
}

/** Makes the network of one run of the bundle. */
export function createNetwork({ realm, loop, faults, print, isOnline }: NetParts): Network {
  const link = createLink(loop.wake);
  const connections = new Set<Connection>();
  const all: VirtualSocket[] = [];
  const byObject = new WeakMap<object, Connection>();
  const queue = (connection: Connection, event: string, args: readonly unknown[]): void =>
    loop.queue(connection.object, listenersOf(connection.object, event), args);

  /** Gives what was received to the 'data' listener, or keeps it for `read()`. Answers whether all of it went. */
  function push(connection: Connection, force: boolean): void {
    if (connection.held === '') return;
    const { object, held } = connection;
    const listeners = listenersOf(object, 'data');
    if (listeners !== undefined) {
      connection.held = '';
      loop.call(object, listeners, [held]);
      return;
    }
    const { kept } = connection;
    if (kept !== '' && kept.length + held.length > STREAM_BUFFER_BYTES && !force) return;
    connection.kept = kept === '' ? held : (kept + held).slice(0, Math.max(kept.length, STREAM_BUFFER_BYTES));
    connection.held = '';
  }

  function send(connection: Connection, wire: Wire): boolean {
    if (faults.stallWrites || !wire.isWritable) return false;
    const chunk = connection.toSend.slice(0, CHUNK_BYTES);
    connection.toSend = connection.toSend.slice(CHUNK_BYTES);
    connection.bytesOut += chunk.length;
    wire.give(Buffer.from(chunk, 'latin1'));
    if (connection.toSend === '' && !connection.closeWhenSent) queue(connection, 'drain', [connection.object]);
    return true;
  }

  function receive(connection: Connection, wire: Wire): boolean {
    const bytes = faults.stallReads ? 0 : Math.min(wire.waiting, faults.chunkBytes, CHUNK_BYTES);
    if (bytes === 0 && wire.isClosed && !faults.stallReads) {
      connection.closeNow = true;
      connection.error = CLOSED;
      return true;
    }
    let busy = bytes > 0;
    if (!connection.isConnected) {
      connection.isConnected = busy = true;
      queue(connection, 'connect', [connection.object]);
      if (connection.toSend === '') queue(connection, 'drain', [connection.object]);
    }
    if (bytes > 0) {
      connection.held += wire.take(bytes).toString('latin1');
      connection.bytesIn += bytes;
      push(connection, false);
    }
    return busy;
  }

  function close(connection: Connection): void {
    push(connection, true);
    if (connection.held !== '') return;
    const error = connection.toSend !== '' && connection.error === CLOSED ? UNSENT_DATA : connection.error;
    connections.delete(connection);
    connection.wire?.close();
    connection.wire = undefined;
    connection.closeWhenSent = true;
    const failed = error < 0 && error !== CLOSED;
    if (failed) queue(connection, 'error', [realm.object({ code: error, message: ERROR_TEXTS[error] ?? 'unknown' })]);
    queue(connection, 'end', []);
    queue(connection, 'close', [failed]);
  }

  function step(): boolean {
    let busy = false;
    for (const connection of [...connections]) {
      if (connection.isDead) continue;
      const { wire } = connection;
      if (wire) {
        push(connection, false);
        if (!connection.closeNow) {
          if (connection.toSend !== '') busy = send(connection, wire) || busy;
          else if (connection.closeWhenSent) connection.closeNow = true;
          busy = receive(connection, wire) || busy;
        }
      }
      if (connection.closeNow) {
        close(connection);
        busy = true;
      }
    }
    return busy;
  }

  const Socket = realm.native(function Socket(): void {});
  realm.Object.setPrototypeOf(Socket.prototype, realm.Object.prototype);
  const connectionOf = (socket: unknown): Connection => {
    const found = typeof socket === 'object' && socket !== null ? byObject.get(socket) : undefined;
    if (!found) throw realm.error('Error', 'This socket is closed');
    return found;
  };
  function append(socket: unknown, data: unknown): void {
    const connection = connectionOf(socket);
    if (connection.closeNow || connection.closeWhenSent) throw realm.error('Error', 'This socket is closed');
    // Only strings are bytes: a Uint8Array goes out as the text "65,66,67".
    if (data !== undefined) connection.toSend += Buffer.from(String(data), 'latin1').toString('latin1');
    loop.wake();
  }
  realm.install(Socket.prototype, {
    constructor: Socket,
    write(this: unknown, data: unknown) {
      append(this, data);
      return false;
    },
    end(this: unknown, data: unknown) {
      if (data !== undefined) append(this, data);
      const connection = connectionOf(this);
      if (connection.toSend === '') connection.closeNow = true;
      connection.closeWhenSent = true;
      loop.wake();
    },
    available(this: unknown) {
      return connectionOf(this).kept.length;
    },
    read(this: unknown, count: unknown) {
      const connection = connectionOf(this);
      const wanted = Number(count ?? 0);
      const taken = wanted > 0 ? connection.kept.slice(0, wanted) : connection.kept;
      connection.kept = connection.kept.slice(taken.length);
      return taken;
    },
  });

  function open(options: unknown, callback: unknown, secure: boolean): unknown {
    const expected = typeof options === 'object' && options !== null;
    if (!expected) return print(`ERROR: Expecting Options to be an Object but it was ${typeName(options)}`);
    if (callback !== undefined && typeof callback !== 'function')
      return print(`ERROR: Expecting Callback Function but got ${typeName(callback)}`);
    const given = options as { host?: unknown; port?: unknown };
    const host = given.host === undefined ? '127.0.0.1' : String(given.host);
    const port = Number(given.port ?? 0) & 0xffff || (secure ? 443 : 0);
    const wire = dial(host, port, secure);

    const object = Object.assign(Object.create(Socket.prototype) as Record<string, unknown>, { type: 0, opt: options });
    if (callback) object['#onconnect'] = callback;
    const connection: Connection = {
      object,
      host,
      port,
      wire,
      toSend: '',
      held: '',
      kept: '',
      closeNow: wire === undefined,
      closeWhenSent: false,
      isConnected: false,
      isDead: false,
      error: faults.connect === 'errorEvent' ? CONNECTION_RESET : 0,
      bytesIn: 0,
      bytesOut: 0,
      get isOpen() {
        return this.wire !== undefined;
      },
      dropLink() {
        this.isDead = true;
        this.wire?.destroy();
      },
      reset() {
        this.closeNow = true;
        this.error = CLOSED;
        this.wire?.destroy();
        loop.wake();
      },
    };
    byObject.set(object, connection);
    connections.add(connection);
    all.push(connection);
    loop.wake();
    return object;
  }

  /** Connects, or throws as the interpreter does; undefined where a fault wants a socket that fails by events. */
  function dial(host: string, port: number, secure: boolean): Wire | undefined {
    if (faults.connect === 'errorEvent' || faults.connect === 'closeEvent') return undefined;
    const noHost = () => realm.error('InternalError', 'Unable to locate host');
    if (faults.connect === 'noHost' || !isOnline()) throw noHost();
    const wire = faults.connect === 'refuse' ? { errno: ECONNREFUSED } : link.connect({ host, port, secure });
    if ('noHost' in wire) throw noHost();
    if ('errno' in wire) {
      print(`ERROR: Connect failed (err ${wire.errno})`);
      throw realm.error('InternalError', 'Unable to create socket');
    }
    return wire;
  }

  realm.install(realm.global, { Socket });
  const noServer = (): never => {
    throw realm.error('Error', 'createServer is not part of the virtual board: it connects, it does not listen');
  };
  return {
    modules: {
      net: {
        connect: (options: unknown, callback: unknown) => open(options, callback, false),
        createServer: noServer,
      },
      tls: { connect: (options: unknown, callback: unknown) => open(options, callback, true) },
    },
    sockets: all,
    step,
    onListen(target, event) {
      const connection = byObject.get(target);
      if (!connection || event !== 'data' || connection.kept === '') return;
      queue(connection, 'data', [connection.kept]);
      connection.kept = '';
    },
    stop: () => link.stop(),
  };
}

/** The type's name as the interpreter's messages give it. */
function typeName(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  const name = typeof value;
  return name === 'object' ? (Array.isArray(value) ? 'Array' : 'Object') : name[0]?.toUpperCase() + name.slice(1);
}

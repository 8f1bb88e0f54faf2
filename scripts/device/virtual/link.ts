/** The board's way to the network: real TCP sockets on a thread, connected while the board waits, as on the ESP32. */
import { Worker } from 'node:worker_threads';

/** Bytes given to the network and not yet gone before the board's socket counts as full. */
const SEND_WINDOW = 16_384;
/** How long a connection may take, in ms, before the operating system gives up: ETIMEDOUT. */
const CONNECT_TIMEOUT_MS = 10_000;
const ETIMEDOUT = 110;
/** Cells of the shared answer to a connect. */
const DONE = 0;
const ERRNO = 1;
const NO_HOST = 2;
const CELLS = 3;

/** Where to connect. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** One TCP connection as the board sees it. */
export interface Wire {
  /** Bytes that arrived and were not taken yet. */
  readonly waiting: number;
  /** Whether the peer has closed; what waits can still be taken. */
  readonly isClosed: boolean;
  /** Whether bytes can be given now. */
  readonly isWritable: boolean;
  /** Takes up to `count` bytes of what waits. */
  take(count: number): Buffer;
  /** Gives bytes to the network. */
  give(bytes: Buffer): void;
  /** Closes once everything given is gone. */
  close(): void;
  /** Cuts the connection at once. */
  destroy(): void;
}

/** Why a connection failed: no such host, or the operating system's error number. */
export type ConnectFailure = { readonly noHost: true } | { readonly errno: number };

/** The thread and its sockets. */
export interface Link {
  /** Connects, blocking the caller until it is done. */
  connect(address: Address): Wire | ConnectFailure;
  /** Ends the thread and every socket with it. */
  stop(): Promise<void>;
}

type FromThread =
  | { what: 'data'; id: number; bytes: Uint8Array }
  | { what: 'wrote'; id: number; count: number }
  | { what: 'closed'; id: number };

/** Makes a link. `onActivity` is called whenever a wire has something new. The thread starts with the first connect. */
export function createLink(onActivity: () => void): Link {
  const wires = new Map<number, { arrived: Buffer; closed: boolean; inFlight: number }>();
  let thread: Worker | undefined;
  let lastId = 0;

  function start(): Worker {
    const worker = new Worker(new URL('./socket-thread.cjs', import.meta.url), { execArgv: [] });
    worker.on('message', (message: FromThread) => {
      const wire = wires.get(message.id);
      if (!wire) return;
      if (message.what === 'data') wire.arrived = Buffer.concat([wire.arrived, message.bytes]);
      else if (message.what === 'wrote') wire.inFlight -= message.count;
      else wire.closed = true;
      onActivity();
    });
    worker.on('error', () => {
      for (const wire of wires.values()) wire.closed = true;
      onActivity();
    });
    return worker;
  }

  return {
    connect({ host, port, secure }) {
      thread ??= start();
      const worker = thread;
      const id = ++lastId;
      const state = { arrived: Buffer.alloc(0), closed: false, inFlight: 0 };
      const cells = new Int32Array(new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT));
      worker.postMessage({ what: 'connect', id, host, port, secure, answer: cells.buffer });
      const waited = Atomics.wait(cells, DONE, 0, CONNECT_TIMEOUT_MS);
      if (waited === 'timed-out') {
        worker.postMessage({ what: 'destroy', id });
        return { errno: ETIMEDOUT };
      }
      if (Atomics.load(cells, NO_HOST)) return { noHost: true };
      const errno = Atomics.load(cells, ERRNO);
      if (errno) return { errno };
      wires.set(id, state);
      return {
        get waiting() {
          return state.arrived.length;
        },
        get isClosed() {
          return state.closed;
        },
        get isWritable() {
          return !state.closed && state.inFlight < SEND_WINDOW;
        },
        take(count) {
          const bytes = state.arrived.subarray(0, count);
          state.arrived = state.arrived.subarray(bytes.length);
          worker.postMessage({ what: 'took', id, count: bytes.length });
          return bytes;
        },
        give(bytes) {
          state.inFlight += bytes.length;
          worker.postMessage({ what: 'write', id, bytes });
        },
        close() {
          wires.delete(id);
          worker.postMessage({ what: 'close', id });
        },
        destroy() {
          wires.delete(id);
          worker.postMessage({ what: 'destroy', id });
        },
      };
    },
    async stop() {
      wires.clear();
      await thread?.terminate();
      thread = undefined;
    },
  };
}

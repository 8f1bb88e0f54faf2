/** The network as a test sees it: what can be broken, and the connections there are. */

/** The most bytes in one 'data', and sent in one turn (the ESP32's and Linux's chunkSize). */
export const CHUNK_BYTES = 536;

/** What a test can break. Everything is well by default; changes hold for what happens after them. */
export interface Faults {
  /** What net.connect does instead of connecting: 'refuse' and 'noHost' throw as the interpreter does;
   *  'errorEvent' gives a socket that emits 'error' and 'close', 'closeEvent' one that only emits 'close'. */
  connect: 'refuse' | 'noHost' | 'errorEvent' | 'closeEvent' | undefined;
  /** Nothing leaves the board any more, and no socket says so. */
  stallWrites: boolean;
  /** Nothing reaches the board any more, closing included. */
  stallReads: boolean;
  /** Most bytes in one 'data', 1..536. */
  chunkBytes: number;
}

/** A connection as a test sees it. */
export interface VirtualSocket {
  readonly host: string;
  readonly port: number;
  readonly isOpen: boolean;
  /** Bytes that the bundle was given and has given. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The radio is gone: the peer sees the connection end, the bundle sees nothing, ever. */
  dropLink(): void;
  /** The peer is gone at once: the bundle sees 'close'. */
  reset(): void;
}

/** Faults that are none, with those of `some`. */
export function createFaults(some: Partial<Faults> = {}): Faults {
  return { connect: undefined, stallWrites: false, stallReads: false, chunkBytes: CHUNK_BYTES, ...some };
}

/** A socket as `socketserver.c` makes it: binary strings, one chunk a turn, events that wait for the next turn. */

/** Most bytes that one 'data' event brings. */
export const CHUNK_BYTES = 536;

type Listener = (value?: unknown) => void;

/** What the other end does with the bytes. */
export interface Peer {
  /** Takes the bytes that the client sent; false where the socket's buffer is full, so that they stay. */
  takes(data: string): boolean;
  /** The socket is closed, by either side. Once. */
  closed(): void;
}

/** The socket, and what a test and its broker see of it. */
export interface FakeSocket extends Socket {
  /** Each `write`, as it came. */
  readonly writes: string[];
  readonly isOpen: boolean;
  /** Listeners attached now. */
  readonly listeners: number;
  /** Calls of `end`. */
  readonly ends: number;
  /** The other end sends these bytes. They come in chunks, one a turn. */
  brings(data: string): void;
  /** The other end has closed: 'close' comes after what was sent before, with an error where `reset`. */
  hangsUp(reset?: boolean): void;
  /** One turn of the interpreter's idle loop. Answers whether anything happened. */
  turn(): boolean;
}

/** Makes an open socket to `peer`. */
export function fakeSocket(peer: Peer): FakeSocket {
  const listeners = new Map<string, Listener[]>();
  const queue: (() => void)[] = [];
  const writes: string[] = [];
  let toSend = '';
  let inbound: string[] = [];
  let closeWhenSent = false;
  let hungUp: 'no' | 'closed' | 'reset' = 'no';
  let isOpen = true;
  let ends = 0;

  /** The listeners are those of this moment: one that is removed before the event's turn is called all the same. */
  function later(event: string, value?: unknown): void {
    for (const listener of [...(listeners.get(event) ?? [])]) queue.push(() => listener(value));
  }

  function close(failure?: { code: number; message: string }): void {
    isOpen = false;
    peer.closed();
    if (failure) later('error', failure);
    later('close', failure !== undefined);
  }

  /** Sends, then receives, as the interpreter does in one turn. */
  function transfer(): boolean {
    if (socket.clsNow === true) {
      close();
      return true;
    }
    let busy = false;
    if (toSend !== '') {
      if (peer.takes(toSend)) {
        toSend = '';
        if (!closeWhenSent) later('drain');
        busy = true;
      }
    } else if (closeWhenSent) {
      close();
      return true;
    }
    const chunk = inbound.shift();
    if (chunk !== undefined) {
      for (const listener of [...(listeners.get('data') ?? [])]) listener(chunk);
      return true;
    }
    if (hungUp === 'no') return busy;
    if (hungUp === 'reset') close({ code: -9, message: 'connection reset' });
    else close(toSend === '' ? undefined : { code: -8, message: 'unsent data' });
    return true;
  }

  const socket: FakeSocket = {
    writes,
    get isOpen() {
      return isOpen;
    },
    get listeners() {
      return [...listeners.values()].flat().length;
    },
    get ends() {
      return ends;
    },
    on(event: string, listener: (value: never) => void) {
      listeners.set(event, [...(listeners.get(event) ?? []), listener as Listener]);
    },
    removeAllListeners(event) {
      if (event === undefined) listeners.clear();
      else listeners.delete(event);
    },
    write(data) {
      if (typeof data !== 'string') throw new TypeError('write takes strings only');
      if (/[^\0-\xff]/.test(data)) throw new RangeError('not a binary string');
      if (!isOpen || closeWhenSent || socket.clsNow === true) throw new Error('This socket is closed');
      writes.push(data);
      toSend += data;
      return false;
    },
    end(data) {
      ends++;
      if (data !== undefined) socket.write(data);
      if (toSend === '') socket.clsNow = true;
      closeWhenSent = true;
    },
    brings(data) {
      for (let at = 0; at < data.length; at += CHUNK_BYTES) inbound.push(data.slice(at, at + CHUNK_BYTES));
    },
    hangsUp(reset = false) {
      hungUp = reset ? 'reset' : 'closed';
      if (reset) inbound = [];
    },
    turn() {
      const events = queue.splice(0);
      for (const event of events) event();
      return (isOpen && transfer()) || events.length > 0;
    },
  };
  return socket;
}

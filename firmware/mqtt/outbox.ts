/** Bytes on their way out: what may be written, what waits, and what is dropped. */
import { ALONE } from '#build';
import { SEND_BYTES } from '../limits.ts';

/** What the outbox has seen. */
export interface OutboxStatus {
  /** Bytes given to sockets. */
  sent: number;
  /** Packets that the full queue, or no socket, refused. */
  dropped: number;
  /** The most bytes that ever waited, of SEND_BYTES. */
  queued: number;
}

/** The way out of one client, over one socket after another. */
export interface Outbox {
  /** Writes a whole control packet of `length` bytes, or lets it wait, or drops it where SEND_BYTES wait already, or
   *  there is no socket. Returns whether it was dropped. */
  send(data: string, length: number): boolean | undefined;
  /** Alone: sends a whole control packet that something else bounds: it is never dropped. */
  always(data: string): void;
  /** Writes what waits, and this packet as the last one before the next `use`. */
  last(data: string): void;
  /** Packets gather (1) from here, or need not any more (-1). */
  gather(step: number): void;
  /** Writes to `to` from now on; to nothing, and forgets what waits, where it is absent. */
  use(to?: Socket): void;
  status(): OutboxStatus;
}

/** Makes an outbox. `failed` is told when a socket refuses a write, because the server has closed and 'close' is to
 *  come, and when a packet that the server waits for was dropped. */
export function createOutbox(failed: () => void): Outbox {
  /** Above 0 while packets gather in `waiting`; Infinity while there is no socket to write to. */
  let gathering = Infinity;
  let socket: Socket | undefined;
  /** Bytes given to sockets, ever, and how many that may be before the next wait until all is out. */
  let sent = 0;
  let enough = 0;
  let waiting = '';
  let dropped = 0;
  let queued = 0;

  function hold(data: string, length: number): boolean {
    length += waiting.length;
    if (gathering < Infinity && length <= SEND_BYTES) {
      waiting += data;
      queued = Math.max(queued, length);
      return false;
    }
    dropped++;
    // The server waits for everything but a PUBLISH at QoS 0 [MQTT-4.8.0-2].
    if (data[0] !== '0') failed();
    return true;
  }

  /** Waits until all is out. */
  function drain(): void {
    const from = socket as Socket;
    gather(1);
    enough = sent + SEND_BYTES / 4;
    from.on('drain', () => {
      from.removeAllListeners('drain');
      // The event may have been queued before the socket was given up.
      if (from === socket) gather(-1);
    });
  }

  function send(data: string, length: number): boolean | undefined {
    if (gathering) return hold(data, length);
    try {
      (socket as Socket).write(data);
      // The socket buffers without limit and never says so: now and then wait until all is out.
      if ((sent += length) > enough) drain();
    } catch (_) {
      failed();
    }
    return undefined;
  }

  function gather(step: number): void {
    const all = waiting;
    gathering += step;
    if (gathering || !all) return;
    waiting = '';
    send(all, all.length);
  }

  const outbox = {
    send: send,
    last: (data) => {
      gathering = 0;
      // Nothing comes behind it that would have to wait for it.
      enough = Infinity;
      waiting += data;
      gather(0);
      gathering = Infinity;
    },
    gather: gather,
    use: (to) => {
      socket = to;
      gathering = to ? 0 : Infinity;
      waiting = '';
      enough = sent + SEND_BYTES / 4;
    },
    status: () => {
      return { sent: sent, dropped: dropped, queued: queued };
    },
  } as Outbox;
  if (ALONE)
    outbox.always = (data) => {
      waiting += data;
      gather(0);
    };
  return outbox;
}

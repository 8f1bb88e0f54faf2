/** Bytes on their way out: what may be written, what waits, and what is dropped. */
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
   *  there is no socket. */
  send(data: string, length: number): void;
  /** Sends a whole control packet that something else bounds: it is never dropped. */
  always(data: string): void;
  /** Writes what waits, and this packet as the last one. */
  last(data: string): void;
  /** Packets gather (1) from here, or need not any more (-1). */
  gather(step: number): void;
  /** Writes to `to` from now on; to nothing, and forgets what waits, where it is undefined. */
  use(to: Socket | undefined): void;
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

  function hold(data: string, length: number): void {
    length += waiting.length;
    if (gathering === Infinity || length > SEND_BYTES) {
      dropped++;
      // The server waits for everything but a PUBLISH at QoS 0 [MQTT-4.8.0-2].
      if (data[0] !== '0') failed();
    } else {
      waiting += data;
      queued = Math.max(queued, length);
    }
  }

  function drain(): void {
    if (gathering === Infinity) return;
    gather(1);
    enough = sent + SEND_BYTES / 4;
    const from = socket as Socket;
    from.on('drain', () => {
      from.removeAllListeners('drain');
      // The event may have been queued before the socket was given up.
      if (from === socket) gather(-1);
    });
  }

  function send(data: string, length: number): void {
    if (gathering) hold(data, length);
    else {
      try {
        (socket as Socket).write(data);
      } catch (_) {
        failed();
      }
      // The socket buffers without limit and never says so: now and then wait until all is out.
      if ((sent += length) > enough) drain();
    }
  }

  function gather(step: number): void {
    const all = waiting;
    gathering += step;
    if (gathering || !all) return;
    waiting = '';
    send(all, all.length);
  }

  function always(data: string): void {
    waiting += data;
    gather(0);
  }

  return {
    send: send,
    always: always,
    last: (data) => {
      gathering = 0;
      always(data);
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
  };
}

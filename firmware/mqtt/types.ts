/** What a client is given, and what it gives. */
import type { Quick } from './parser.ts';

/** Time, injected: the board's own functions in the firmware. */
export interface Clock {
  /** Calls `f` once in `ms`; the id is above 0. */
  after(f: () => void, ms: number): number;
  cancel(id: number): void;
  /** Seconds from any start. It only tells a settled session from a short one. */
  seconds(): number;
  /** 0..1. */
  random(): number;
}

/** Where to connect, and how. */
export interface ClientOptions {
  host: string;
  port: number;
  /** Seconds, 0 for none. MQTT 3.1.1, 3.1.2.10. */
  keepAlive: number;
  /** Seconds; see `retryAfter`. */
  retry: { first: number; ceiling: number };
}

/** As whom, and for what. */
export interface Session {
  clientId: string;
  username?: string;
  password?: string;
  cleanSession: boolean;
  /** Subscribed at QoS 0 at every sign-in, FILTERS_PER_SUBSCRIBE a packet. */
  filters: string[];
}

/** What a client asks its user, and tells it. */
export interface ClientEvents extends Quick {
  /** Brings the network up and calls back, at once where it is up. */
  network(done: (error?: unknown) => void): void;
  /** Opens a socket. It may throw. */
  open(host: string, port: number): Socket;
  message(topic: string, payload: string): void;
  /** A PUBLISH that was not kept came on this topic; '' where even that was too long. */
  tooLarge(topic: string): void;
  /** Signed in, and every filter granted. */
  ready(): void;
  /** A message at QoS 1 was acknowledged. */
  published?(packetIdentifier: number): void;
  /** The connection ended or was never made, for this reason; the next try comes in `ms`. */
  lost(reason: string, ms: number): void;
}

/** What a client has seen. The counters only grow. */
export interface Counters {
  /** Packets. */
  received: number;
  /** Bytes. */
  sent: number;
  /** Packets that the full queue, the full window or a missing connection refused. */
  dropped: number;
  tooLarge: number;
  malformed: number;
  connects: number;
  refused: number;
  /** The most bytes that ever waited in the queue, of SEND_BYTES. */
  queued: number;
  /** Why the last connection ended, and when by the clock's seconds. */
  lastError: string;
  lastErrorAt: number;
}

/** A client. */
export interface Client {
  /** Wants the connection, now and again after every loss. Ignored where it is wanted already: it never hurries the
   *  back-off. While the last one is closing, it waits for that. */
  connect(): void;
  /** Ends the connection with DISCONNECT, and wants it no more. MQTT 3.1.1, 3.14. In the firmware, which restarts then, the
   *  client is of no more use. */
  disconnect(): void;
  /** PUBLISH at QoS 0; alone, at QoS 1 too. False where it was refused: not ready, the queue or the window full. */
  publish(topic: string, payload: string, qos?: number): boolean;
  /** Alone: adds a filter, asked for at once where the client is ready. MQTT 3.1.1, 3.8. */
  subscribe(filter: string): void;
  /** Sends a whole control packet of `length` bytes. Returns whether it was refused. */
  send(data: string, length: number): boolean | undefined;
  status(): Counters;
}

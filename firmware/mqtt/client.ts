/** The life of one MQTT 3.1.1 connection: sign-in, subscriptions, keep alive, back-off. It knows time and socket, and
 *  not what a topic means. */
import {
  CONNACK_MS,
  FILTERS_PER_SUBSCRIBE,
  IN_FLIGHT,
  OPEN_MS,
  PINGRESP_MS,
  SEND_BYTES,
  SETTLED_MS,
  SUBACK_MS,
} from '../limits.ts';
import * as packets from './packet.ts';
import { Packet } from './packet.ts';
import { createParser, type Parser } from './parser.ts';
import { retryAfter } from './retry.ts';
import { may, State } from './state.ts';

/** Time, injected: the board's own functions in the firmware. */
export interface Clock {
  setTimeout(f: () => void, ms: number): number;
  clearTimeout(id: number): void;
  /** Milliseconds from any start. It only tells a settled session from a short one. */
  now(): number;
  /** 0..1. */
  random(): number;
}

/** Where and as whom to connect. */
export interface ClientOptions {
  host: string;
  port: number;
  clientId: string;
  username?: string;
  password?: string;
  /** Seconds, 0 for none. MQTT 3.1.1, 3.1.2.10. */
  keepAlive: number;
  cleanSession: boolean;
  /** Subscribed at QoS 0 at every sign-in, FILTERS_PER_SUBSCRIBE a packet. */
  filters: string[];
  /** Seconds; see `retryAfter`. */
  retryFirst: number;
  retryCeiling: number;
}

/** What a client tells its user. */
export interface ClientEvents {
  /** Brings the network up and calls back, at once where it is up. */
  network(done: (error?: unknown) => void): void;
  /** See `Sink.quick`. */
  quick(buffer: string, at: number, end: number, stop: number): boolean;
  message(topic: string, payload: string, duplicate: boolean): void;
  tooLarge(topic: string): void;
  /** Signed in, and every filter granted. */
  ready(): void;
  /** The connection ended or was never made, for this reason; the next try comes in `ms`. */
  lost(reason: string, ms: number): void;
}

/** Counters that only grow. Read them, do not write them. */
export interface Counters {
  sent: number;
  dropped: number;
  tooLarge: number;
  malformed: number;
  connects: number;
  refused: number;
  lastError: string;
}

/** CONNACK's return codes. MQTT 3.1.1, 3.2.2.3. */
const REFUSALS = ['', 'protocol version', 'client identifier', 'server unavailable', 'user name or password', 'not authorised'];

/** A client. */
export interface Client {
  /** Wants the connection, now and again after every loss. Ignored where it is wanted already. */
  connect(): void;
  /** Ends the connection with DISCONNECT, and wants it no more. MQTT 3.1.1, 3.14. */
  disconnect(): void;
  /** PUBLISH at QoS 0 or 1. False where it was refused: not ready, the queue or the window full. */
  publish(topic: string, payload: string, qos?: number): boolean;
  /** Sends a whole control packet. False where the queue is full, and the packet is dropped and counted. */
  send(packet: string): boolean;
  state(): State;
  counters: Counters;
}

/** Makes a client over `net`, which is asked for at each try (plain or TLS). It does nothing until `connect()`. */
export function createClient(options: ClientOptions, net: () => Net, clock: Clock, on: ClientEvents): Client {
  const counters: Counters = { sent: 0, dropped: 0, tooLarge: 0, malformed: 0, connects: 0, refused: 0, lastError: '' };
  let socket: Socket | undefined;
  let state = State.IDLE;
  /** Packets that wait for the turn's end, or for the socket to drain. */
  let waiting = '';
  /** Above 0 while packets gather in `waiting`; Infinity while there is no socket to write to. */
  let gathering = Infinity;
  let sent = 0;
  /** The one deadline of the present state. */
  let deadline = 0;
  /** The keep alive's timer, and what it saw at its last beat. */
  let pulse = 0;
  let sentAtPulse = 0;
  let heard = 0;
  let quiet = 0;
  let pinging = false;
  let identifier = 0;
  /** Filters granted so far in this session. */
  let granted = 0;
  let failures = 0;
  let readyAt = 0;
  /** QoS 1 messages not yet acknowledged, oldest first: their identifiers, and their packets. */
  const inFlight: number[] = [];
  const unacknowledged: string[] = [];
  let parser: Parser;

  function enter(next: State): boolean {
    if (!may(state, next)) return false;
    state = next;
    return true;
  }

  /** Replaces the present deadline by `f` in `ms`, or by none. */
  function due(ms: number, f?: () => void): void {
    if (deadline) clock.clearTimeout(deadline);
    deadline = f
      ? clock.setTimeout(() => {
          deadline = 0;
          f();
        }, ms)
      : 0;
  }

  /** The present state must be left in `ms`, else the connection is lost. */
  function within(ms: number, awaited: string): void {
    due(ms, () => lost('no ' + awaited + ' in ' + ms + ' ms'));
  }

  function release(): void {
    const old = socket;
    due(0);
    if (pulse) clock.clearTimeout(pulse);
    pulse = 0;
    gathering = Infinity;
    pinging = false;
    waiting = '';
    parser.reset(false);
    socket = undefined;
    if (!old) return;
    old.removeAllListeners();
    // `end` waits until all is sent, which over a dead link is for ever: the interpreter's own flag closes at once.
    old.clsNow = true;
    old.end();
  }

  function lost(reason: string): void {
    const settled = state === State.READY && clock.now() - readyAt >= SETTLED_MS;
    if (!enter(State.WAITING)) return;
    release();
    failures = settled ? 1 : failures + 1;
    counters.lastError = reason;
    const ms = retryAfter(failures, options.retryFirst, options.retryCeiling, clock.random());
    due(ms, connect);
    on.lost(reason, ms);
  }

  function broken(reason: string): void {
    counters.malformed++;
    lost('malformed: ' + reason);
  }

  function drained(): void {
    if (socket) socket.removeAllListeners('drain');
    gather(-1);
  }

  function gather(step: number): void {
    gathering += step;
    if (gathering || !waiting) return;
    const all = waiting;
    waiting = '';
    write(all);
  }

  function write(data: string): void {
    try {
      (socket as Socket).write(data);
    } catch (error) {
      // The server has closed, and 'close' is still to come.
      return lost('cannot send: ' + (error as Error).message);
    }
    // The socket buffers without limit and never says so: every fourth write waits until all is out.
    if (++sent & 3) return;
    gathering++;
    (socket as Socket).on('drain', drained);
  }

  function send(data: string): boolean {
    if (!gathering) write(data);
    else if (waiting.length + data.length <= SEND_BYTES) waiting += data;
    else {
      counters.dropped++;
      return false;
    }
    return true;
  }

  /** Sends PINGREQ one keep alive after the last packet sent, or heard, at the latest. It beats four times a keep
   *  alive, so that a packet costs no timer. MQTT 3.1.1, 3.1.2.10 [MQTT-3.1.2-23]. */
  function beat(): void {
    const received = parser.received();
    pulse = clock.setTimeout(beat, options.keepAlive * 250);
    quiet = sent === sentAtPulse || received === heard ? quiet + 1 : 1;
    sentAtPulse = sent;
    heard = received;
    if (quiet < 4 || pinging || state !== State.READY) return;
    pinging = true;
    quiet = 1;
    send(packets.packet(Packet.PINGREQ, ''));
    within(Math.min(PINGRESP_MS, options.keepAlive * 500), 'PINGRESP');
  }

  function nextIdentifier(): number {
    do identifier = (identifier & 65535) + 1;
    while (identifier > 65535 || inFlight.indexOf(identifier) >= 0);
    return identifier;
  }

  function subscribeNext(): void {
    if (granted >= options.filters.length) return ready();
    if (state === State.SIGNING_IN) enter(State.SUBSCRIBING);
    send(packets.subscribe(nextIdentifier(), options.filters.slice(granted, granted + FILTERS_PER_SUBSCRIBE), 0));
    within(SUBACK_MS, 'SUBACK');
  }

  function ready(): void {
    enter(State.SUBSCRIBING);
    enter(State.READY);
    due(0);
    readyAt = clock.now();
    for (let i = 0; i < unacknowledged.length; i++) send(packets.again(unacknowledged[i]));
    on.ready();
  }

  function signedIn(body: string): void {
    const code = body.charCodeAt(1);
    if (code) {
      counters.refused++;
      return lost('refused: ' + (REFUSALS[code] || 'return code ' + code));
    }
    granted = quiet = 0;
    sentAtPulse = -1;
    if (options.keepAlive) beat();
    subscribeNext();
  }

  function subscribed(body: string): void {
    const count = Math.min(FILTERS_PER_SUBSCRIBE, options.filters.length - granted);
    // [MQTT-3.9.3-1]: one return code a filter, in order; 0x80 is a failure, 3..0x7f do not exist.
    if (((body.charCodeAt(0) << 8) | body.charCodeAt(1)) !== identifier || body.length !== 2 + count)
      return broken('SUBACK of another SUBSCRIBE');
    for (let i = 0; i < count; i++)
      if (body.charCodeAt(2 + i) > 2) return lost('subscription refused: ' + options.filters[granted + i]);
    granted += count;
    subscribeNext();
  }

  function control(first: number, body: string): void {
    // [MQTT-3.2.0-1]: CONNACK comes first, and once.
    if ((first === Packet.CONNACK) !== (state === State.SIGNING_IN)) return broken('packet ' + first + ' out of turn');
    if (first === Packet.CONNACK) signedIn(body);
    else if (first === Packet.SUBACK && state === State.SUBSCRIBING) subscribed(body);
    else if (first === Packet.PINGRESP) {
      pinging = false;
      if (state === State.READY) due(0);
    } else if (first === Packet.PUBACK) {
      const i = inFlight.indexOf((body.charCodeAt(0) << 8) | body.charCodeAt(1));
      if (i < 0) return;
      inFlight.splice(i, 1);
      unacknowledged.splice(i, 1);
    }
  }

  function opened(): void {
    if (!enter(State.SIGNING_IN)) return;
    within(CONNACK_MS, 'CONNACK');
    parser.reset(true);
    gathering = 0;
    send(packets.connect(options.clientId, options.username, options.password, options.keepAlive, options.cleanSession));
  }

  function open(): void {
    if (!enter(State.OPENING)) return;
    within(OPEN_MS, 'connection');
    counters.connects++;
    try {
      socket = net().connect({ host: options.host, port: options.port }, opened);
    } catch (error) {
      return lost('cannot connect: ' + (error as Error).message);
    }
    socket.on('data', parser.feed);
    socket.on('error', (error) => lost('socket: ' + (error && error.message)));
    socket.on('close', () => {
      if (state !== State.CLOSING) return lost('closed by the server');
      enter(State.IDLE);
      release();
    });
  }

  function connect(): void {
    if (!enter(State.NETWORK)) return;
    due(0);
    on.network((error) => {
      if (error) lost('no network: ' + error);
      else open();
    });
  }

  function disconnect(): void {
    if (enter(State.CLOSING)) {
      send(packets.packet(Packet.DISCONNECT, ''));
      due(CONNACK_MS, () => {
        enter(State.IDLE);
        release();
      });
      (socket as Socket).end();
    } else if (enter(State.IDLE)) release();
  }

  function publish(topic: string, payload: string, qos?: number): boolean {
    if (!qos) return state === State.READY && send(packets.publish(topic, payload));
    if (inFlight.length >= IN_FLIGHT) return false;
    const id = nextIdentifier();
    const packet = packets.publish(topic, payload, id);
    inFlight.push(id);
    unacknowledged.push(packet);
    if (state === State.READY) send(packet);
    return true;
  }

  parser = createParser({
    quick: on.quick,
    publish: (topic, payload, packetIdentifier, duplicate) => {
      if (state < State.SUBSCRIBING) return broken('PUBLISH before CONNACK');
      on.message(topic, payload, duplicate);
      if (packetIdentifier) send(packets.acknowledge(packetIdentifier));
    },
    tooLarge: (topic, packetIdentifier) => {
      counters.tooLarge++;
      on.tooLarge(topic);
      if (packetIdentifier) send(packets.acknowledge(packetIdentifier));
    },
    control: control,
    gather: gather,
    malformed: broken,
  });

  return { connect: connect, disconnect: disconnect, publish: publish, send: send, state: () => state, counters: counters };
}

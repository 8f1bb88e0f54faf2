/** The life of one MQTT 3.1.1 connection: sign-in, subscriptions, keep alive, back-off. It knows time and socket, and
 *  not what a topic means. */
import {
  CONNACK_MS,
  FILTERS_PER_SUBSCRIBE,
  IN_FLIGHT,
  NETWORK_MS,
  PINGRESP_MS,
  SETTLED_MS,
  SUBACK_MS,
} from '../limits.ts';
import { createOutbox } from './outbox.ts';
import {
  bytes,
  connect as connectPacket,
  number,
  Packet,
  packet,
  publish as publishPacket,
  subscribe,
  word,
} from './packet.ts';
import { createParser, type Parser } from './parser.ts';
import { retryAfter } from './retry.ts';
import { may, State } from './state.ts';
import type { Client, ClientEvents, ClientOptions, Clock, Session } from './types.ts';

/** Makes a client. It does nothing until `connect()`. */
export function createClient(options: ClientOptions, session: Session, clock: Clock, on: ClientEvents): Client {
  const outbox = createOutbox(() => lost('cannot send'));
  const send = outbox.send;
  let socket: Socket | undefined;
  let state = State.IDLE;
  let parser: Parser;
  /** The one deadline of the present state, and the keep alive's timer. */
  let deadline = 0;
  let pulse = 0;
  /** What the keep alive saw at its last beat, and for how many beats one side was quiet; -1 with a PINGREQ out. */
  let sentBefore = 0;
  let receivedBefore = 0;
  let quiet = 0;
  /** connect() came while the old connection was closing. */
  let again = false;
  let identifier = 0;
  /** Filters granted so far in this session. */
  let granted = 0;
  /** Filters in the SUBSCRIBE that waits for its SUBACK, and its packet identifier. */
  let asked = 0;
  let asking = 0;
  let failures = 0;
  /** When this session became ready; Infinity before. */
  let readyAt = Infinity;
  let dropped = 0;
  let tooLarge = 0;
  let malformed = 0;
  let connects = 0;
  let refused = 0;
  let lastError = '';
  let lastErrorAt = 0;
  /** QoS 1 messages not yet acknowledged, oldest first: their identifiers, and their packets. */
  const inFlight: number[] = [];
  const unacknowledged: string[] = [];

  function tell(type: Packet, body: string): void {
    const all = packet(type, body);
    send(all, all.length);
  }

  function enter(next: State): boolean {
    if (!may(state, next)) return false;
    state = next;
    return true;
  }

  /** Replaces the present deadline by `f` in `ms`, or by none. */
  function due(ms: number, f?: () => void): void {
    if (deadline) clock.cancel(deadline);
    deadline = 0;
    if (f)
      deadline = clock.after(() => {
        deadline = 0;
        f();
      }, ms);
  }

  /** The present state must be left in `ms`, else the connection is lost. */
  function within(ms: number, awaited: string): void {
    due(ms, () => {
      lost('no ' + awaited + ' in ' + ms + ' ms');
    });
  }

  function release(): void {
    const old = socket;
    readyAt = Infinity;
    due(0);
    if (pulse) clock.cancel(pulse);
    pulse = 0;
    outbox.use(undefined);
    parser.reset(false);
    socket = undefined;
    if (!old) return;
    old.removeAllListeners();
    // `end` waits until all is sent, which over a dead link is for ever: the interpreter's own mark closes at once.
    old.clsNow = true;
    old.end();
  }

  function lost(reason: string): void {
    const now = clock.seconds();
    const settled = now - readyAt >= SETTLED_MS / 1000;
    if (!enter(State.WAITING)) return;
    release();
    failures = settled ? 1 : failures + 1;
    lastError = reason;
    lastErrorAt = now;
    const ms = retryAfter(failures, options.retry.first, options.retry.ceiling, clock.random());
    due(ms, dial);
    on.lost(reason, ms);
  }

  function broken(reason: string): void {
    malformed++;
    lost('malformed: ' + reason);
  }

  /** Sends PINGREQ one keep alive after the last packet sent, or heard, at the latest. It beats four times a keep
   *  alive, so that a packet costs no timer. MQTT 3.1.1, 3.1.2.10 [MQTT-3.1.2-23]. */
  function beat(): void {
    const received = parser.received();
    const sent = outbox.status().sent;
    pulse = clock.after(beat, options.keepAlive * 250);
    // A SUBACK's deadline may have taken the place of PINGRESP's.
    if (quiet < 0 && !deadline) return lost('no PINGRESP');
    if (quiet >= 0) quiet = sent === sentBefore || received === receivedBefore ? quiet + 1 : 1;
    sentBefore = sent;
    receivedBefore = received;
    if (quiet < 4 || state !== State.READY) return;
    quiet = -1;
    // The deadline first: a send that fails puts the retry's in its place.
    within(Math.min(PINGRESP_MS, options.keepAlive * 500), 'PINGRESP');
    tell(Packet.PINGREQ, '');
  }

  function nextIdentifier(): number {
    do identifier = (identifier % 65535) + 1;
    while (inFlight.indexOf(identifier) >= 0);
    return identifier;
  }

  /** Sends a PUBLISH at QoS 1, and gives it as it is sent again: on a kept session with DUP set [MQTT-3.3.1-1]. A clean
   *  one knows nothing of the last [MQTT-3.1.2-6]: to it the message is new. The window bounds them, not the queue. */
  function sentOnce(all: string): string {
    outbox.always(all);
    return session.cleanSession ? all : bytes(all.charCodeAt(0) | 8) + all.slice(1);
  }

  /** Asks for the next filters, or is ready when there are none. */
  function subscribeNext(): void {
    const filters = session.filters.slice(granted, granted + FILTERS_PER_SUBSCRIBE);
    asked = filters.length;
    enter(State.SUBSCRIBING);
    if (asked) {
      const all = subscribe((asking = nextIdentifier()), filters, 0);
      within(SUBACK_MS, 'SUBACK');
      return send(all, all.length);
    }
    enter(State.READY);
    due(0);
    if (readyAt < Infinity) return;
    readyAt = clock.seconds();
    // In the order of the first sending [MQTT-4.6.0-1].
    unacknowledged.forEach((all, at) => {
      unacknowledged[at] = sentOnce(all);
    });
    on.ready();
  }

  /** CONNACK. MQTT 3.1.1, 3.2. */
  function signedIn(code: number): void {
    if (code) {
      refused++;
      return lost(
        'refused: ' +
          ([
            '',
            'protocol version',
            'client identifier',
            'server unavailable',
            'bad user name or password',
            'not authorised',
          ][code] || code),
      );
    }
    granted = quiet = 0;
    sentBefore = -1;
    if (options.keepAlive) beat();
    subscribeNext();
  }

  function control(type: Packet, body: string): void {
    const id = word(body, 0);
    const at = inFlight.indexOf(id);
    // CONNACK comes first [MQTT-3.2.0-1], and once.
    if ((type === Packet.CONNACK) !== (state === State.SIGNING_IN)) broken('packet out of turn');
    else if (type === Packet.CONNACK) {
      // The session present flag, of all flags, and the return code.
      if (id > 511) broken('flags');
      else signedIn(id & 255);
    } else if (type === Packet.PINGRESP) {
      if (quiet < 0) {
        if (state === State.READY) due(0);
        quiet = 1;
      }
    } else if (type === Packet.PUBACK) {
      if (at < 0) return;
      inFlight.splice(at, 1);
      unacknowledged.splice(at, 1);
      if (on.published) on.published(id);
    } else if (type === Packet.SUBACK && state === State.SUBSCRIBING && id === asking) {
      // One return code a filter, in order [MQTT-3.8.4-5]: 0 to 2 grant it.
      if (body.length !== 2 + asked) return broken('SUBACK');
      for (let i = 2; i < body.length; i++)
        if (body.charCodeAt(i) > 2) return lost('not granted: ' + session.filters[granted + i - 2]);
      granted += asked;
      subscribeNext();
    } else broken('packet out of turn');
  }

  function open(error?: unknown): void {
    if (!enter(State.OPENING)) return;
    if (error) return lost('no network: ' + error);
    connects++;
    try {
      socket = on.open(options.host, options.port);
    } catch (thrown) {
      return lost('cannot connect: ' + (thrown as Error).message);
    }
    // `disconnect()` may have come meanwhile.
    if (!enter(State.SIGNING_IN)) return release();
    socket.on('data', parser.feed);
    socket.on('error', (why) => {
      lost('socket: ' + (why && why.message));
    });
    socket.on('close', () => {
      if (state === State.CLOSING) closed();
      else lost('closed by the server');
    });
    // CONNECT waits in the socket's buffer until the connection is made.
    parser.reset(true);
    outbox.use(socket);
    within(CONNACK_MS, 'CONNACK');
    const all = connectPacket(session, options.keepAlive);
    send(all, all.length);
  }

  function dial(): void {
    if (!enter(State.NETWORK)) return;
    within(NETWORK_MS, 'network');
    on.network(open);
  }

  function connect(): void {
    // The old socket must be gone first.
    again = state === State.CLOSING;
    if (state === State.IDLE) dial();
  }

  function closed(): void {
    enter(State.IDLE);
    release();
    if (again) connect();
  }

  function disconnect(): void {
    if (enter(State.CLOSING)) {
      outbox.last(packet(Packet.DISCONNECT, ''));
      due(CONNACK_MS, closed);
      (socket as Socket).end();
    } else if (enter(State.IDLE)) release();
  }

  function publish(topic: string, payload: string, qos?: number): boolean {
    // In CLOSING and WAITING the outbox refuses it.
    if (qos ? inFlight.length >= IN_FLIGHT : state < State.SUBSCRIBING) {
      dropped++;
      return false;
    }
    const id = qos ? nextIdentifier() : 0;
    const all = publishPacket(topic, payload, id);
    const before = outbox.status().dropped;
    if (id) {
      inFlight.push(id);
      // Before the session is ready: it goes out then.
      unacknowledged.push(readyAt < Infinity ? sentOnce(all) : all);
    } else send(all, all.length);
    return outbox.status().dropped === before;
  }

  function acknowledge(packetIdentifier: number): void {
    if (packetIdentifier) tell(Packet.PUBACK, number(packetIdentifier));
  }

  parser = createParser(
    {
      room: on.room,
      gather: outbox.gather,
      publish: (topic, payload, packetIdentifier) => {
        if (state < State.SUBSCRIBING) return broken('packet out of turn');
        on.message(topic, payload);
        acknowledge(packetIdentifier);
      },
      tooLarge: (topic, packetIdentifier) => {
        if (state < State.SUBSCRIBING) return broken('packet out of turn');
        tooLarge++;
        on.tooLarge(topic);
        acknowledge(packetIdentifier);
      },
      control: control,
      malformed: broken,
    },
    on,
  );

  return {
    connect: connect,
    disconnect: disconnect,
    subscribe: (filter) => {
      session.filters.push(filter);
      if (state === State.READY) subscribeNext();
    },
    publish: publish,
    send: send,
    status: () => {
      const out = outbox.status();
      return {
        received: parser.received(),
        sent: out.sent,
        dropped: dropped + out.dropped,
        tooLarge: tooLarge,
        malformed: malformed,
        connects: connects,
        refused: refused,
        queued: out.queued,
        lastError: lastError,
        lastErrorAt: lastErrorAt,
      };
    },
  };
}

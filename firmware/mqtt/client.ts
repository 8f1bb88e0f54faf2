/** The life of one MQTT 3.1.1 connection: sign-in, subscriptions, keep alive, back-off. It knows time and socket, and
 *  not what a topic means. What only the client on its own can do stands behind `ALONE`, and is not in the firmware. */
import { ALONE } from '#build';
import { CONNACK_MS, FILTERS_PER_SUBSCRIBE, NETWORK_MS, PINGRESP_MS, SETTLED_MS, SUBACK_MS } from '../limits.ts';
import { createOutbox } from './outbox.ts';
import {
  Answer,
  connect as connectPacket,
  number,
  Packet,
  packet,
  publish as publishPacket,
  subscribe,
  word,
} from './packet.ts';
import { createParser, type Parser } from './parser.ts';
import { refusal } from './refusal.ts';
import { retryAfter } from './retry.ts';
import { may, State } from './state.ts';
import type { Client, ClientEvents, ClientOptions, Clock, Session } from './types.ts';
import { createWindow, type Window } from './window.ts';

/** Makes a client. It does nothing until `connect()`. */
export function createClient(options: ClientOptions, session: Session, clock: Clock, on: ClientEvents): Client {
  const outbox = createOutbox(() => lost('cannot send'));
  const inFlight = ALONE ? createWindow(outbox.always, session.cleanSession) : (undefined as unknown as Window);
  let socket: Socket | undefined;
  let state = State.IDLE;
  let parser: Parser;
  /** The one deadline of the present state, and the keep alive's timer. */
  let deadline = 0;
  let pulse = 0;
  /** What the keep alive saw at its last beat, for how many beats one side was quiet, and whether a PINGREQ is out. */
  let sentBefore = 0;
  let takenBefore = 0;
  let quiet = 0;
  let pinging = false;
  /** connect() came while the old connection was closing. */
  let again = false;
  /** The SUBSCRIBE that waits for its SUBACK: its filters and packet identifier; and filters granted before it in this
   *  session. The firmware has but one. */
  let asked = session.filters;
  let asking = 1;
  let granted = 0;
  let failures = 0;
  /** When this session became ready; Infinity before. */
  let readyAt = Infinity;
  let tooLarge = 0;
  let malformed = 0;
  let connects = 0;
  let refused = 0;
  let lastError = '';
  let lastErrorAt = 0;

  /** Sends a whole control packet. False where it was refused. */
  function tell(all: string): boolean {
    return !outbox.send(all, all.length);
  }

  function enter(next: State): boolean {
    if (!may(state, next)) return false;
    state = next;
    return true;
  }

  /** Replaces the present deadline: what is awaited must come in `ms`, else the connection is lost. Where nothing is, the
   *  next try comes then. 0 for no deadline. */
  function within(ms: number, awaited?: string): void {
    if (deadline) clock.cancel(deadline);
    deadline =
      ms &&
      clock.after(() => {
        deadline = 0;
        if (awaited) lost('no ' + awaited + ' in ' + ms + ' ms');
        else if (ALONE && state === State.CLOSING) closed();
        else dial();
      }, ms);
  }

  function release(): void {
    const old = socket;
    readyAt = Infinity;
    within(0);
    if (pulse) clock.cancel(pulse);
    pulse = 0;
    outbox.use();
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
    if (!enter(State.WAITING)) return;
    failures = now - readyAt < SETTLED_MS / 1000 ? failures + 1 : 1;
    release();
    lastError = reason;
    lastErrorAt = now;
    const ms = retryAfter(failures, options.retry.first, options.retry.ceiling, clock.random());
    within(ms);
    on.lost(reason, ms);
  }

  function broken(reason: string): void {
    malformed++;
    lost('malformed: ' + reason);
  }

  function outOfTurn(): void {
    broken('packet out of turn');
  }

  /** Sends PINGREQ one keep alive after the last packet sent, or heard, at the latest. It beats four times a keep
   *  alive, so that a packet costs no timer. MQTT 3.1.1, 3.1.2.10 [MQTT-3.1.2-23]. */
  function beat(): void {
    const taken = parser.taken();
    const sent = outbox.status().sent;
    pulse = clock.after(beat, options.keepAlive * 250);
    // A SUBACK's deadline may have taken the place of PINGRESP's.
    if (ALONE && pinging && !deadline) return lost('no PINGRESP');
    quiet = sent === sentBefore || taken === takenBefore ? quiet + 1 : 1;
    sentBefore = sent;
    takenBefore = taken;
    if (quiet < 4 || (ALONE && state !== State.READY)) return;
    quiet = 0;
    if (ALONE) pinging = true;
    // The deadline first: a send that fails puts the retry's in its place.
    within(ALONE ? Math.min(PINGRESP_MS, options.keepAlive * 500) : PINGRESP_MS, 'PINGRESP');
    tell(packet(Packet.PINGREQ, ''));
  }

  /** Asks for the next filters, or is ready when there are none. */
  function subscribeNext(): void {
    enter(State.SUBSCRIBING);
    if (ALONE) {
      asked = session.filters.slice(granted, granted + FILTERS_PER_SUBSCRIBE);
      if (!asked.length) return ready();
      asking = inFlight.identifier();
    }
    within(SUBACK_MS, 'SUBACK');
    tell(subscribe(asking, asked));
  }

  function ready(): void {
    enter(State.READY);
    within(0);
    if (ALONE && readyAt < Infinity) return;
    readyAt = clock.seconds();
    if (ALONE) inFlight.resend();
    on.ready();
  }

  /** Takes the server's answers: all but PUBLISH. See `Sink.control`. */
  function control(answer: string): void {
    const type = answer[0];
    const length = answer.length;
    const code = answer.charCodeAt(2);
    if (state === State.SIGNING_IN) {
      // CONNACK comes first [MQTT-3.2.0-1], and of its flags there is session present alone. MQTT 3.1.1, 3.2.
      if (type !== Answer.CONNACK || length !== 3 || answer.charCodeAt(1) > 1) return outOfTurn();
      if (code) {
        refused++;
        return lost('refused: ' + refusal(code));
      }
      outbox.use(socket);
      // What the rest of the chunk brings is gathered, too.
      outbox.gather(1);
      granted = quiet = 0;
      pinging = false;
      if (!ALONE || options.keepAlive) beat();
      subscribeNext();
    } else if (answer === Answer.PINGRESP) {
      pinging = false;
      if (state === State.READY) within(0);
    } else if (
      type === Answer.SUBACK &&
      state === State.SUBSCRIBING &&
      length === 3 + asked.length &&
      word(answer, 1) === asking
    ) {
      // One return code a filter, in order [MQTT-3.8.4-5]: 0 to 2 grant it.
      for (let i = 3; i < length; i++) if (answer.charCodeAt(i) > 2) return lost('not granted: ' + asked[i - 3]);
      if (!ALONE) return ready();
      granted += asked.length;
      subscribeNext();
    } else if (type !== Answer.PUBACK || length !== 3) outOfTurn();
    // The firmware sends nothing that is acknowledged.
    else if (ALONE && inFlight.acknowledged(word(answer, 1)) && on.published) on.published(word(answer, 1));
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
    if (!enter(State.SIGNING_IN) && ALONE) return release();
    socket.on('data', parser.feed);
    socket.on('error', (why) => {
      lost('socket: ' + (why && why.message));
    });
    socket.on('close', () => {
      if (ALONE && state === State.CLOSING) closed();
      else lost('closed by the server');
    });
    parser.reset(true);
    within(CONNACK_MS, 'CONNACK');
    // CONNECT waits in the socket's buffer until the connection is made, and everything else for CONNACK.
    outbox.use(socket);
    outbox.last(connectPacket(session, options.keepAlive));
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
      if (ALONE) within(CONNACK_MS);
      (socket as Socket).end();
    } else if (enter(State.IDLE)) release();
  }

  parser = createParser(
    {
      gather: outbox.gather,
      publish: (topic, payload, packetIdentifier) => {
        if (state < State.SUBSCRIBING) return outOfTurn();
        if (payload === undefined) {
          tooLarge++;
          on.tooLarge(topic);
        } else on.message(topic, payload);
        if (packetIdentifier) tell(packet(Packet.PUBACK, number(packetIdentifier)));
      },
      control: control,
      broken: broken,
    },
    on,
  );

  const client = {
    connect: ALONE ? connect : dial,
    disconnect: disconnect,
    publish: (topic, payload, qos) =>
      ALONE && qos
        ? inFlight.publish(topic, payload, readyAt < Infinity)
        : // Where it is not signed in the outbox refuses it.
          tell(publishPacket(topic, payload)),
    send: outbox.send,
    status: () => {
      const counters = Object.assign(outbox.status(), {
        received: parser.taken(),
        tooLarge: tooLarge,
        malformed: malformed,
        connects: connects,
        refused: refused,
        lastError: lastError,
        lastErrorAt: lastErrorAt,
      });
      if (ALONE) counters.dropped += inFlight.refused();
      return counters;
    },
  } as Client;
  if (ALONE)
    client.subscribe = (filter) => {
      session.filters.push(filter);
      if (state === State.READY) subscribeNext();
    };
  return client;
}

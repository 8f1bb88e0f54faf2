/** A client under test, between a fake broker, a fake clock, and a user that writes down what it is told. */
import { strict as assert } from 'node:assert';
import { ALONE } from '#build';
import { createClient } from '../../../firmware/mqtt/client.ts';
import type { Client, ClientEvents, ClientOptions, Session } from '../../../firmware/mqtt/types.ts';
import { type FakeBroker, fakeBroker } from '../../support/fakeBroker.ts';
import { type FakeClock, fakeClock } from '../../support/fakeClock.ts';

/** What the client told its user. */
export interface Told {
  messages: { topic: string; payload: string }[];
  tooLarge: string[];
  ready: number;
  published: number[];
  lost: { reason: string; ms: number; at: number }[];
}

/** For a test of what only the client on its own can do: skipped where the sources are the firmware's. */
export const alone = { skip: !ALONE && 'not in the firmware' };

/** Everything around the client. */
export interface Rig {
  readonly client: Client;
  readonly broker: FakeBroker;
  readonly clock: FakeClock;
  readonly session: Session;
  readonly told: Told;
  /** What the client asks its user. A test may replace any of it. */
  readonly on: ClientEvents;
  /** Connects, and comes to rest. */
  connect(): void;
  /** Publishes, and comes to rest. */
  publish(topic: string, payload: string, qos?: number): boolean;
  /** Ends the connection, and comes to rest. */
  disconnect(): void;
  /** Lets `ms` pass. */
  advance(ms: number): void;
  /** The last reason of a loss. */
  readonly reason: string;
  /** Lets the next try come. */
  retry(): void;
  /** Nothing is left behind: no timer, no listener, no open socket. */
  assertClean(): void;
}

/** What may differ from the usual: keep alive of 60 s, retry of 2 to 120 s, two filters, a clean session, no room
 *  for what is not always kept. */
export type Wishes = Partial<Pick<ClientOptions, 'keepAlive' | 'retry'>> & Partial<Session> & { hasRoom?: boolean };

/** Makes a client that is not connected. */
export function rig({
  keepAlive = 60,
  retry = { first: 2, ceiling: 120 },
  hasRoom = false,
  ...session
}: Wishes = {}): Rig {
  const broker = fakeBroker();
  const clock = fakeClock(broker.settle);
  const told: Told = { messages: [], tooLarge: [], ready: 0, published: [], lost: [] };
  const on: ClientEvents = {
    network: (done) => done(),
    open: broker.open,
    room: () => hasRoom,
    quick: () => false,
    message: (topic, payload) => void told.messages.push({ topic, payload }),
    tooLarge: (topic) => void told.tooLarge.push(topic),
    ready: () => void told.ready++,
    published: (packetIdentifier) => void told.published.push(packetIdentifier),
    lost: (reason, ms) => void told.lost.push({ reason, ms, at: clock.now }),
  };
  // The firmware always has them.
  const user = ALONE ? {} : { username: 'user', password: 'secret' };
  const whole: Session = { clientId: 'c', ...user, cleanSession: true, filters: ['a/+', 'b'], ...session };
  const client = createClient({ host: 'broker', port: 1883, keepAlive, retry }, whole, clock, on);
  return {
    client,
    broker,
    clock,
    session: whole,
    told,
    on,
    connect() {
      client.connect();
      broker.settle();
    },
    publish(topic, payload, qos) {
      const taken = client.publish(topic, payload, qos);
      broker.settle();
      return taken;
    },
    disconnect() {
      client.disconnect();
      broker.settle();
    },
    advance: clock.advance,
    get reason() {
      return told.lost.at(-1)?.reason ?? '';
    },
    retry() {
      const last = told.lost.at(-1);
      assert.ok(last, 'nothing was lost');
      clock.advance(last.at + last.ms - clock.now);
    },
    assertClean() {
      assert.equal(clock.pending, 0, 'timers');
      assert.equal(broker.listeners, 0, 'listeners');
      assert.equal(broker.closed, broker.opened, 'sockets closed, of those opened');
    },
  };
}

/** A client that is ready, with the packets of its sign-in forgotten. */
export function readyRig(wishes: Wishes = {}): Rig {
  const made = rig(wishes);
  made.connect();
  assert.equal(made.told.ready, 1, 'the client is not ready');
  made.broker.forget();
  return made;
}

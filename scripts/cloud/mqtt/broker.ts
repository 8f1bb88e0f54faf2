// The MQTT side: aedes carries the connections, this keeps the platform's rules on them.

import type { Duplex } from 'node:stream';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { Clock } from '../clock.ts';
import type { Device, Devices } from '../devices.ts';
import type { CloudEmitter, DeviceName } from '../events.ts';
import { CONNECT_MS, STRANGERS, UNREAD_BYTES } from '../limits.ts';
import type { RateLimit } from '../rates.ts';
import type { Pushed } from '../rrpc.ts';
import { matches } from '../topics.ts';
import { Flow, type MessageRates, type Verdict } from './flow.ts';
import { Guard } from './guard.ts';
import { filterFault, publishFault } from './rules.ts';
import { isLoss, nameOf, type Session } from './session.ts';
import { signIn } from './signIn.ts';

/** What the broker needs. */
export interface BrokerOptions {
  devices: Devices;
  connects: RateLimit;
  rates: MessageRates;
  clock: Clock;
  events: CloudEmitter;
  /** Push only to subscribers. */
  strict: boolean;
  /** A device's publish on one of its own topics. It goes nowhere else: not to other devices, never back to its sender. */
  onPublish(device: DeviceName, topic: string, payload: Buffer): void;
}

/** A topic nobody can subscribe to. Devices' publishes are sent there inside aedes, so it delivers them to no one. */
const NOWHERE = '$nowhere';

/** The broker. */
export class Broker {
  readonly #sessions = new WeakMap<Client, Session>();
  /** The connected devices' connections. Their ids in aedes are made from product and device, so that a new connection
   *  kicks the old one whatever its clientId says. */
  readonly #clients = new Map<Device, Client>();
  /** Connections that have not signed in yet, oldest first. */
  readonly #strangers = new Set<Guard>();
  readonly #aedes: Aedes;

  private constructor(
    readonly options: BrokerOptions,
    aedes: Aedes,
  ) {
    this.#aedes = aedes;
  }

  /** Starts a broker; connections come by `accept`. */
  static async create(options: BrokerOptions): Promise<Broker> {
    const aedes = await Aedes.createBroker({ connectTimeout: CONNECT_MS });
    const broker = new Broker(options, aedes);
    broker.#wire();
    return broker;
  }

  /** Takes a new connection: TCP, TLS, or a WebSocket's stream. */
  accept(wire: Duplex): void {
    const { clock, rates } = this.options;
    const guard: Guard = new Guard(wire, {
      signedIn: () => this.#online(client),
      tooManyFilters: (filters) => this.#refuse(session, `a SUBSCRIBE of ${filters} filters, 8 at most`),
      arrived: (qos, bytes) => this.#judge(session, qos, bytes),
    });
    const blank = { clientId: '', username: '', keepAlive: 0, will: false, ext: false, dropped: 0, toldAt: 0 };
    const flow = new Flow(rates, clock);
    const session: Session = { guard, flow, acceptedAt: clock.now(), ...blank, filters: new Set() };
    const client = this.#aedes.handle(guard);
    this.#sessions.set(client, session);
    this.#strangers.add(guard);
    guard.once('close', () => this.#strangers.delete(guard));
    const [oldest] = this.#strangers;
    if (oldest && this.#strangers.size > STRANGERS) {
      this.#strangers.delete(oldest);
      oldest.destroy(new Error(`more than ${STRANGERS} connections that have not signed in`));
    }
  }

  /** Sends a message to a device, once, also at QoS 1. In strict mode one without a matching subscription is not sent, as a
   *  broker without subscribers would do: 'sent' all the same. */
  push(device: DeviceName, topic: string, payload: Buffer, qos: 0 | 1 = 0): Pushed {
    const session = this.#sessionOf(device);
    const client = session?.device && this.#clients.get(session.device);
    if (!client || !session || session.guard.unsent > UNREAD_BYTES) return 'unreachable';
    if (this.options.strict && ![...session.filters].some((filter) => matches(filter, topic))) {
      this.#refuse(session, `strict: not pushed, no subscription matches ${topic}`);
      return 'sent';
    }
    if (!session.flow.down()) {
      this.#refuse(session, `not pushed: more than ${this.options.rates.down} messages a second to it`);
      return 'overRate';
    }
    session.guard.deliver(topic, payload, qos);
    return 'sent';
  }

  /** Ends a device's connection, also when the device is no longer registered. */
  kick({ productKey, deviceName }: DeviceName, reason: string): void {
    for (const [device, client] of this.#clients)
      if (device.productKey === productKey && device.deviceName === deviceName) this.#end(client, reason);
  }

  /** Closes every connection. */
  stop(): Promise<void> {
    for (const client of this.#clients.values()) this.#end(client, 'the cloud stops');
    return new Promise((resolve) => this.#aedes.close(() => resolve()));
  }

  #judge(session: Session, qos: number | undefined, bytes: number): Verdict {
    const verdict = session.flow.up(qos, bytes);
    if (verdict === 'drop') this.#tellDropped(session, qos ?? 0);
    return verdict;
  }

  /** One line a second, however many are dropped. */
  #tellDropped(session: Session, qos: number): void {
    const now = this.options.clock.now();
    session.dropped += 1;
    if (now - session.toldAt < 1000) return;
    const { up0, up1 } = this.options.rates;
    const limit = `more than ${qos === 0 ? up0 : up1} a second at QoS ${qos}`;
    this.#refuse(session, `${limit}: ${session.dropped} dropped since it was last said`);
    session.toldAt = now;
    session.dropped = 0;
  }

  #sessionOf({ productKey, deviceName }: DeviceName): Session | undefined {
    const device = this.options.devices.find(productKey, deviceName);
    const client = device && this.#clients.get(device);
    return client && this.#sessions.get(client);
  }

  #wire(): void {
    const aedes = this.#aedes;
    aedes.preConnect = (client, packet, done) => {
      const session = this.#sessions.get(client);
      if (!session) return done(new Error('connection not accepted here'), false);
      session.clientId = packet.clientId;
      session.username = packet.username ?? '';
      session.keepAlive = packet.keepalive ?? 0;
      session.will = packet.will !== undefined;
      done(null, true);
    };
    aedes.authenticate = (client, _username, password, done) => {
      const session = this.#sessions.get(client);
      const refusal = session ? this.#signIn(client, session, password?.toString('utf8') ?? '') : 'connection lost';
      if (refusal === undefined) done(null, true);
      else done(refusal as AuthenticateError, null);
    };
    aedes.authorizePublish = (client, packet, done) => {
      const session = client && this.#sessions.get(client);
      if (!session?.device) return done(new Error('not signed in'));
      const fault = publishFault(session.device, packet);
      if (fault) return done(new Error(fault));
      const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
      const { topic } = packet;
      packet.topic = NOWHERE;
      this.options.onPublish(session.device, topic, payload);
      done(null);
    };
    aedes.authorizeSubscribe = (client, subscription, done) => {
      const session = this.#sessions.get(client);
      if (!session?.device) return done(null, null);
      const fault = filterFault(session.device, subscription, session.filters);
      if (fault) this.#refuse(session, fault);
      else session.filters.add(subscription.topic);
      done(null, fault ? null : subscription);
    };
    this.#listen(aedes);
  }

  #listen(aedes: Aedes): void {
    aedes.on('subscribe', (subscriptions, client) => {
      const device = this.#sessions.get(client)?.device;
      if (!device) return;
      const of = (refused: boolean) =>
        subscriptions.filter((one) => (Number(one.qos) === 0x80) === refused).map((one) => one.topic);
      this.options.events.emit('subscribed', { ...nameOf(device), granted: of(false), refused: of(true) });
    });
    aedes.on('unsubscribe', (filters, client) => {
      for (const filter of filters) this.#sessions.get(client)?.filters.delete(filter);
    });
    const broken = (client: Client, error: Error) => {
      const session = this.#sessions.get(client);
      if (!session || session.reason !== undefined) return;
      session.reason = error.message;
      if (!isLoss(error)) this.#refuse(session, error.message);
    };
    aedes.on('clientError', broken);
    aedes.on('connectionError', broken);
    aedes.on('keepaliveTimeout', (client) => {
      const session = this.#sessions.get(client);
      if (session) session.reason = 'nothing was heard from it for 1.5 keep-alives';
    });
    aedes.on('clientDisconnect', (client) => this.#offline(client));
  }

  #signIn(client: Client, session: Session, password: string): Error | undefined {
    const { devices, connects, clock } = this.options;
    const answer = signIn({ ...session, password }, devices, connects, clock);
    if ('returnCode' in answer) {
      session.reason = answer.reason;
      this.#refuse(session, answer.reason, answer.returnCode);
      return Object.assign(new Error(answer.reason), { returnCode: answer.returnCode });
    }
    session.device = answer.device;
    session.ext = answer.ext;
    const old = this.#clients.get(answer.device);
    const oldSession = old && this.#sessions.get(old);
    if (oldSession) oldSession.reason = 'kicked by a newer connection of the same device';
    const { productKey, deviceName } = answer.device;
    Object.assign(client, { id: `${deviceName}&${productKey}` });
    return undefined;
  }

  #online(client: Client): void {
    const session = this.#sessions.get(client);
    if (!session?.device) return;
    session.device.connection = { keepAlive: session.keepAlive, ext: session.ext };
    delete session.device.lost;
    this.#clients.set(session.device, client);
    this.#strangers.delete(session.guard);
    const ms = this.options.clock.now() - session.acceptedAt;
    this.options.events.emit('online', { ...nameOf(session.device), ms });
  }

  #offline(client: Client): void {
    const session = this.#sessions.get(client);
    if (!session?.device || this.#clients.get(session.device) !== client) return;
    this.#clients.delete(session.device);
    delete session.device.connection;
    const { saidGoodbye } = session.guard;
    if (!saidGoodbye) session.device.lost = { at: this.options.clock.now(), keepAlive: session.keepAlive };
    const reason = session.reason ?? (saidGoodbye ? 'it disconnected' : 'the connection was lost');
    this.options.events.emit('offline', { ...nameOf(session.device), reason });
  }

  #end(client: Client, reason: string): void {
    const session = this.#sessions.get(client);
    if (session) session.reason = reason;
    client.close();
  }

  #refuse({ clientId, username }: Session, reason: string, returnCode?: number): void {
    const refused = { clientId, username, reason };
    this.options.events.emit('refused', returnCode === undefined ? refused : { ...refused, returnCode });
  }
}

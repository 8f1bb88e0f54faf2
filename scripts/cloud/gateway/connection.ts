// One connection to a broker that is not the cloud's own: MQTT 5 where it speaks it, 3.1.1 otherwise.
import mqtt, { type IClientOptions, type IClientSubscribeOptions, type MqttClient } from 'mqtt';
import { BROKER_UNREAD_BYTES } from '../limits.ts';
import { type BrokerAddress, placeOf } from './address.ts';

/** Milliseconds for a broker to accept, and between tries to reach one that was lost. */
const CONNECT_MS = 10_000;
const RETRY_MS = 1000;

/** PUBACK's reason code: nobody has subscribed. MQTT 5, 3.4.2.1. */
const NO_SUBSCRIBER = 0x10;

/** What a connection is for. */
export interface ConnectionOptions {
  clientId: string;
  /** Filters that must be granted. */
  filters: readonly string[];
  /** Filters that may be refused. */
  wishes: readonly string[];
  onMessage(topic: string, payload: Buffer): void;
  /** The connection was lost, or is there again. */
  onChange(connected: boolean): void;
}

/** How a message is to be sent. */
export interface PublishOptions {
  qos: 0 | 1;
  /** Milliseconds after which the broker drops it, where it can. */
  lifetimeMs?: number;
  /** Called when the broker says that nobody has subscribed, which only MQTT 5 at QoS 1 can. */
  noSubscriber?(): void;
}

/** A connection. It comes back by itself; what was being sent when it was lost is not sent again, so that no request reaches
 *  a device after its caller was answered. */
export class Connection {
  readonly #unacknowledged = new Map<number, (() => void) | undefined>();

  private constructor(
    readonly client: MqttClient,
    readonly version: 4 | 5,
    /** Those of `wishes` that were granted. */
    readonly granted: ReadonlySet<string>,
  ) {}

  /** Connects and subscribes. Rejects, naming the broker and why: it does not answer, refuses the user, or a filter. */
  static async open(address: BrokerAddress, options: ConnectionOptions): Promise<Connection> {
    const [client, version] = await connectEither(address, options.clientId);
    client.on('message', (topic, payload) => options.onMessage(topic, payload));
    try {
      for (const filter of options.filters) {
        const granted = await subscribe(client, filter, version);
        if (!granted) throw new Error(`the broker ${placeOf(address)} does not grant ${filter}`);
      }
      const granted = new Set<string>();
      for (const wish of options.wishes) if (await subscribe(client, wish, version)) granted.add(wish);
      const connection = new Connection(client, version, granted);
      connection.#watch(options);
      return connection;
    } catch (error) {
      await client.endAsync(true);
      throw error;
    }
  }

  /** Whether the broker is there. */
  get connected(): boolean {
    return this.client.connected;
  }

  /** Sends a message. False when the broker is not there, or does not read. */
  publish(topic: string, payload: Buffer, { qos, lifetimeMs, noSubscriber }: PublishOptions): boolean {
    const { client } = this;
    if (!client.connected || client.stream.writableLength > BROKER_UNREAD_BYTES) return false;
    const seconds = lifetimeMs === undefined ? undefined : Math.ceil(lifetimeMs / 1000);
    const properties =
      this.version === 5 && seconds !== undefined ? { properties: { messageExpiryInterval: seconds } } : {};
    if (qos === 0) {
      client.publish(topic, payload, { qos, ...properties });
      return true;
    }
    let messageId: number | undefined;
    let settled = false;
    client.publish(topic, payload, { qos, ...properties }, () => {
      settled = true;
      if (messageId !== undefined) this.#unacknowledged.delete(messageId);
    });
    messageId = client.getLastMessageId();
    if (!settled) this.#unacknowledged.set(messageId, noSubscriber);
    return true;
  }

  /** Says goodbye. */
  async close(): Promise<void> {
    await this.client.endAsync(true);
  }

  #watch({ onChange }: ConnectionOptions): void {
    const { client } = this;
    client.on('packetreceive', (packet) => {
      if (packet.cmd !== 'puback' || packet.reasonCode !== NO_SUBSCRIBER || packet.messageId === undefined) return;
      this.#unacknowledged.get(packet.messageId)?.();
    });
    client.on('connect', () => onChange(true));
    client.on('close', () => {
      for (const messageId of [...this.#unacknowledged.keys()]) client.removeOutgoingMessage(messageId);
      this.#unacknowledged.clear();
      onChange(false);
    });
  }
}

/** A broker of MQTT 3.1.1 refuses MQTT 5 by a code, or just closes. */
async function connectEither(address: BrokerAddress, clientId: string): Promise<[MqttClient, 4 | 5]> {
  try {
    return [await connect(address, clientId, 5), 5];
  } catch (error) {
    const { code } = error as { code?: unknown };
    const refusesVersion = code === 1 || code === 132 || code === 'CLOSED';
    if (!refusesVersion) throw explain(address, error as Error);
    return connect(address, clientId, 4).then(
      (client) => [client, 4],
      (second: Error) => Promise.reject(explain(address, second)),
    );
  }
}

function connect({ protocol, host, port, username, password }: BrokerAddress, clientId: string, version: 4 | 5) {
  const options: IClientOptions = {
    protocol,
    host,
    port,
    clientId,
    protocolVersion: version,
    clean: true,
    keepalive: 30,
    connectTimeout: CONNECT_MS,
    reconnectPeriod: RETRY_MS,
    queueQoSZero: false,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
  const client = mqtt.connect(options);
  return new Promise<MqttClient>((resolve, reject) => {
    const fail = (error: Error) => {
      client.end(true);
      reject(error);
    };
    const closed = () => fail(Object.assign(new Error('it closed the connection'), { code: 'CLOSED' }));
    client.once('error', fail);
    client.once('close', closed);
    client.once('connect', () => {
      client.off('error', fail).off('close', closed);
      // A broker that is away is tried again; each try that fails is reported here.
      client.on('error', () => {});
      resolve(client);
    });
  });
}

function subscribe(client: MqttClient, filter: string, version: 4 | 5): Promise<boolean> {
  // What a gateway sends must not come back to it: MQTT 5, 3.8.3.1, No Local. A shared subscription must not ask for it.
  const options: IClientSubscribeOptions =
    filter.startsWith('$share/') || version === 4 ? { qos: 1 } : { qos: 1, nl: true };
  return client.subscribeAsync(filter, options).then(
    (granted) => granted.every(({ qos }) => qos < 0x80),
    () => false,
  );
}

function explain(address: BrokerAddress, error: Error & { code?: unknown }): Error {
  const place = placeOf(address);
  const refused = [4, 5, 134, 135].includes(Number(error.code));
  if (refused)
    return new Error(`the broker ${place} refuses user "${address.username ?? ''}": name or password is wrong`);
  const why = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH'].includes(String(error.code))
    ? 'nothing answers'
    : error.message;
  return new Error(`the broker ${place} cannot be reached: ${why || error.code}`, { cause: error });
}

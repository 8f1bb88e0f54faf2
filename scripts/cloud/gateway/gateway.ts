// The gateway: the cloud's API in front of a broker that is not its own.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Device, Devices } from '../devices.ts';
import type { CloudEmitter } from '../events.ts';
import type { AccessKey } from '../http/signatures/authenticate.ts';
import { parseUsername } from '../identity.ts';
import type { RateLimit } from '../rates.ts';
import type { DeviceSide, OnPublish } from '../side.ts';
import type { Store } from '../store/store.ts';
import { matches } from '../topics.ts';
import type { BrokerAddress } from './address.ts';
import { placeOf } from './address.ts';
import { Connection } from './connection.ts';
import { readClientEvent } from './emqx.ts';
import { openHook } from './hook.ts';
import { Presences } from './presences.ts';
import { REGISTRY_TOPIC, Replica } from './replica.ts';
import { Sealed } from './sealed.ts';
import { Turns } from './turns.ts';

/** What a gateway is started with. */
export interface GatewayOptions {
  broker: BrokerAddress;
  /** Where the hook listens, for brokers that ask by HTTP who may sign in; not at all unless given. */
  hook?: { host: string; port: number };
  devices: Devices;
  store: Store;
  /** Gateways with the same ones share what is registered. */
  accessKeys: readonly AccessKey[];
  connects: RateLimit;
  clock: Clock;
  events: CloudEmitter;
  onPublish: OnPublish;
}

/** Posts, and those of batches and histories. */
const POSTS = '/sys/+/+/thing/event/+/post';
const BATCHES = '/sys/+/+/thing/event/property/+/post';

/** What every gateway hears: the answers to calls, in both forms and async, and the posts. */
const FILTERS = [
  '/sys/+/+/rrpc/response/+',
  '/ext/rrpc/#',
  '/sys/+/+/thing/service/+',
  '/sys/+/+/thing/service/property/+',
  POSTS,
];

/** Of each post one gateway gets this copy too: it answers. MQTT 5, 4.8.2; brokers have it in 3.1.1 too. */
const sharedOf = (filter: string) => `$share/rrpc/${filter}`;

/** Who comes and goes, where the broker says so. */
const CLIENT_EVENTS = ['$SYS/brokers/+/clients/+/connected', '$SYS/brokers/+/clients/+/disconnected'];

/** Connects to the broker. Rejects, naming the broker and why, when it cannot. */
export async function openGateway(options: GatewayOptions): Promise<DeviceSide> {
  const { broker, devices, store, accessKeys, clock, events, onPublish } = options;
  const presences = new Presences(clock, events);
  const turns = new Turns(clock);
  const echoes = new Set<string>();
  const name = `rrpc-${randomUUID()}`;
  let sending: Connection | undefined;
  let shared: Connection | undefined;
  let shares = false;
  const replica = new Replica({
    store,
    clock,
    sealed: new Sealed(accessKeys),
    send: (message) => sending?.publish(REGISTRY_TOPIC, message, { qos: 1 }),
  });

  const onMessage = (topic: string, payload: Buffer) => {
    if (topic.startsWith('$SYS/')) return noteClient(topic, payload);
    if (topic === REGISTRY_TOPIC) return void replica.take(payload);
    // Before MQTT 5 a broker sends a request back to its sender, and before any answer on the same topic.
    if (echoes.delete(topic)) return;
    const device = deviceOf(topic, devices);
    // Requests of other gateways are on these topics too.
    if (!device || isRequest(topic)) return;
    // On `/ext/rrpc/` a request of another gateway and its answer look the same: only the caller knows.
    if (!topic.startsWith('/ext/')) presences.heard(device);
    onPublish(device, topic, payload, comesShared(topic) ? turns.ask(topic, payload) : true);
  };
  const comesShared = (topic: string) =>
    [POSTS, BATCHES].some((filter) => shared?.granted.has(sharedOf(filter)) && matches(filter, topic));
  const noteClient = (topic: string, payload: Buffer) => {
    const event = readClientEvent(topic, payload);
    const names = event && parseUsername(event.username);
    const device = names && devices.find(names.productKey, names.deviceName);
    if (!device) return;
    if (event.connected) presences.connected(device, event.clientId, event.keepAlive);
    else presences.disconnected(device, event.reason);
  };
  const place = placeOf(broker);
  const onChange = (connected: boolean) => {
    echoes.clear();
    events.emit('broker', { place, connected });
    if (connected && shares) replica.greet();
  };

  const main = await Connection.open(broker, {
    clientId: name,
    filters: FILTERS,
    wishes: [BATCHES, ...CLIENT_EVENTS, REGISTRY_TOPIC],
    onMessage,
    onChange,
  });
  sending = main;
  shares = main.granted.has(REGISTRY_TOPIC);
  const hook = options.hook && (await openHook(options.hook, options).catch(closing(main)));
  try {
    const second = await Connection.open(broker, {
      clientId: `${name}-shared`,
      filters: [],
      wishes: [sharedOf(POSTS), sharedOf(BATCHES)],
      onMessage: (topic, payload) => turns.give(topic, payload),
      onChange: () => {},
    });
    if (second.granted.size > 0) shared = second;
    else await second.close();
  } catch (error) {
    await hook?.stop();
    await main.close();
    throw error;
  }
  if (shares) replica.greet();
  return {
    ports: { mqtt: broker.port, ...(hook ? { hook: hook.port } : {}) },
    push({ productKey, deviceName }, topic, payload, { qos = 0, undelivered, lifetimeMs } = {}) {
      const device = devices.find(productKey, deviceName);
      if (!device) return 'unreachable';
      if (main.version === 4 && topic.startsWith('/ext/rrpc/')) expectEcho(echoes, topic);
      const published = main.publish(topic, payload, {
        qos: undelivered ? 1 : qos,
        ...(lifetimeMs !== undefined && { lifetimeMs }),
        ...(undelivered && { noSubscriber: () => undelivered(presences.unreachable(device)) }),
      });
      return published ? 'sent' : 'noBroker';
    },
    presenceOf: (device) => presences.of(device),
    mayAsk: (device) => presences.mayAsk(device),
    // Another broker's connections are not ours to end: its own administration does.
    kick: () => {},
    async stop() {
      replica.stop();
      await hook?.stop();
      await shared?.close();
      await main.close();
    },
  };
}

/** The device whose topic it is. */
function deviceOf(topic: string, devices: Devices): Device | undefined {
  const bare = topic.replace(/^\/ext\/rrpc\/[^/]*/, '').replace(/^\/sys(?=\/)/, '');
  const [, productKey = '', deviceName = ''] = bare.split('/', 3);
  return devices.find(productKey, deviceName);
}

/** Whether a topic under `thing/service/` carries a request, not an answer. */
function isRequest(topic: string): boolean {
  return topic.startsWith('/sys/') && topic.includes('/thing/service/') && !topic.endsWith('_reply');
}

/** Echoes awaited at once. A broker that sends none must not make the list grow. */
const ECHOES = 10_000;

function expectEcho(echoes: Set<string>, topic: string): void {
  const [oldest] = echoes;
  if (echoes.size >= ECHOES && oldest !== undefined) echoes.delete(oldest);
  echoes.add(topic);
}

function closing(connection: Connection) {
  return async (error: Error): Promise<never> => {
    await connection.close();
    throw error;
  };
}

// The local cloud: a broker for devices and the API for callers, in one process.

import { listen } from '../listen.ts';
import { AsyncCalls } from './asyncCalls.ts';
import { type Clock, systemClock } from './clock.ts';
import { type DeviceIdentity, Devices } from './devices.ts';
import { CloudEmitter, type CloudEvents } from './events.ts';
import type { BrokerAddress } from './gateway/address.ts';
import { openGateway } from './gateway/gateway.ts';
import type { OfflineAs, ResultAs } from './http/actions/action.ts';
import { Api } from './http/api.ts';
import { createApiServer, type Pages } from './http/server.ts';
import { type AccessKey, Authenticator } from './http/signatures/authenticate.ts';
import { CONNECTS_PER_MINUTE, HTTP_MS, MESSAGE_RATES } from './limits.ts';
import { Models } from './model/models.ts';
import type { Certificate } from './mqtt/certificate.ts';
import { openLocal } from './mqtt/local.ts';
import { Posts } from './posts.ts';
import { RateLimit } from './rates.ts';
import { type Push, Rrpc } from './rrpc.ts';
import type { DeviceSide, OnPublish } from './side.ts';
import { noteEvents } from './store/notes.ts';
import { memoryStore, type Store } from './store/store.ts';

/** How a cloud is started. */
export interface CloudOptions {
  /** Address to listen on; 127.0.0.1 unless given. */
  host?: string;
  /** Address for devices, and for the hook that their broker asks, where callers must not come in there; `host` unless given. */
  mqttHost?: string;
  /** 0 takes a free port. Without meaning with `broker`. */
  mqttPort: number;
  /** Devices are at this broker, not at one of the cloud's own. */
  broker?: BrokerAddress;
  /** With `broker`: where it may ask by HTTP who signs in; 0 takes a free port; not at all unless given. */
  hookPort?: number;
  /** MQTT over TLS; 0 takes a free port; no such port unless given. */
  tlsPort?: number;
  /** For the TLS port; one of its own making, gone with the process, unless given. */
  certificate?: Certificate;
  /** MQTT over WebSocket; 0 takes a free port; no such port unless given. */
  webSocketPort?: number;
  /** 0 takes a free port. */
  httpPort: number;
  /** Devices that may sign in, besides those of the store. */
  devices: readonly DeviceIdentity[];
  /** What is remembered, closed by the cloud when it stops; in memory alone unless given. */
  store?: Store;
  accessKeys: readonly AccessKey[];
  /** Push only to devices that subscribed; otherwise to all, as the platform does. */
  strict?: boolean;
  /** How RRpc tells a device that did not answer; 'rrpcCode' unless given. */
  offlineAs?: OfflineAs;
  /** What Data.Result holds; 'data' unless given. */
  resultAs?: ResultAs;
  /** CONNECTs of one device in a minute; 5 as on the platform unless given, Infinity for no limit. */
  connectsPerMinute?: number;
  /** Messages of one device a second: as the platform has them, or none, which it is unless given. */
  rates?: 'platform' | 'none';
  /** Asked first about each request on the HTTP port: for pages beside the API. */
  pages?: Pages;
  clock?: Clock;
}

const NO_RATES = { up0: Number.POSITIVE_INFINITY, up1: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };

/** A running cloud. */
export interface Cloud {
  readonly mqttPort: number;
  readonly tlsPort?: number;
  readonly webSocketPort?: number;
  readonly hookPort?: number;
  readonly httpPort: number;
  readonly store: Store;
  /** Adds a listener for one of CloudEvents. */
  on<K extends keyof CloudEvents>(event: K, listener: (detail: CloudEvents[K]) => void): Cloud;
  /** Removes it. */
  off<K extends keyof CloudEvents>(event: K, listener: (detail: CloudEvents[K]) => void): Cloud;
  /** Whether the device is connected. */
  isOnline(productKey: string, deviceName: string): boolean;
  /** Ends every connection and call and frees both ports. */
  stop(): Promise<void>;
}

/** Starts a cloud. Rejects with an error that names what is wrong: a port in use, a device given twice. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { host = '127.0.0.1', mqttHost = host, clock = systemClock } = options;
  const events = new CloudEmitter();
  const store = options.store ?? memoryStore(clock);
  const devices = new Devices(options.devices, store, clock);
  await devices.seeded;
  const authenticator = new Authenticator(options.accessKeys, clock);
  const onPublish: OnPublish = ({ productKey, deviceName }, topic, payload, answers) => {
    const device = { productKey, deviceName };
    if (!rrpc.reply(device, topic, payload)) asyncCalls.reply(device, topic, payload);
    posts.take(device, topic, payload, answers);
    events.emit('publish', { ...device, topic, payload });
  };
  // Behind a broker messages come in as soon as it is connected: all that takes them is there before.
  let side: DeviceSide | undefined;
  const push: Push = (...message) => side?.push(...message) ?? 'unreachable';
  const rrpc = new Rrpc(clock, push, { presenceOf: (device) => side?.mayAsk(device) ?? 'OFFLINE' });
  const asyncCalls = new AsyncCalls(clock, push, rrpc.nextId, ({ device, ...reply }) =>
    events.emit('reply', { ...device, ...reply }),
  );
  const models = new Models(store);
  const posts = new Posts({ store, models, clock, events, push });
  noteEvents(events, store, devices, clock);
  const connects = new RateLimit(options.connectsPerMinute ?? CONNECTS_PER_MINUTE, 60_000);
  const shared = { devices, clock, events, connects };
  const opening = options.broker
    ? openGateway({
        ...shared,
        store,
        accessKeys: options.accessKeys,
        broker: options.broker,
        ...hookOf(options, mqttHost),
        onPublish,
      })
    : openLocal({
        ...shared,
        ...doorsOf(options, mqttHost),
        rates: options.rates === 'platform' ? MESSAGE_RATES : NO_RATES,
        strict: options.strict ?? false,
        onPublish: (device, topic, payload) => onPublish(device, topic, payload, true),
      });
  const opened = await opening.catch(async (error: Error) => {
    await store.close();
    throw error;
  });
  side = opened;
  const api = new Api(authenticator, {
    store,
    devices,
    models,
    rrpc,
    asyncCalls,
    push,
    presenceOf: (device) => opened.presenceOf(device),
    mayAsk: (device) => opened.mayAsk(device),
    kick: (device, reason) => opened.kick(device, reason),
    events,
    clock,
    offlineAs: options.offlineAs ?? 'rrpcCode',
    resultAs: options.resultAs ?? 'data',
  });
  const http = createApiServer(api, HTTP_MS, options.pages);

  const stop = async () => {
    rrpc.stop();
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    await opened.stop();
    http.closeAllConnections();
    await closed;
    await store.close();
  };

  try {
    const httpPort = await listen(http, host, options.httpPort, 'HTTP');
    const cloud: Cloud = {
      mqttPort: opened.ports.mqtt,
      ...(opened.ports.tls === undefined ? {} : { tlsPort: opened.ports.tls }),
      ...(opened.ports.webSocket === undefined ? {} : { webSocketPort: opened.ports.webSocket }),
      ...(opened.ports.hook === undefined ? {} : { hookPort: opened.ports.hook }),
      httpPort,
      store,
      on(event, listener) {
        events.on(event, listener);
        return cloud;
      },
      off(event, listener) {
        events.off(event, listener);
        return cloud;
      },
      isOnline(productKey, deviceName) {
        const device = devices.find(productKey, deviceName);
        return device !== undefined && opened.presenceOf(device) === 'ONLINE';
      },
      stop,
    };
    return cloud;
  } catch (error) {
    await stop();
    throw error;
  }
}

function hookOf({ hookPort }: CloudOptions, host: string) {
  return hookPort === undefined ? {} : { hook: { host, port: hookPort } };
}

/** The options that say which ports devices come in by. */
function doorsOf({ mqttPort, tlsPort, webSocketPort, certificate }: CloudOptions, host: string) {
  return {
    host,
    mqttPort,
    ...(tlsPort === undefined ? {} : { tlsPort }),
    ...(webSocketPort === undefined ? {} : { webSocketPort }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

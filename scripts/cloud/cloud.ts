// The local cloud: a broker for devices and the API for callers, in one process.
import { createServer, type Socket } from 'node:net';
import { type Clock, systemClock } from './clock.ts';
import { type DeviceIdentity, Devices, presenceOf } from './devices.ts';
import { CloudEmitter, type CloudEvents } from './events.ts';
import type { OfflineAs, ResultAs } from './http/actions/action.ts';
import { Api } from './http/api.ts';
import { createApiServer } from './http/server.ts';
import { type AccessKey, Authenticator } from './http/signatures/authenticate.ts';
import { CONNECTS_PER_MINUTE, MQTT_CONNECTIONS } from './limits.ts';
import { listen } from './listen.ts';
import { Broker } from './mqtt/broker.ts';
import { RateLimit } from './rates.ts';
import { Rrpc } from './rrpc.ts';
import { memoryStore, type Store } from './store/store.ts';

/** How a cloud is started. */
export interface CloudOptions {
  /** Address to listen on; 127.0.0.1 unless given. */
  host?: string;
  /** 0 takes a free port. */
  mqttPort: number;
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
  clock?: Clock;
}

/** A running cloud. */
export interface Cloud {
  readonly mqttPort: number;
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
  const { host = '127.0.0.1', clock = systemClock } = options;
  const events = new CloudEmitter();
  const store = options.store ?? memoryStore(clock);
  const devices = new Devices(options.devices, store, clock);
  await devices.seeded;
  const authenticator = new Authenticator(options.accessKeys, clock);
  const broker = await Broker.create({
    devices,
    clock,
    events,
    connects: new RateLimit(options.connectsPerMinute ?? CONNECTS_PER_MINUTE, 60_000),
    strict: options.strict ?? false,
    onPublish({ productKey, deviceName }, topic, payload) {
      const device = { productKey, deviceName };
      rrpc.reply(device, topic, payload);
      events.emit('publish', { ...device, topic, payload });
    },
  });
  const rrpc: Rrpc = new Rrpc(clock, (device, topic, payload) => broker.push(device, topic, payload));
  const api = new Api(authenticator, {
    devices,
    rrpc,
    events,
    clock,
    offlineAs: options.offlineAs ?? 'rrpcCode',
    resultAs: options.resultAs ?? 'data',
  });
  const sockets = new Set<Socket>();
  const mqtt = createServer((socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    broker.accept(socket);
  });
  mqtt.maxConnections = MQTT_CONNECTIONS;
  const http = createApiServer(api);

  const stop = async () => {
    rrpc.stop();
    const closed = [mqtt, http].map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    await broker.stop();
    for (const socket of sockets) socket.destroy();
    http.closeAllConnections();
    await Promise.all(closed);
    await store.close();
  };

  try {
    const mqttPort = await listen(mqtt, host, options.mqttPort, 'MQTT');
    const httpPort = await listen(http, host, options.httpPort, 'HTTP');
    const cloud: Cloud = {
      mqttPort,
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
        return device !== undefined && presenceOf(device, clock.now()) === 'ONLINE';
      },
      stop,
    };
    return cloud;
  } catch (error) {
    await stop();
    throw error;
  }
}

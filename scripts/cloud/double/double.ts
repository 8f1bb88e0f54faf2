// The cloud as a test double: the platform's API for a backend's tests, with devices that do as they are told.
import { randomBytes } from 'node:crypto';
import { type Cloud, type CloudOptions, startCloud } from '../cloud.ts';
import type { CloudEvents } from '../events.ts';
import { newDevice, newProduct } from '../store/fresh.ts';
import type { Behaviour } from './behaviours.ts';
import { ScriptedDevice } from './device.ts';

export { answer, type Behaviour, fail, inTurn, late, type Reply, raw, type SeenCall, silent } from './behaviours.ts';
export { ScriptedDevice } from './device.ts';

/** How a double may differ. */
export type DoubleOptions = Partial<
  Pick<CloudOptions, 'httpPort' | 'mqttPort' | 'offlineAs' | 'resultAs' | 'strict' | 'rates'>
> & {
  /** The key that calls are signed with; a random one unless given. */
  accessKey?: { id: string; secret: string };
};

/** A running double. */
export interface CloudDouble {
  /** Where the API is, for the official client's `endpoint`; `protocol` is http. */
  readonly endpoint: string;
  readonly accessKey: { id: string; secret: string };
  readonly mqttPort: number;
  /** API calls of devices, as they ended, oldest first. */
  readonly calls: CloudEvents['call'][];
  /** API requests that were refused before they reached an action, and sign-ins and packets of devices. */
  readonly refusals: (CloudEvents['denied'] | CloudEvents['refused'])[];
  /** What devices published, answers to calls included. */
  readonly publishes: CloudEvents['publish'][];
  readonly cloud: Cloud;
  /** Adds a device, connected, and scripted with these services; see ScriptedDevice.on. */
  device(
    productKey: string,
    deviceName: string,
    services?: Record<string, Behaviour | Record<string, unknown>>,
  ): Promise<ScriptedDevice>;
  /** Forgets what was seen, of every device too. */
  forget(): void;
  /** Ends it, and its devices. */
  stop(): Promise<void>;
}

/** Starts a double on free ports of this computer, with nothing in it. Rejects when a port that was asked for is taken. */
export async function startDouble({ accessKey, ...options }: DoubleOptions = {}): Promise<CloudDouble> {
  const key = accessKey ?? { id: 'test', secret: randomBytes(12).toString('hex') };
  const base = { mqttPort: 0, httpPort: 0, connectsPerMinute: Number.POSITIVE_INFINITY };
  const cloud = await startCloud({ ...base, ...options, devices: [], accessKeys: [key] });
  const devices: ScriptedDevice[] = [];
  const calls: CloudEvents['call'][] = [];
  const refusals: CloudDouble['refusals'] = [];
  const publishes: CloudEvents['publish'][] = [];
  cloud.on('call', (call) => calls.push(call));
  cloud.on('denied', (denied) => refusals.push(denied));
  cloud.on('refused', (refused) => refusals.push(refused));
  cloud.on('publish', (publish) => publishes.push(publish));
  return {
    endpoint: `127.0.0.1:${cloud.httpPort}`,
    accessKey: key,
    mqttPort: cloud.mqttPort,
    calls,
    refusals,
    publishes,
    cloud,
    async device(productKey, deviceName, services = {}) {
      const deviceSecret = randomBytes(16).toString('hex');
      const { store } = cloud;
      const now = Date.now();
      if (!store.product(productKey)) await store.saveProduct(newProduct(productKey, now, productKey));
      await store.saveDevice(newDevice(productKey, deviceName, now, deviceSecret));
      const device = new ScriptedDevice({ productKey, deviceName, deviceSecret }, cloud.mqttPort);
      for (const [service, behaviour] of Object.entries(services)) device.on(service, behaviour);
      devices.push(device);
      return device.connect();
    },
    forget() {
      for (const list of [calls, refusals, publishes, ...devices.map((device) => device.calls)]) list.length = 0;
    },
    async stop() {
      await Promise.all(devices.map((device) => device.disconnect()));
      await cloud.stop();
    },
  };
}

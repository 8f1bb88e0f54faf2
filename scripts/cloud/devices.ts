// The devices the cloud knows, and whether each is connected.
import { type Clock, systemClock } from './clock.ts';
import type { DeviceName } from './events.ts';
import { newDevice, newProduct } from './store/fresh.ts';
import { historyOf } from './store/registry.ts';
import { memoryStore, type Store } from './store/store.ts';

/** A device's identity. */
export interface DeviceIdentity extends DeviceName {
  deviceSecret: string;
}

/** What the cloud holds about a device's connection. */
export interface Connection {
  /** Seconds, from CONNECT. */
  keepAlive: number;
  /** Whether it signed in with ext=1: RRPC on custom topics. */
  ext: boolean;
}

/** A known device. */
export interface Device extends DeviceIdentity {
  /** Set while it is connected. */
  connection?: Connection;
  /** When its last connection was lost without a DISCONNECT, in milliseconds, and its keep-alive, in seconds. */
  lost?: { at: number; keepAlive: number };
}

/** As RRpc reports a device that cannot answer, or ONLINE. */
export type Presence = 'ONLINE' | 'HALFCONN' | 'OFFLINE';

/** Whether a device is connected; HALFCONN for less than one keep-alive after its connection was lost. */
export function presenceOf(device: Device, now: number): Presence {
  if (device.connection) return 'ONLINE';
  return device.lost && now - device.lost.at < device.lost.keepAlive * 1000 ? 'HALFCONN' : 'OFFLINE';
}

/** The devices by (productKey, deviceName): those of a store, each with its connection. */
export class Devices {
  /** Settles when the identities given are in the store. */
  readonly seeded: Promise<unknown>;
  readonly #live = new Map<string, { history: string; device: Device }>();

  /** Takes the identities given into the store, in place of an older secret. Throws, naming the device and never a secret,
   *  when one is malformed or there twice. */
  constructor(
    identities: readonly DeviceIdentity[],
    readonly store: Store = memoryStore(),
    readonly clock: Clock = systemClock,
  ) {
    const names = new Set<string>();
    for (const { productKey, deviceName, deviceSecret } of identities) {
      // A slash, a wildcard or an ampersand would make its topics or its user name ambiguous.
      if (!/^[\w.:@-]{1,64}$/.test(productKey) || !/^[\w.:@-]{1,64}$/.test(deviceName))
        throw new Error(`device "${productKey},${deviceName}": names are 1..64 of letters, digits, - _ . : @`);
      if (!deviceSecret) throw new Error(`device "${productKey},${deviceName}" has no secret`);
      const name = `${productKey}/${deviceName}`;
      if (names.has(name)) throw new Error(`device "${productKey},${deviceName}" is given twice`);
      names.add(name);
    }
    this.seeded = Promise.all(identities.flatMap((identity) => this.#seed(identity)));
    // Whoever waits for it meets the error; nobody else must.
    this.seeded.catch(() => {});
  }

  /** Whether there is such a product. */
  hasProduct(productKey: string): boolean {
    return this.store.product(productKey) !== undefined;
  }

  /** The device of that name, or undefined. The same object each time, while it is registered. */
  find(productKey: string, deviceName: string): Device | undefined {
    const record = this.store.device(productKey, deviceName);
    const name = `${productKey}/${deviceName}`;
    const live = this.#live.get(name);
    if (!record) {
      this.#live.delete(name);
      return undefined;
    }
    const { deviceSecret } = record;
    const history = historyOf(record);
    if (live?.history === history) return Object.assign(live.device, { deviceSecret });
    const device: Device = { productKey, deviceName, deviceSecret };
    this.#live.set(name, { history, device });
    return device;
  }

  /** The device of that IotId, or undefined. */
  findById(iotId: string): Device | undefined {
    const record = this.store.deviceById(iotId);
    return record && this.find(record.productKey, record.deviceName);
  }

  /** Notes that a device came online or went offline now. Rejects when the store does. */
  async note({ productKey, deviceName }: DeviceName, status: 'online' | 'offline'): Promise<void> {
    const record = this.store.device(productKey, deviceName);
    if (!record) return;
    const now = this.clock.now();
    if (status === 'offline') return this.store.saveDevice({ ...record, offlineAt: now });
    return this.store.saveDevice({ ...record, activatedAt: record.activatedAt ?? now, onlineAt: now });
  }

  #seed({ productKey, deviceName, deviceSecret }: DeviceIdentity): Promise<void>[] {
    const now = this.clock.now();
    const writes: Promise<void>[] = [];
    if (!this.store.product(productKey)) writes.push(this.store.saveProduct(newProduct(productKey, now, productKey)));
    const old = this.store.device(productKey, deviceName);
    if (old?.deviceSecret === deviceSecret) return writes;
    const record = old ? { ...old, deviceSecret } : newDevice(productKey, deviceName, now, deviceSecret);
    writes.push(this.store.saveDevice(record));
    return writes;
  }
}

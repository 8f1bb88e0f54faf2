// The devices the cloud knows, and whether each is connected.
import type { DeviceName } from './events.ts';

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

/** The devices by (productKey, deviceName). */
export class Devices {
  readonly #products = new Map<string, Map<string, Device>>();

  /** Takes the identities given. Throws, naming the device and never a secret, when one is malformed or there twice. */
  constructor(identities: readonly DeviceIdentity[]) {
    for (const { productKey, deviceName, deviceSecret } of identities) {
      // A slash, a wildcard or an ampersand would make its topics or its user name ambiguous.
      if (!/^[\w.:@-]{1,64}$/.test(productKey) || !/^[\w.:@-]{1,64}$/.test(deviceName))
        throw new Error(`device "${productKey},${deviceName}": names are 1..64 of letters, digits, - _ . : @`);
      if (!deviceSecret) throw new Error(`device "${productKey},${deviceName}" has no secret`);
      const product = this.#products.get(productKey) ?? new Map<string, Device>();
      if (product.has(deviceName)) throw new Error(`device "${productKey},${deviceName}" is given twice`);
      this.#products.set(productKey, product.set(deviceName, { productKey, deviceName, deviceSecret }));
    }
  }

  /** Whether any device has this product key. */
  hasProduct(productKey: string): boolean {
    return this.#products.has(productKey);
  }

  /** The device of that name, or undefined. */
  find(productKey: string, deviceName: string): Device | undefined {
    return this.#products.get(productKey)?.get(deviceName);
  }
}

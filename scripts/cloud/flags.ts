// Flags that name devices, access keys and ports. What cannot be read is never repeated: it may hold a secret.
import type { DeviceIdentity } from './devices.ts';
import type { AccessKey } from './http/signatures/authenticate.ts';

/** `productKey,deviceName,deviceSecret`. Throws an error that names the flag and what it accepts. */
export function parseDevice(text: string): DeviceIdentity {
  const [productKey, deviceName, deviceSecret, ...more] = text.split(',');
  if (!productKey || !deviceName || !deviceSecret || more.length > 0)
    throw new Error('--device takes productKey,deviceName,deviceSecret, three texts with commas between');
  return { productKey, deviceName, deviceSecret };
}

/** `productKey,deviceName`; a secret behind them is passed over. Throws an error that names the flag. */
export function parseDeviceName(text: string): { productKey: string; deviceName: string } {
  const [productKey, deviceName, ...more] = text.split(',');
  if (!productKey || !deviceName || more.length > 1)
    throw new Error('--device takes productKey,deviceName, two texts with a comma between');
  return { productKey, deviceName };
}

/** `id,secret`. Throws an error that names the flag and what it accepts. */
export function parseAccessKey(text: string): AccessKey {
  const [id, secret, ...more] = text.split(',');
  if (!id || !secret || more.length > 0)
    throw new Error('--access-key takes id,secret, two texts with a comma between');
  return { id, secret };
}

/** A port, 0..65535, 0 for a free one. Throws an error that names the flag. */
export function parsePort(text: string, flag: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new Error(`${flag} takes a port, 0..65535, 0 for a free one, not "${text}"`);
  return port;
}

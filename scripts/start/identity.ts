// Who the board and its caller are for one `npm start`: random, and gone with it.
import { randomBytes } from 'node:crypto';
import type { DeviceIdentity } from '../cloud/devices.ts';
import type { AccessKey } from '../cloud/http/signatures/authenticate.ts';

/** A device and an access key, shaped as the platform's are. */
export interface ThrowAway {
  device: DeviceIdentity;
  accessKey: AccessKey;
}

/** Makes a device and an access key that nobody has had before. */
export function throwAway(): ThrowAway {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  return {
    device: { productKey: `a1${hex(4)}`, deviceName: `board-${hex(2)}`, deviceSecret: hex(16) },
    accessKey: { id: `local-${hex(4)}`, secret: hex(16) },
  };
}

/** The text of `device.json` for a board that signs in at this address. It holds the device's secret. */
export function deviceJson(device: DeviceIdentity, host: string, port: number): string {
  return JSON.stringify({ ...device, host, port });
}

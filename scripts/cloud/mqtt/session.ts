// One device's connection, as the broker remembers it.
import type { Device } from '../devices.ts';
import type { DeviceName } from '../events.ts';
import type { Flow } from './flow.ts';
import type { Guard } from './guard.ts';

/** One connection, from TCP to its end. */
export interface Session {
  guard: Guard;
  flow: Flow;
  acceptedAt: number;
  clientId: string;
  username: string;
  keepAlive: number;
  will: boolean;
  filters: Set<string>;
  device?: Device;
  ext: boolean;
  /** Messages dropped since that was last told, and when it was, in milliseconds. */
  dropped: number;
  toldAt: number;
  /** Why it ended, once something decided that. */
  reason?: string;
}

/** The name alone: what events tell of a device. */
export function nameOf({ productKey, deviceName }: DeviceName): DeviceName {
  return { productKey, deviceName };
}

/** Whether an error is the network's, and not a rule broken. */
export function isLoss(error: Error & { code?: string }): boolean {
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE'].includes(error.code ?? '');
}

// A device's status and times as the API tells them.
import type { Presence } from '../../devices.ts';
import type { DeviceRecord } from '../../store/store.ts';

/** The API's word for a device that never signed in, is connected, or is not. */
export type DeviceStatus = 'UNACTIVE' | 'ONLINE' | 'OFFLINE';

/** A device's status. One that lost its connection a moment ago is OFFLINE. */
export function statusOf(presence: Presence, { activatedAt }: DeviceRecord): DeviceStatus {
  if (presence === 'ONLINE') return 'ONLINE';
  return activatedAt === undefined ? 'UNACTIVE' : 'OFFLINE';
}

/** When its status last changed, in milliseconds. */
export function statusTime(status: DeviceStatus, { createdAt, onlineAt, offlineAt }: DeviceRecord): number {
  if (status === 'UNACTIVE') return createdAt;
  if (status === 'ONLINE') return onlineAt ?? createdAt;
  return Math.max(offlineAt ?? 0, onlineAt ?? createdAt);
}

/** `2024-05-01 12:30:00`, GMT; undefined for no time. */
export function gmt(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** `2024-05-01T12:30:00.000Z`; undefined for no time. */
export function utc(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

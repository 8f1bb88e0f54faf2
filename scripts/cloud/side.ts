// The side of the cloud that devices are on: a broker of its own, or a gateway to another one.
import type { Device, Presence } from './devices.ts';
import type { DeviceName } from './events.ts';
import type { DoorPorts } from './mqtt/doors.ts';
import type { Push } from './rrpc.ts';

/** Where devices are reached. */
export interface DeviceSide {
  /** The ports devices connect to. With another broker it is that broker's, and `hook` answers its questions. */
  readonly ports: DoorPorts & { hook?: number };
  /** Hands a message to a device. */
  readonly push: Push;
  /** Ends a device's connection, if there is one here. */
  kick(device: DeviceName, reason: string): void;
  /** What is known of a device's connection. */
  presenceOf(device: Device): Presence;
  /** Whether a device may be asked: its presence, or ONLINE where only asking tells. */
  mayAsk(device: Device): Presence;
  /** Ends every connection and frees the ports. */
  stop(): Promise<void>;
}

/** Whether this cloud tells a device what became of its post, or another gateway does. */
export type Answers = boolean | Promise<boolean>;

/** A device's publish on one of its own topics. It goes nowhere else: not to other devices, never back to its sender. */
export type OnPublish = (device: DeviceName, topic: string, payload: Buffer, answers: Answers) => void;

// What a connected device may publish and subscribe to.
import type { DeviceName } from '../events.ts';
import { FILTERS_PER_DEVICE, PAYLOAD_BYTES } from '../limits.ts';
import { fits, isOwn } from '../topics.ts';

/** Why a PUBLISH is against the rules, or undefined. Against them, the connection is closed: MQTT 3.1.1 has no refusal. */
export function publishFault(
  device: DeviceName,
  packet: { topic: string; qos: number; retain: boolean; payload: Buffer | string },
): string | undefined {
  if (packet.qos > 1) return 'QoS 2 is not supported';
  if (packet.retain) return 'retain is not supported';
  if (!fits(packet.topic)) return 'a topic is 128 bytes and 7 slashes at most';
  if (Buffer.byteLength(packet.payload) > PAYLOAD_BYTES) return `a payload is ${PAYLOAD_BYTES} bytes at most`;
  if (!isOwn(packet.topic, device)) return `topic ${packet.topic} is not the device's own`;
  return undefined;
}

/** Why a filter is answered 0x80, or undefined. `held` are the filters the device has already. */
export function filterFault(
  device: DeviceName,
  subscription: { topic: string; qos: number },
  held: ReadonlySet<string>,
): string | undefined {
  if (subscription.qos > 1) return 'QoS 2 is not supported';
  if (!fits(subscription.topic)) return 'a filter is 128 bytes and 7 slashes at most';
  if (!isOwn(subscription.topic, device)) return `filter ${subscription.topic} is not the device's own`;
  if (held.size >= FILTERS_PER_DEVICE && !held.has(subscription.topic))
    return `more than ${FILTERS_PER_DEVICE} subscriptions`;
  return undefined;
}

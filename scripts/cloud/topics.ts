// Topics: which belong to a device, how a filter matches, and the two forms of RRPC.
import type { DeviceName } from './events.ts';
import { TOPIC } from './limits.ts';

const EXT = '/ext/rrpc/';

/** A topic or filter without `/ext/rrpc/{messageId}` in front. */
function withoutExt(topic: string): string {
  if (!topic.startsWith(EXT)) return topic;
  const slash = topic.indexOf('/', EXT.length);
  return slash < 0 ? '' : topic.slice(slash);
}

/** What of the platform's has the device's name behind it: shadow, updates, sub-devices, time, errors. Its SDKs subscribe to
 *  them when they connect. */
const SERVICES = [
  '/shadow/get',
  '/shadow/update',
  '/ota/device/inform',
  '/ota/device/upgrade',
  '/ota/device/progress',
  '/ota/device/request',
  '/ext/session',
  '/ext/ntp',
  '/ext/error',
];

/** Whether a topic, or a filter, lies wholly within the device's own: `/sys/{pk}/{dn}/...` or `/{pk}/{dn}/...`, each also
 *  behind `/ext/rrpc/{messageId}`, or the platform's services for it. A wildcard cannot stand for the product or the device. */
export function isOwn(topic: string, device: DeviceName): boolean {
  const name = `/${device.productKey}/${device.deviceName}`;
  const isService = (service: string) => topic === service + name || topic.startsWith(`${service}${name}/`);
  return isBelow(withoutExt(topic), device) || SERVICES.some(isService);
}

function isBelow(topic: string, { productKey, deviceName }: DeviceName): boolean {
  return topic.startsWith(`/sys/${productKey}/${deviceName}/`) || topic.startsWith(`/${productKey}/${deviceName}/`);
}

/** Whether a topic, or a filter, is within the platform's length; `/ext/rrpc/{messageId}` comes on top of it. The platform's
 *  own topics, below `/sys/`, have as many slashes as they need: `.../thing/event/property/batch/post` has 8. */
export function fits(topic: string): boolean {
  const bare = withoutExt(topic);
  const slashes = bare.startsWith('/sys/') ? 0 : bare.split('/').length - 1;
  return Buffer.byteLength(bare) <= TOPIC.bytes && slashes <= TOPIC.slashes;
}

/** Whether an MQTT filter matches a topic. MQTT 3.1.1, 4.7. */
export function matches(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === '#') return true;
    if (i >= levels.length || (wanted[i] !== '+' && wanted[i] !== levels[i])) return false;
  }
  return wanted.length === levels.length;
}

/** Where a request goes and where its reply must come back. */
export interface CallTopics {
  request: string;
  reply: string;
}

/** RRPC's system form. */
export function systemTopics({ productKey, deviceName }: DeviceName, messageId: string): CallTopics {
  const base = `/sys/${productKey}/${deviceName}/rrpc`;
  return { request: `${base}/request/${messageId}`, reply: `${base}/response/${messageId}` };
}

/** RRPC on a custom topic, `/{pk}/{dn}/...`, for devices that signed in with ext=1. */
export function extTopics(topic: string, messageId: string): CallTopics {
  const whole = `${EXT}${messageId}${topic}`;
  return { request: whole, reply: whole };
}

/** The topic of a sync service, to be sent in the ext form. */
export function serviceTopic({ productKey, deviceName }: DeviceName, identifier: string): string {
  return `/sys/${productKey}/${deviceName}/thing/service/${identifier}`;
}

/** Whether a caller may name this topic in RRpc: the device's own, no wildcard, no control character, not too long. */
export function isCallable(topic: string, device: DeviceName): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here.
  return isBelow(topic, device) && fits(topic) && !/[+#\u0000-\u001f\u007f]/.test(topic);
}

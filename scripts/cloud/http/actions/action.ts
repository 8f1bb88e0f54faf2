// What an action of the API is, and what it may use.
import type { AsyncCalls } from '../../asyncCalls.ts';
import type { Clock } from '../../clock.ts';
import type { Device, Devices, Presence } from '../../devices.ts';
import type { CloudEmitter, DeviceName } from '../../events.ts';
import { PAYLOAD_BYTES } from '../../limits.ts';
import type { Models } from '../../model/models.ts';
import type { Push, Pushed, Rrpc } from '../../rrpc.ts';
import type { DeviceRecord, Product, Store } from '../../store/store.ts';
import { ActionError, type Failure, failure } from '../errors.ts';
import type { Json } from '../json.ts';
import type { Params } from '../params.ts';

/** How RRpc tells a device that did not answer: Success with its RrpcCode, or Success false with
 *  Code `iot.messagebroker.{RrpcCode}`. No source settles which the platform does. */
export type OfflineAs = 'rrpcCode' | 'errorCode';

/** What InvokeThingService puts into Data.Result: the reply's `data`, or the whole reply. No source settles it. */
export type ResultAs = 'data' | 'reply';

/** What an action works on. */
export interface ActionContext {
  store: Store;
  devices: Devices;
  models: Models;
  rrpc: Rrpc;
  asyncCalls: AsyncCalls;
  /** Sends a message that awaits no answer. */
  push: Push;
  /** What is known of a device's connection. */
  presenceOf(device: Device): Presence;
  /** Whether it may be asked: its presence, or ONLINE where only asking tells, as behind another broker. */
  mayAsk(device: Device): Presence;
  /** Ends a device's connection, if it has one. */
  kick(device: DeviceName, reason: string): void;
  events: CloudEmitter;
  clock: Clock;
  offlineAs: OfflineAs;
  resultAs: ResultAs;
}

/** An action's answer: its members, RequestId apart. */
export type Answer = { [name: string]: Json | undefined } | Failure;

/** One action of the API. Throws PlatformError for a missing parameter, ActionError for what it refuses itself. */
export type Action = (params: Params, context: ActionContext) => Promise<Answer>;

/** The device that IotId names, or ProductKey and DeviceName; IotId goes before them. Throws ActionError:
 *  iot.device.InvalidIoTId, iot.prod.NotExistedProduct or iot.device.NotExistedDevice. */
export function namedDevice(params: Params, devices: Devices): Device {
  const iotId = params.optional('IotId');
  if (iotId) return deviceById(iotId, devices);
  return deviceOf(params.required('ProductKey'), params.required('DeviceName'), devices);
}

/** The devices that IotId.N names, or ProductKey and DeviceName.N; none twice. Throws ActionError as namedDevice does, and
 *  when there are none, or more than `most`. */
export function namedDevices(params: Params, devices: Devices, most: number): Device[] {
  const iotIds = params.list('IotId');
  const names = iotIds.length > 0 ? [] : params.list('DeviceName');
  const given = iotIds.length + names.length;
  if (given > most)
    throw new ActionError('iot.common.InvalidFormattedParameter', `${most} devices at most in one call, not ${given}`);
  if (iotIds.length > 0) return [...new Set(iotIds.map((iotId) => deviceById(iotId, devices)))];
  const productKey = params.required('ProductKey');
  if (names.length === 0) throw new ActionError('iot.device.NoneDeviceNameElement', 'DeviceName.1 is not there');
  return [...new Set(names.map((name) => deviceOf(productKey, name, devices)))];
}

/** The product that ProductKey names. Throws ActionError iot.prod.NotExistedProduct. */
export function namedProduct(params: Params, store: Store): Product {
  const productKey = params.required('ProductKey');
  const product = store.product(productKey);
  if (!product) throw new ActionError('iot.prod.NotExistedProduct', `no product ${productKey}`);
  return product;
}

/** What is stored of a device. Throws ActionError when it was deleted meanwhile. */
export function recordOf({ productKey, deviceName }: DeviceName, store: Store): DeviceRecord {
  const record = store.device(productKey, deviceName);
  if (!record) throw new ActionError('iot.device.NotExistedDevice', `no device ${deviceName} in product ${productKey}`);
  return record;
}

function deviceOf(productKey: string, deviceName: string, devices: Devices): Device {
  if (!devices.hasProduct(productKey)) throw new ActionError('iot.prod.NotExistedProduct', `no product ${productKey}`);
  const device = devices.find(productKey, deviceName);
  if (!device) throw new ActionError('iot.device.NotExistedDevice', `no device ${deviceName} in product ${productKey}`);
  return device;
}

function deviceById(iotId: string, devices: Devices): Device {
  const device = devices.findById(iotId);
  if (!device) throw new ActionError('iot.device.InvalidIoTId', `no device has the IotId ${iotId}`);
  return device;
}

/** A message to a device as bytes. Throws ActionError iot.messagebroker.PublishMessageFailed for one over PAYLOAD_BYTES. */
export function messageOf(content: string, encoding: 'utf8' | 'base64' = 'utf8'): Buffer {
  const bytes = Buffer.from(content, encoding);
  if (bytes.length <= PAYLOAD_BYTES) return bytes;
  const text = `a message to a device is ${PAYLOAD_BYTES} bytes at most, not ${bytes.length}`;
  throw new ActionError('iot.messagebroker.PublishMessageFailed', text);
}

/** The failure that says a message was not sent, as the device gets no more of them this second. */
export function overRate({ deviceName }: DeviceName): Failure {
  return failure('iot.messagebroker.RateLimit', `more messages a second to device ${deviceName} than it may get`);
}

/** The failure that says why a message was not sent. */
export function notSent(device: DeviceName, pushed: Exclude<Pushed, 'sent'>): Failure {
  if (pushed === 'overRate') return overRate(device);
  const why =
    pushed === 'noBroker' ? 'the broker that devices are at is away' : `device ${device.deviceName} does not read`;
  return failure('iot.messagebroker.PublishMessageFailed', why);
}

/** The failure that says a device did not answer, by RrpcCode. */
export function notAnswered(device: Device, rrpcCode: string): Failure {
  const why: Record<string, string> = {
    OFFLINE: 'is offline',
    HALFCONN: 'lost its connection less than one keep-alive ago',
    TIMEOUT: 'did not answer in time',
  };
  const text = why[rrpcCode] ?? 'could not be asked';
  return failure(`iot.messagebroker.${rrpcCode}`, `device ${device.deviceName} ${text}`);
}

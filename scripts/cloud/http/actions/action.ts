// What an action of the API is, and what it may use.
import type { Clock } from '../../clock.ts';
import type { Device, Devices } from '../../devices.ts';
import type { CloudEmitter } from '../../events.ts';
import type { Rrpc } from '../../rrpc.ts';
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
  devices: Devices;
  rrpc: Rrpc;
  events: CloudEmitter;
  clock: Clock;
  offlineAs: OfflineAs;
  resultAs: ResultAs;
}

/** An action's answer: its members, RequestId apart. */
export type Answer = { [name: string]: Json | undefined } | Failure;

/** One action of the API. Throws PlatformError for a missing parameter, ActionError for what it refuses itself. */
export type Action = (params: Params, context: ActionContext) => Promise<Answer>;

/** The device that ProductKey and DeviceName name. Throws ActionError: iot.prod.NotExistedProduct or
 *  iot.device.NotExistedDevice. */
export function namedDevice(params: Params, devices: Devices): Device {
  const productKey = params.required('ProductKey');
  const deviceName = params.required('DeviceName');
  if (!devices.hasProduct(productKey)) throw new ActionError('iot.prod.NotExistedProduct', `no product ${productKey}`);
  const device = devices.find(productKey, deviceName);
  if (!device) throw new ActionError('iot.device.NotExistedDevice', `no device ${deviceName} in product ${productKey}`);
  return device;
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

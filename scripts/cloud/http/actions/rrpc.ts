// RRpc: a message to a device, its answer in the same call.
import type { Device } from '../../devices.ts';
import { RRPC_TIMEOUT } from '../../limits.ts';
import { extTopics, isCallable, systemTopics } from '../../topics.ts';
import { ActionError } from '../errors.ts';
import { Int64 } from '../json.ts';
import type { Params } from '../params.ts';
import {
  type Action,
  type ActionContext,
  type Answer,
  messageOf,
  namedDevice,
  notAnswered,
  overRate,
} from './action.ts';

/** RRpc. With Topic the request goes to `/ext/rrpc/{messageId}{Topic}`, which needs a device that signed in with ext=1. A
 *  request beyond the device's rate is not sent: Success false with iot.messagebroker.RateLimit. */
export const rrpc: Action = async (params, context) => {
  const device = namedDevice(params, context.devices);
  const { payload, timeout, topic } = readRequest(params, device, context);
  const topicsOf = (messageId: string) =>
    topic === undefined ? systemTopics(device, messageId) : extTopics(topic, messageId);
  const result = await context.rrpc.call(device, topicsOf, payload, timeout);
  const { rrpcCode, messageId, payload: reply, ms } = result;
  context.events.emit('call', {
    api: 'RRpc',
    productKey: device.productKey,
    deviceName: device.deviceName,
    ...(topic === undefined ? {} : { topic }),
    request: payload.toString('utf8'),
    ...(reply ? { reply: reply.toString('utf8') } : {}),
    rrpcCode,
    ...(result.overRate ? { code: overRate(device).Code } : {}),
    messageId,
    ms,
  });
  if (result.overRate) return overRate(device);
  if (rrpcCode !== 'SUCCESS' && context.offlineAs === 'errorCode') return notAnswered(device, rrpcCode);
  const answer: Answer = { Success: true, RrpcCode: rrpcCode, MessageId: new Int64(messageId) };
  return reply ? { ...answer, PayloadBase64Byte: reply.toString('base64') } : answer;
};

interface RrpcRequest {
  payload: Buffer;
  timeout: number;
  topic: string | undefined;
}

function readRequest(params: Params, device: Device, context: ActionContext): RrpcRequest {
  const body = params.required('RequestBase64Byte', true);
  if (body === '') throw new ActionError('iot.messagebroker.NullMessageContent', 'RequestBase64Byte is empty');
  if (!isBase64(body))
    throw new ActionError('iot.messagebroker.MessageContentIsNotBase64Encode', 'RequestBase64Byte is not base64');
  const timeout = params.integer('Timeout', RRPC_TIMEOUT, undefined, 'iot.messagebroker.InvalidTimeoutValue');
  const topic = params.optional('Topic');
  if (topic !== undefined) {
    if (!isCallable(topic, device)) {
      const { productKey, deviceName } = device;
      const message = `Topic must begin with /${productKey}/${deviceName}/ and hold no wildcard`;
      throw new ActionError('iot.messagebroker.InvalidFormattedTopicName', message);
    }
    if (device.connection && !device.connection?.ext) {
      const message = `device ${device.deviceName} signed in without ext=1, so it takes no RRPC on custom topics`;
      throw new ActionError('iot.messagebroker.InvalidFormattedTopicName', message);
    }
  }
  if (context.rrpc.full)
    throw new ActionError('iot.messagebroker.RateLimit', 'too many calls are waiting for an answer');
  return { payload: messageOf(body, 'base64'), timeout, topic };
}

/** Whether a text is base64, padded, in the standard alphabet. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

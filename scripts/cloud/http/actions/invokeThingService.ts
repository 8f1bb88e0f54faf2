// InvokeThingService: a service of the thing model, called and answered in the same call.
import { randomInt } from 'node:crypto';
import { alinkRequestOf, codeText, readAlinkReply } from '../../alink.ts';
import type { Device } from '../../devices.ts';
import { SERVICE_TIMEOUT } from '../../limits.ts';
import type { RrpcResult } from '../../rrpc.ts';
import { extTopics, serviceTopic, systemTopics } from '../../topics.ts';
import { ActionError, failure } from '../errors.ts';
import {
  type Action,
  type ActionContext,
  type Answer,
  messageOf,
  namedDevice,
  notAnswered,
  overRate,
} from './action.ts';
import { sendAsync } from './sendAsync.ts';
import { readServiceCall } from './serviceCall.ts';

/** InvokeThingService: sync, or async where the thing model says so, and then without Data.Result. The device's own code
 *  reaches the caller, as the documentation asks without showing where: 200 is Success, any other is Success false with that
 *  number as Code and the device's message as ErrorMessage, and Data.Result beside them. A device that did not answer is
 *  Code iot.messagebroker.OFFLINE, HALFCONN, TIMEOUT or UNKNOWN, one that gets no more messages this second is RateLimit; an answer that is no Alink JSON is
 *  iot.device.InvokeThingServiceFailed. */
export const invokeThingService: Action = async (params, context) => {
  const device = namedDevice(params, context.devices);
  const { identifier, args, callType } = readServiceCall(params, device.productKey, context);
  if (callType === 'async') return sendAsync(device, { api: 'InvokeThingService', identifier, params: args }, context);
  if (context.rrpc.full)
    throw new ActionError('iot.messagebroker.RateLimit', 'too many calls are waiting for an answer');
  const request = alinkRequestOf(String(randomInt(1, 2 ** 32)), `thing.service.${identifier}`, args);
  const topicsOf = (messageId: string) =>
    device.connection?.ext ? extTopics(serviceTopic(device, identifier), messageId) : systemTopics(device, messageId);
  const result = await context.rrpc.call(device, topicsOf, messageOf(request), SERVICE_TIMEOUT);
  const answer = answerOf(device, result, context);
  tell(context, device, identifier, request, result, answer);
  return answer;
};

function answerOf(device: Device, result: RrpcResult, context: ActionContext): Answer {
  if (result.overRate) return overRate(device);
  if (!result.payload) return notAnswered(device, result.rrpcCode);
  const reply = readAlinkReply(result.payload);
  if (!reply)
    return failure('iot.device.InvokeThingServiceFailed', 'the device answered with something that is no Alink JSON');
  const Result = context.resultAs === 'data' ? reply.data : result.payload.toString('utf8');
  // A string here, as the client's types have it; RRpc's is a raw number.
  const Data = { MessageId: result.messageId, Result };
  if (reply.code === 200) return { Success: true, Data };
  return { ...failure(String(reply.code), reply.message ?? codeText(reply.code)), Data };
}

function tell(
  context: ActionContext,
  device: Device,
  service: string,
  request: string,
  result: RrpcResult,
  answer: Answer,
): void {
  context.events.emit('call', {
    api: 'InvokeThingService',
    productKey: device.productKey,
    deviceName: device.deviceName,
    service,
    request,
    ...(result.payload ? { reply: result.payload.toString('utf8') } : {}),
    rrpcCode: result.rrpcCode,
    ...(typeof answer.Code === 'string' ? { code: answer.Code } : {}),
    messageId: result.messageId,
    ms: result.ms,
  });
}

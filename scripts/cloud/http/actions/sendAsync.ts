// An async call on its way: what the API answers when it was sent, and when it could not be.
import { alinkRequestOf } from '../../alink.ts';
import type { Device } from '../../devices.ts';
import { serviceTopic } from '../../topics.ts';
import { type ActionContext, type Answer, messageOf, notAnswered, notSent } from './action.ts';

/** What is to be called. */
export interface AsyncRequest {
  api: string;
  /** A service's identifier, or `property/set`. */
  identifier: string;
  /** JSON text of an object. */
  params: string;
}

/** Sends an async call. Answers Data.MessageId; Success false with iot.messagebroker.OFFLINE or HALFCONN for a device that is
 *  not connected, RateLimit for one that gets no more messages this second, PublishMessageFailed for one that does not read, and
 *  where the broker is away. The device's answer is told by the event `reply`. */
export function sendAsync(device: Device, { api, identifier, params }: AsyncRequest, context: ActionContext): Answer {
  const { productKey, deviceName } = device;
  const about = { api, productKey, deviceName, service: identifier, ms: 0 };
  const presence = context.mayAsk(device);
  if (presence !== 'ONLINE') {
    context.events.emit('call', { ...about, request: params, rrpcCode: presence });
    return notAnswered(device, presence);
  }
  let request = '';
  const { messageId, pushed } = context.asyncCalls.send(device, serviceTopic(device, identifier), (id) => {
    request = alinkRequestOf(id, `thing.service.${identifier.replace('/', '.')}`, params);
    return messageOf(request);
  });
  if (pushed === 'sent') {
    context.events.emit('call', { ...about, request, messageId, rrpcCode: 'SENT' });
    return { Success: true, Data: { MessageId: messageId } };
  }
  const refused = notSent(device, pushed);
  context.events.emit('call', { ...about, request, messageId, rrpcCode: 'UNKNOWN', code: refused.Code });
  return refused;
}

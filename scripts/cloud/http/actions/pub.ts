// Pub: a message to a device on a custom topic, answered by nobody.
import { isCallable } from '../../topics.ts';
import { ActionError } from '../errors.ts';
import { type Action, messageOf, namedProduct, notSent } from './action.ts';
import { isBase64 } from './rrpc.ts';

/** Pub. Success says that it was published, not that the device was there to receive it: nothing is kept for a device that is
 *  offline, nor sent again to one that does not acknowledge it. Beyond the device's rate it is iot.messagebroker.RateLimit,
 *  with its broker away iot.messagebroker.PublishMessageFailed.
 *  Topics below /sys are for calls, and /broadcast is not served. */
export const pub: Action = async (params, { store, devices, push, rrpc }) => {
  const { productKey } = namedProduct(params, store);
  const content = params.required('MessageContent', true);
  if (content === '') throw new ActionError('iot.messagebroker.NullMessageContent', 'MessageContent is empty');
  if (!isBase64(content))
    throw new ActionError('iot.messagebroker.MessageContentIsNotBase64Encode', 'MessageContent is not base64');
  const qos = params.integer('Qos', { min: 0, max: 1 }, 0) === 1 ? 1 : 0;
  const topic = params.required('TopicFullName', true);
  if (topic === '') throw new ActionError('iot.messagebroker.NullTopicName', 'TopicFullName is empty');
  const [, , deviceName = ''] = topic.split('/');
  const name = { productKey, deviceName };
  if (!topic.startsWith(`/${productKey}/`) || !isCallable(topic, name)) {
    const message = `TopicFullName must begin with /${productKey}/ and a device's name, and hold no wildcard`;
    throw new ActionError('iot.messagebroker.InvalidFormattedTopicName', message);
  }
  if (!devices.find(productKey, deviceName))
    throw new ActionError('iot.device.NotExistedDevice', `no device ${deviceName} in product ${productKey}`);
  const pushed = push(name, topic, messageOf(content, 'base64'), { qos });
  if (pushed === 'overRate' || pushed === 'noBroker') return notSent(name, pushed);
  return { Success: true, MessageId: rrpc.nextId() };
};

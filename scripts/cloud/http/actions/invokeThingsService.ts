// InvokeThingsService: one service of many devices, sent and not waited for.
import { DEVICES_PER_CALL } from '../../limits.ts';
import { type Action, namedDevices } from './action.ts';
import { sendAsync } from './sendAsync.ts';
import { readServiceCall } from './serviceCall.ts';

/** InvokeThingsService, async whatever the thing model says. Every device named must exist and the arguments be right for it,
 *  or none is called. The answer has no room for a single device's fate, so one that is offline is passed over: its status
 *  tells. Where none got it and one could not be sent it, as with the broker away, that is the answer. */
export const invokeThingsService: Action = async (params, context) => {
  const devices = namedDevices(params, context.devices, DEVICES_PER_CALL.invoke);
  const calls = devices.map((device) => ({ device, call: readServiceCall(params, device.productKey, context) }));
  const answers = calls.map(({ device, call }) =>
    sendAsync(device, { api: 'InvokeThingsService', identifier: call.identifier, params: call.args }, context),
  );
  const unpublished = answers.find(({ Code }) => Code === 'iot.messagebroker.PublishMessageFailed');
  return unpublished && !answers.some(({ Success }) => Success) ? unpublished : { Success: true };
};

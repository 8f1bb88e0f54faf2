// SetDeviceProperty: new values of a device's properties, sent and not waited for.
import { parseObject } from '../../alink.ts';
import { encodeParameters } from '../../model/encode.ts';
import type { ThingModel } from '../../model/models.ts';
import { ActionError } from '../errors.ts';
import { type Action, namedDevice } from './action.ts';
import { sendAsync } from './sendAsync.ts';

const FAILED = 'iot.device.SetDevicePropertyFailed';

/** SetDeviceProperty. Success says that the device was sent the values on `.../thing/service/property/set`; what it makes of
 *  them it tells on `.../set_reply` and by its next post. With a thing model the values are checked first, and one of a
 *  float or double gets its decimal point. */
export const setDeviceProperty: Action = async (params, context) => {
  const device = namedDevice(params, context.devices);
  const text = params.required('Items');
  const items = parseObject(text);
  if (!items) throw new ActionError(FAILED, 'Items is not a JSON object');
  if (Object.keys(items).length === 0) throw new ActionError('iot.device.NoneDeviceProperties', 'Items is empty');
  const model = context.models.of(device.productKey);
  if (model) check(model, items);
  const encoded = model
    ? encodeParameters(
        [...model.properties].map(([identifier, property]) => ({ ...property, identifier })),
        items,
      )
    : text;
  return sendAsync(device, { api: 'SetDeviceProperty', identifier: 'property/set', params: encoded }, context);
};

function check(model: ThingModel, items: Record<string, unknown>): void {
  for (const [identifier, value] of Object.entries(items)) {
    const fault = model.checkSetting(identifier, value);
    if (fault) throw new ActionError(FAILED, `${fault.message} (${fault.code})`);
  }
}

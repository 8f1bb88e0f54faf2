// QueryDevicePropertyData: the values one property had within a time.
import { ActionError } from '../errors.ts';
import { type Action, namedDevice } from './action.ts';
import { pageData, readRange, valueText } from './range.ts';

/** QueryDevicePropertyData, of the last 30 days. */
export const queryDevicePropertyData: Action = async (params, { store, devices, models }) => {
  const { productKey, deviceName } = namedDevice(params, devices);
  const identifier = params.required('Identifier');
  const properties = models.of(productKey)?.properties;
  if (properties && !properties.has(identifier)) {
    const message = `property ${identifier} is not in the thing model, which has: ${[...properties.keys()].join(', ')}`;
    throw new ActionError('iot.device.QueryDeviceAttrDataHistoryFailed', message);
  }
  const page = await store.propertyValues(productKey, deviceName, identifier, readRange(params));
  const told = ({ time, value }: (typeof page.records)[number]) => ({ Time: String(time), Value: valueText(value) });
  return { Success: true, Data: pageData(page, 'PropertyInfo', told) };
};

// QueryDevicePropertyData: the values one property had within a time.
import type { PropertyValue } from '../../store/store.ts';
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
  const told = (record: PropertyValue) => ({ Time: String(record.time), Value: valueText(record) });
  return { Success: true, Data: pageData(page, 'PropertyInfo', told) };
};

// QueryDeviceEventData: the events a device posted within a time.
import type { EventRecord } from '../../store/store.ts';
import { ActionError } from '../errors.ts';
import { type Action, namedDevice } from './action.ts';
import { pageData, readRange } from './range.ts';

const TYPES = ['info', 'alert', 'error'];

/** QueryDeviceEventData, of the last 30 days: all events, or those of Identifier, or of EventType. An event that no thing
 *  model declares is of the type info. */
export const queryDeviceEventData: Action = async (params, { store, devices, models }) => {
  const { productKey, deviceName } = namedDevice(params, devices);
  const wanted = params.optional('Identifier');
  const type = params.optional('EventType');
  if (type && !TYPES.includes(type))
    throw new ActionError('iot.common.InvalidFormattedParameter', `EventType must be one of ${TYPES.join(', ')}`);
  const declared = models.of(productKey)?.events;
  const typeOf = (identifier: string) => declared?.get(identifier)?.type ?? 'info';
  const page = await store.events(productKey, deviceName, readRange(params), ({ identifier }) => {
    return (!wanted || identifier === wanted) && (!type || typeOf(identifier) === type);
  });
  const told = ({ identifier, time, text }: EventRecord) => ({
    Identifier: identifier,
    Name: declared?.get(identifier)?.name ?? identifier,
    EventType: typeOf(identifier),
    OutputData: text,
    Time: String(time),
  });
  return { Success: true, Data: pageData(page, 'EventInfo', told) };
};

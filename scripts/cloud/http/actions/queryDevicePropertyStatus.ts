// QueryDevicePropertyStatus: the newest value of each of a device's properties.
import type { Parameter } from '../../model/tsl.ts';
import type { PropertyValue } from '../../store/store.ts';
import { type Action, namedDevice } from './action.ts';
import { valueText } from './range.ts';

/** QueryDevicePropertyStatus: the properties of the thing model's default module, or of that of FunctionBlockId, with those
 *  never posted left without a value. Without a thing model: those that were posted. */
export const queryDevicePropertyStatus: Action = async (params, { store, devices, models }) => {
  const { productKey, deviceName } = namedDevice(params, devices);
  const block = params.optional('FunctionBlockId') ?? '';
  const values = await store.lastProperties(productKey, deviceName);
  const declared = models.of(productKey)?.properties;
  const identifiers = [...(declared ?? values).keys()].filter((name) => blockOf(name) === block);
  const PropertyStatusInfo = identifiers.map((name) => told(name, declared?.get(name), values.get(name)));
  return { Success: true, Data: { List: { PropertyStatusInfo } } };
};

function blockOf(identifier: string): string {
  const colon = identifier.indexOf(':');
  return colon < 0 ? '' : identifier.slice(0, colon);
}

function told(Identifier: string, declared: Parameter | undefined, last: PropertyValue | undefined) {
  const { type, specs } = declared?.dataType ?? {};
  const unit = type && type !== 'struct' && type !== 'array' ? (specs as Record<string, string>).unit : undefined;
  return {
    Identifier,
    Name: declared?.name ?? Identifier,
    DataType: type,
    Unit: unit,
    Value: last && valueText(last),
    Time: last && String(last.time),
  };
}

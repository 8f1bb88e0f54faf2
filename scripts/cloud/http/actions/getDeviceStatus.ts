// GetDeviceStatus: whether a device is connected, and since when.
import { Int64 } from '../json.ts';
import { type Action, namedDevice, recordOf } from './action.ts';
import { statusOf, statusTime } from './status.ts';

/** GetDeviceStatus. */
export const getDeviceStatus: Action = async (params, { store, devices, presenceOf }) => {
  const device = namedDevice(params, devices);
  const record = recordOf(device, store);
  const status = statusOf(presenceOf(device), record);
  return { Success: true, Data: { Status: status, Timestamp: new Int64(String(statusTime(status, record))) } };
};

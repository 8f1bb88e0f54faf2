// BatchGetDeviceState: whether each of up to 50 devices is connected.
import { DEVICES_PER_CALL } from '../../limits.ts';
import { type Action, namedDevices, recordOf } from './action.ts';
import { statusOf, utc } from './status.ts';

/** BatchGetDeviceState. */
export const batchGetDeviceState: Action = async (params, { store, devices, presenceOf }) => {
  const DeviceStatus = namedDevices(params, devices, DEVICES_PER_CALL.state).map((device) => {
    const record = recordOf(device, store);
    return {
      DeviceName: record.deviceName,
      DeviceId: record.iotId,
      IotId: record.iotId,
      Status: statusOf(presenceOf(device), record),
      AsAddress: record.ipAddress,
      LastOnlineTime: utc(record.onlineAt),
    };
  });
  return { Success: true, DeviceStatusList: { DeviceStatus } };
};

// QueryDeviceDetail: all that is known of one device.
import { type Action, namedDevice, recordOf } from './action.ts';
import { gmt, statusOf, utc } from './status.ts';

/** QueryDeviceDetail. Its secret is in the answer, as on the platform. */
export const queryDeviceDetail: Action = async (params, { store, devices, presenceOf }) => {
  const device = namedDevice(params, devices);
  const record = recordOf(device, store);
  const product = store.product(record.productKey);
  const Data = {
    ProductKey: record.productKey,
    ProductName: product?.productName,
    DeviceName: record.deviceName,
    Nickname: record.nickname,
    DeviceSecret: record.deviceSecret,
    IotId: record.iotId,
    Status: statusOf(presenceOf(device), record),
    NodeType: product?.nodeType,
    Owner: true,
    Region: 'local',
    IpAddress: record.ipAddress,
    GmtCreate: gmt(record.createdAt),
    UtcCreate: utc(record.createdAt),
    GmtActive: gmt(record.activatedAt),
    UtcActive: utc(record.activatedAt),
    GmtOnline: gmt(record.onlineAt),
    UtcOnline: utc(record.onlineAt),
  };
  return { Success: true, Data };
};

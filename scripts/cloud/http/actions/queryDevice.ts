// QueryDevice: the devices of a product, in pages.
import { PAGE_SIZE } from '../../limits.ts';
import type { DeviceRecord } from '../../store/store.ts';
import { ActionError } from '../errors.ts';
import type { Json } from '../json.ts';
import { type Action, type ActionContext, namedProduct } from './action.ts';
import { statusOf, utc } from './status.ts';

const CODE = 'iot.common.InvalidPageParams';

/** QueryDevice. Pages by CurrentPage and PageSize, or from NextToken on, in the order of registration; a device registered or
 *  deleted meanwhile moves no other one past a NextToken. */
export const queryDevice: Action = async (params, context) => {
  const { store } = context;
  const { productKey } = namedProduct(params, store);
  const size = params.integer('PageSize', PAGE_SIZE, 10, CODE);
  const page = params.integer('CurrentPage', { min: 1, max: 1_000_000 }, 1, CODE);
  const token = params.optional('NextToken');
  const records = token
    ? store.devicesAfter(productKey, orderOf(token), size)
    : store.devices(productKey, (page - 1) * size, size);
  const last = records.at(-1);
  const more = last !== undefined && store.devicesAfter(productKey, last.order, 1).length > 0;
  const total = store.deviceCount(productKey);
  return {
    Success: true,
    Total: total,
    Page: page,
    PageSize: size,
    PageCount: Math.ceil(total / size),
    NextToken: more ? tokenOf(last.order) : undefined,
    Data: { DeviceInfo: records.map((record) => deviceInfo(record, context)) },
  };
};

function deviceInfo(record: DeviceRecord, { devices, presenceOf }: ActionContext): Json {
  const { productKey, deviceName, createdAt } = record;
  const modified = Math.max(createdAt, record.onlineAt ?? 0, record.offlineAt ?? 0);
  return {
    ProductKey: productKey,
    DeviceName: deviceName,
    Nickname: record.nickname,
    IotId: record.iotId,
    DeviceId: record.iotId,
    DeviceSecret: record.deviceSecret,
    DeviceStatus: statusOf(presenceOf(devices.find(productKey, deviceName) ?? record), record),
    GmtCreate: new Date(createdAt).toUTCString(),
    UtcCreate: utc(createdAt),
    GmtModified: new Date(modified).toUTCString(),
    UtcModified: utc(modified),
  };
}

function tokenOf(order: number): string {
  return Buffer.from(String(order)).toString('base64url');
}

function orderOf(token: string): number {
  const text = Buffer.from(token, 'base64url').toString();
  if (!/^\d{1,15}$/.test(text)) throw new ActionError(CODE, 'NextToken is not one that QueryDevice gave');
  return Number(text);
}

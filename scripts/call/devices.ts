// The devices of a product that are online, by the cloud's API.
import { createRequire } from 'node:module';
import type { CallTarget } from './callService.ts';
import { createClient } from './client.ts';
import { CallError, explainCode, explainThrown } from './errors.ts';

const require = createRequire(import.meta.url);

/** Devices in one page. Platform: 50 at most. */
const PAGE_SIZE = 50;
/** How long one page may take, in ms. */
const PAGE_LIMIT_MS = 8_000;
/** Pages that are read at most: a product has more devices only where nobody calls them all at once. */
const PAGES = 200;

/** The names of the devices of `productKey` that are online, in the cloud's order (QueryDevice). Rejects with a CallError
 *  where the cloud refuses. */
export async function onlineDevices(target: Omit<CallTarget, 'device'>, productKey: string): Promise<string[]> {
  const { QueryDeviceRequest } = require('@alicloud/iot20180120') as typeof import('@alicloud/iot20180120');
  const client = createClient(target, PAGE_LIMIT_MS);
  const place = { endpoint: target.endpoint, accessKeyId: target.accessKey.id, device: `${productKey},*` };
  const online: string[] = [];
  for (let currentPage = 1; currentPage <= PAGES; currentPage++) {
    const instance = target.instance === undefined ? {} : { iotInstanceId: target.instance };
    const request = new QueryDeviceRequest({ productKey, pageSize: PAGE_SIZE, currentPage, ...instance });
    const { body } = await client.queryDevice(request).catch((error: unknown) => {
      throw ofProduct(explainThrown(error, place), productKey, target.endpoint);
    });
    if (!body.success)
      throw ofProduct(explainCode(body.code ?? 'UNKNOWN', body.errorMessage ?? '', place), productKey, target.endpoint);
    const found = body.data?.deviceInfo ?? [];
    for (const { deviceName, deviceStatus } of found)
      if (deviceName !== undefined && deviceStatus?.toUpperCase() === 'ONLINE') online.push(deviceName);
    if (currentPage >= (body.pageCount ?? 1)) break;
  }
  if (online.length === 0) throw new CallError('OFFLINE', `no device of product ${productKey} is connected`);
  return online;
}

/** No device was named here, so none is in the message. */
function ofProduct(error: CallError, productKey: string, endpoint: string): CallError {
  if (error.code !== 'iot.prod.NotExistedProduct') return error;
  return new CallError(error.code, `product ${productKey} is not known at ${endpoint}`);
}

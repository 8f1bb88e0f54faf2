// New products and devices: their keys, ids and secrets.
import { randomBytes, randomInt } from 'node:crypto';
import type { DeviceRecord, Product } from './records.ts';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Random letters and digits. */
export function randomName(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** A new device with an IotId of its own. Its secret is made too, unless it has one. */
export function newDevice(
  productKey: string,
  deviceName: string,
  now: number,
  deviceSecret = randomBytes(16).toString('hex'),
): DeviceRecord {
  return { productKey, deviceName, deviceSecret, iotId: `${randomName(20)}000100`, order: 0, createdAt: now };
}

/** A new product: Alink JSON, direct devices, a thing model. Its key is made too, unless it has one. */
export function newProduct(productName: string, now: number, productKey = `a1${randomName(9)}`): Product {
  return {
    productKey,
    productName,
    productSecret: randomName(16),
    nodeType: 0,
    dataFormat: 1,
    aliyunCommodityCode: 'iothub_senior',
    authType: 'secret',
    createdAt: now,
  };
}

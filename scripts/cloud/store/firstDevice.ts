// The device that a call goes to where none is named.
import type { DeviceRecord, Store } from './store.ts';

/** The device registered first in the first product that has any; undefined in a store without devices. */
export function firstDevice(store: Store): DeviceRecord | undefined {
  for (const { productKey } of store.products()) {
    const [device] = store.devices(productKey, 0, 1);
    if (device) return device;
  }
  return undefined;
}

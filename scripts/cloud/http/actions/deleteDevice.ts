// DeleteDevice: a device, its connection and all that was stored of it.
import { type Action, namedDevice } from './action.ts';

/** DeleteDevice. Answers once it is gone from the disk. */
export const deleteDevice: Action = async (params, { store, devices, kick }) => {
  const { productKey, deviceName } = namedDevice(params, devices);
  const removed = store.removeDevice(productKey, deviceName);
  kick({ productKey, deviceName }, 'the device was deleted');
  await removed;
  return { Success: true };
};

// RegisterDevice: a new device of a product, with its secret.
import { DEVICES_PER_PRODUCT } from '../../limits.ts';
import { newDevice, randomName } from '../../store/fresh.ts';
import { ActionError } from '../errors.ts';
import { type Action, namedProduct } from './action.ts';

/** Characters of a name that RegisterDevice makes. */
const MADE_NAME = 20;

/** Characters of a Nickname, a Chinese one counting two. */
const NICKNAME = 64;

/** RegisterDevice. A DeviceName is made when none is given. Answers once the device is on the disk. */
export const registerDevice: Action = async (params, { store, clock }) => {
  const { productKey } = namedProduct(params, store);
  const deviceName = params.optional('DeviceName') || randomName(MADE_NAME);
  if (!/^[\w.:@-]{4,32}$/.test(deviceName)) {
    const message = 'DeviceName must be 4..32 letters, digits and - _ . : @';
    throw new ActionError('iot.device.InvalidFormattedDeviceName', message);
  }
  const nickname = params.optional('Nickname');
  if (nickname !== undefined && nickname.length > NICKNAME)
    throw new ActionError('iot.common.InvalidFormattedParameter', `Nickname is ${NICKNAME} characters at most`);
  if (store.device(productKey, deviceName))
    throw new ActionError('iot.device.AlreadyExistedDeviceName', `there is a device ${deviceName} already`);
  if (store.deviceCount(productKey) >= DEVICES_PER_PRODUCT)
    throw new ActionError('iot.device.DeviceCountExceeded', `a product has ${DEVICES_PER_PRODUCT} devices at most`);
  const device = newDevice(productKey, deviceName, clock.now());
  if (nickname) device.nickname = nickname;
  await store.saveDevice(device);
  const { iotId, deviceSecret } = device;
  const names = { ProductKey: productKey, DeviceName: deviceName, Nickname: nickname };
  return { Success: true, Data: { ...names, DeviceSecret: deviceSecret, IotId: iotId } };
};

// Several gateways in front of Mosquitto, where it is installed: what is registered at one is known at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cloud } from '../../../../scripts/cloud/cloud.ts';
import type { RegistryEntry } from '../../../../scripts/cloud/store/store.ts';
import { findMosquitto } from '../../../support/mosquitto.ts';
import { alink, answering, next } from '../help.ts';
import { signedByHand } from '../http/official.ts';
import { tslText } from '../model/thing.ts';
import { brokerFor, gatewayFor, join, users } from './rig.ts';

const skip = findMosquitto() === undefined ? 'Mosquitto is not installed' : false;

/** Resolves when the cloud's registry got an entry that `wanted` accepts. */
const learned = (cloud: Cloud, wanted: (entry: RegistryEntry) => boolean) =>
  new Promise<void>((resolve) => cloud.store.onRegistered((entry) => wanted(entry) && resolve()));
const isDevice = (name: string) => (entry: RegistryEntry) => 'device' in entry && entry.device.deviceName === name;
const isRemoval = (iotId: unknown) => (entry: RegistryEntry) => 'removal' in entry && entry.removal.iotId === iotId;

test('a product, its model and a device of one gateway are known to the next, which calls and deletes it for both', {
  skip,
}, async (t) => {
  const broker = await brokerFor(t);
  const [one, two] = [await gatewayFor(t, broker.port), await gatewayFor(t, broker.port)];
  const known = learned(two, isDevice('lamp9'));
  const { ProductKey } = await signedByHand(one, 'CreateProduct', { ProductName: 'Lamps', NodeType: '0' });
  const productKey = String(ProductKey);
  await signedByHand(one, 'ImportThingModelTsl', { ProductKey: productKey, TslStr: tslText });
  const made = await signedByHand(one, 'RegisterDevice', { ProductKey: productKey, DeviceName: 'lamp9' });
  const IotId = String(made.Data?.IotId);
  await known;
  const { Data } = await signedByHand(two, 'QueryDeviceDetail', { IotId });
  assert.deepEqual([Data?.DeviceSecret, Data?.ProductName], [made.Data?.DeviceSecret, 'Lamps']);
  const again = await signedByHand(two, 'RegisterDevice', { ProductKey: productKey, DeviceName: 'lamp9' });
  assert.equal(again.Code, 'iot.device.AlreadyExistedDeviceName');
  answering(
    await join(
      t,
      broker.port,
      { username: 'gateway', password: users.gateway ?? '' },
      { productKey, deviceName: 'lamp9' },
    ),
    (request) => alink(request, { data: { value: 1 } }),
  );
  const call = { IotId, Identifier: 'SetPin', Args: '{"pin":"led"}' };
  assert.equal((await signedByHand(two, 'InvokeThingService', call)).Data?.Result, '{"value":1}');
  // By the model that the first gateway was given.
  assert.match(
    String((await signedByHand(two, 'InvokeThingService', { ...call, Identifier: 'No' })).ErrorMessage),
    /5161/,
  );
  const gone = learned(one, isRemoval(IotId));
  assert.equal((await signedByHand(two, 'DeleteDevice', { IotId })).Success, true);
  await gone;
  assert.equal((await signedByHand(one, 'QueryDeviceDetail', { IotId })).Code, 'iot.device.InvalidIoTId');
});

test('devices given to each gateway by its flags have one IotId', { skip }, async (t) => {
  const broker = await brokerFor(t);
  const one = await gatewayFor(t, broker.port);
  const IotId = String(one.store.device('a1Bcd', 'lamp')?.iotId);
  const two = await gatewayFor(t, broker.port);
  if (!two.store.deviceById(IotId)) await learned(two, isDevice('lamp'));
  assert.equal((await signedByHand(two, 'QueryDeviceDetail', { IotId })).Data?.DeviceName, 'lamp');
  assert.equal(two.store.deviceCount('a1Bcd'), 2);
});

test('what was registered while the broker was away is known to all when it is back', { skip }, async (t) => {
  const broker = await brokerFor(t);
  const clouds = [await gatewayFor(t, broker.port), await gatewayFor(t, broker.port)] as const;
  const lost = clouds.map((cloud) => next(cloud, 'broker', ({ connected }) => !connected));
  await broker.kill('SIGKILL');
  await Promise.all(lost);
  const names = ['registered-at-one', 'registered-at-two'] as const;
  const known = [learned(clouds[1], isDevice(names[0])), learned(clouds[0], isDevice(names[1]))];
  for (const [i, cloud] of clouds.entries())
    await signedByHand(cloud, 'RegisterDevice', { ProductKey: 'a1Bcd', DeviceName: names[i] ?? '' });
  await broker.start();
  await Promise.all(known);
});

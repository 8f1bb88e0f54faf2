import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onlineDevices } from '../../../scripts/call/devices.ts';
import { accessKey, cloudFor, connect, credentials, device, other, target } from '../cloud/help.ts';

test('the devices of a product that are online are named, over several pages', async (t) => {
  // More than one page of 50: the last two of them are connected.
  const more = Array.from({ length: 60 }, (_, i) => ({ ...device, deviceName: `lamp${i}` }));
  const cloud = await cloudFor(t, { devices: [...more, device, other] });
  await assert.rejects(onlineDevices(target(cloud), 'a1Bcd'), {
    code: 'OFFLINE',
    message: 'no device of product a1Bcd is connected',
  });
  await connect(t, cloud, credentials(device));
  await connect(t, cloud, credentials(other), other);
  assert.deepEqual(await onlineDevices(target(cloud), 'a1Bcd'), ['lamp', 'door']);
});

test('a product that is not there, a wrong secret and no cloud are told in the words of a call', async (t) => {
  const cloud = await cloudFor(t);
  const { endpoint } = target(cloud);
  await assert.rejects(onlineDevices({ endpoint, accessKey }, 'nope'), {
    code: 'iot.prod.NotExistedProduct',
    message: `product nope is not known at ${endpoint}`,
  });
  const wrong = { endpoint, accessKey: { ...accessKey, secret: 'wrong' } };
  await assert.rejects(onlineDevices(wrong, 'a1Bcd'), { code: 'SignatureDoesNotMatch' });
  await assert.rejects(onlineDevices({ endpoint: '127.0.0.1:1', accessKey }, 'a1Bcd'), { code: 'UNREACHABLE' });
});

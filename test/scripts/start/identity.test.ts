import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Devices } from '../../../scripts/cloud/devices.ts';
import { deviceJson, throwAway } from '../../../scripts/start/identity.ts';

test('an identity is one that the cloud takes, and each is another', () => {
  const [one, two] = [throwAway(), throwAway()];
  const { productKey, deviceName } = one.device;
  assert.ok(new Devices([one.device, two.device]).find(productKey, deviceName));
  const texts = ({ device, accessKey }: typeof one) => [device.deviceSecret, accessKey.id, accessKey.secret];
  assert.equal(new Set([...texts(one), ...texts(two)]).size, 6);
  assert.match(one.device.deviceSecret, /^[0-9a-f]{32}$/);
});

test('device.json holds who the board is and where it signs in', () => {
  const { device } = throwAway();
  assert.deepEqual(JSON.parse(deviceJson(device, '127.0.0.1', 1884)), { ...device, host: '127.0.0.1', port: 1884 });
});

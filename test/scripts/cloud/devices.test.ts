import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Device, Devices, presenceOf } from '../../../scripts/cloud/devices.ts';

const lamp = { productKey: 'pk', deviceName: 'lamp', deviceSecret: 'hidden' };

test('a device is found by product and name, and by nothing else', () => {
  const devices = new Devices([lamp, { ...lamp, deviceName: 'door' }]);
  assert.equal(devices.find('pk', 'lamp')?.deviceSecret, 'hidden');
  assert.equal(devices.find('pk', 'toString'), undefined);
  assert.equal(devices.find('lamp', 'pk'), undefined);
  assert.equal(devices.hasProduct('pk'), true);
  assert.equal(devices.hasProduct('constructor'), false);
});

test('a device given twice is refused by name, without its secret', () => {
  assert.throws(
    () => new Devices([lamp, lamp]),
    (error: Error) => {
      assert.match(error.message, /"pk,lamp" is given twice/);
      assert.doesNotMatch(error.message, /hidden/);
      return true;
    },
  );
});

test('names that would make topics ambiguous are refused', () => {
  for (const deviceName of ['', 'a/b', 'a+b', 'a#', 'a&b', 'a b', 'x'.repeat(65)])
    assert.throws(() => new Devices([{ ...lamp, deviceName }]), /names are 1..64/, deviceName);
  assert.throws(() => new Devices([{ ...lamp, deviceSecret: '' }]), /no secret/);
});

test('a device is ONLINE, then HALFCONN for one keep-alive after its connection was lost, then OFFLINE', () => {
  const device: Device = { ...lamp };
  assert.equal(presenceOf(device, 0), 'OFFLINE');
  device.connection = { keepAlive: 60, ext: false };
  assert.equal(presenceOf(device, 0), 'ONLINE');
  delete device.connection;
  device.lost = { at: 1000, keepAlive: 60 };
  assert.equal(presenceOf(device, 60_999), 'HALFCONN');
  assert.equal(presenceOf(device, 61_000), 'OFFLINE');
});

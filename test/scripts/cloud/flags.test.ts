import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAccessKey, parseDevice, parseDeviceName, parsePort } from '../../../scripts/cloud/flags.ts';

test('flags are taken apart', () => {
  assert.deepEqual(parseDevice('pk,lamp,s'), { productKey: 'pk', deviceName: 'lamp', deviceSecret: 's' });
  assert.deepEqual(parseDeviceName('pk,lamp'), { productKey: 'pk', deviceName: 'lamp' });
  assert.deepEqual(parseDeviceName('pk,lamp,s'), { productKey: 'pk', deviceName: 'lamp' });
  assert.deepEqual(parseAccessKey('me,s'), { id: 'me', secret: 's' });
  assert.equal(parsePort('0', '--mqtt'), 0);
  assert.equal(parsePort('65535', '--mqtt'), 65535);
});

test('a malformed flag says what it accepts and does not repeat what may be a secret', () => {
  for (const [parse, text, names] of [
    [parseDevice, 'pk,hidden', /--device takes productKey,deviceName,deviceSecret/],
    [parseDevice, 'pk;lamp;hidden', /--device/],
    [parseDevice, 'pk,lamp,', /--device/],
    [parseDevice, 'pk,lamp,hidden,more', /--device/],
    [parseDeviceName, 'hidden', /--device takes productKey,deviceName/],
    [parseAccessKey, 'hidden', /--access-key takes id,secret/],
    [parseAccessKey, 'me,hidden,more', /--access-key/],
  ] as const)
    assert.throws(
      () => parse(text),
      (error: Error) => {
        assert.match(error.message, names);
        assert.doesNotMatch(error.message, /hidden/);
        return true;
      },
    );
});

test('a port that is none names its flag', () => {
  for (const text of ['', '-1', '65536', '1e3', 'x', '80.5'])
    assert.throws(() => parsePort(text, '--http'), /--http takes a port, 0\.\.65535/, text);
});

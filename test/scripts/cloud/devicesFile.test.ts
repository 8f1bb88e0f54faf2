// Devices from a CSV file.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseDevices, readDevices } from '../../../scripts/cloud/devicesFile.ts';

test('a row is a device, whatever the order of the columns, and other columns are passed over', () => {
  assert.deepEqual(parseDevices('host,deviceSecret,productKey,deviceName\nh,s1,a1,lamp\nh,"s,2",a1,door\n\n'), [
    { productKey: 'a1', deviceName: 'lamp', deviceSecret: 's1' },
    { productKey: 'a1', deviceName: 'door', deviceSecret: 's,2' },
  ]);
});

test('10,000 devices are read', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => `a1,d${i},s${i}`);
  const devices = parseDevices(`productKey,deviceName,deviceSecret\n${rows.join('\n')}`);
  assert.deepEqual(devices[9_999], { productKey: 'a1', deviceName: 'd9999', deviceSecret: 's9999' });
});

for (const [what, text, says] of [
  [
    'a file without a header',
    'a1,lamp,hidden',
    'its first line must name the columns productKey, deviceName, deviceSecret',
  ],
  ['an empty file', '', 'its first line must name the columns productKey, deviceName, deviceSecret'],
  ['a column that is missing', 'productKey,deviceName\na1,lamp', 'its first line must name the column deviceSecret'],
  ['a row too short', 'productKey,deviceName,deviceSecret\na1,hidden', 'line 2 has 2 fields, its header 3'],
  ['an empty secret', 'productKey,deviceName,deviceSecret\na1,lamp,hidden\na1,door,', 'line 3 has no deviceSecret'],
  [
    'a device that is there twice',
    'productKey,deviceName,deviceSecret\na1,lamp,hidden\na1,lamp,hidden2',
    'line 3: a1,lamp is in line 2 already',
  ],
  [
    'a quote that is not closed',
    'productKey,deviceName,deviceSecret\na1,lamp,"hidden',
    'a quote is not closed, or stands within a field',
  ],
] as const) {
  test(`${what} is refused by its line, without a secret`, () => {
    assert.throws(() => parseDevices(text), { message: says });
  });
}

test('a file is read, and one that is not there or malformed is named with its flag', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'devices-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'devices.csv');
  assert.throws(() => readDevices(file), { message: `--devices ${file}: there is no such file` });
  writeFileSync(file, 'productKey,deviceName,deviceSecret\na1,,hidden\n');
  assert.throws(() => readDevices(file), { message: `--devices ${file}: line 2 has no deviceName` });
  writeFileSync(file, 'productKey,deviceName,deviceSecret\na1,lamp,secret\n');
  assert.deepEqual(readDevices(file), [{ productKey: 'a1', deviceName: 'lamp', deviceSecret: 'secret' }]);
});

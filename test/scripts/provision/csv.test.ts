// A batch of boards from CSV.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provisionAll, readRows } from '../../../scripts/provision/csv.ts';

const BASE = { productKey: 'pk', host: 'cloud.example', port: 1883 };

test('each row is a board, with what all have in common filled in', () => {
  const rows = readRows(
    'deviceName,deviceSecret,wifi.ssid,wifi.password,serialPort\na,"s,1",home,pw,COM3\nb,s2,,,\n',
    BASE,
  );
  assert.deepEqual(
    rows.map(({ line, whose, port, checked }) => [line, whose, port, checked.settings]),
    [
      [2, 'pk,a', 'COM3', { ...BASE, deviceName: 'a', deviceSecret: 's,1', wifi: { ssid: 'home', password: 'pw' } }],
      [3, 'pk,b', undefined, { ...BASE, deviceName: 'b', deviceSecret: 's2' }],
    ],
  );
});

test('a row that is wrong is named with its member before any board is touched, and no secret is shown', () => {
  for (const [text, message] of [
    ['deviceName,deviceSecret\na,HIDDEN\n,HIDDEN', /^CSV line 3: device\.json: deviceName is missing/],
    [
      `deviceName,deviceSecret\na,${'HIDDEN'.repeat(20)}`,
      /^CSV line 2: device\.json: deviceSecret must be 1\.\.64 bytes/,
    ],
    ['deviceName,deviceSecret\na,HIDDEN\na,HIDDEN', /^CSV line 3: pk,a is in line 2 already/],
    ['deviceName,deviceSecret\na,HIDDEN,more', /^CSV line 2: has 3 fields, the header 2/],
    ['\n\ndeviceName,deviceSecret\n\na,HIDDEN\n\n,HIDDEN', /^CSV line 7: device\.json: deviceName is missing/],
    [
      'deviceName,deviceSecret,wifi.ssid,wifi.password\r\na,HIDDEN,"one\r\ntwo",x\r\n,HIDDEN,"one\r\ntwo",x',
      /^CSV line 4: device\.json: deviceName is missing/,
    ],
    ['deviceName,deviceSecret,deviceName\na,HIDDEN,b', /^the CSV file has two columns "deviceName": one is enough$/],
    [
      'deviceName,deviceSecret,serialPort\na,HIDDEN,COM3\nb,HIDDEN,COM3',
      /^CSV line 3: COM3 is line 2's serialPort already: leave both empty, give --port, and you are asked for each board$/,
    ],
    ['deviceName,secret\na,HIDDEN', /^the CSV file's column "secret" is no setting: productKey, /],
    ['devicName,deviceSecret\na,HIDDEN', /^the CSV file's column "devicName" is no setting: is deviceName meant\?$/],
    ['HIDDEN,a,pk\nHIDDEN,b,pk', /^the CSV file's first line is no header: productKey, /],
    ['deviceName,deviceSecret\n"a,HIDDEN', /^the CSV file cannot be read: a quote/],
    ['deviceName,deviceSecret\n', /^the CSV file has no rows/],
  ] as const)
    assert.throws(
      () => readRows(text, BASE),
      (error: Error) => {
        assert.match(error.message, message);
        assert.ok(!error.message.includes('HIDDEN'));
        return true;
      },
    );
});

test('a board that fails is told, and the next one is still taken', async () => {
  const rows = readRows('deviceName,deviceSecret,serialPort\na,s,COM1\nb,s,COM2\nc,s,\n', BASE);
  const outcomes = await provisionAll(
    rows,
    async ({ port }) => {
      if (port === 'COM1') throw new Error('no permission');
      return port ?? 'COM9';
    },
    (error) => (error as Error).message,
  );
  assert.deepEqual(outcomes, [
    { line: 2, device: 'pk,a', port: 'COM1', ok: false, error: 'no permission' },
    { line: 3, device: 'pk,b', port: 'COM2', ok: true },
    { line: 4, device: 'pk,c', port: 'COM9', ok: true },
  ]);
});

test('what came of the boards is kept after each, and no board is touched where it cannot be', async () => {
  const rows = readRows('deviceName,deviceSecret,serialPort\na,s,COM1\nb,s,COM2\n', BASE);
  const steps: string[] = [];
  const provision = async ({ port = '' }): Promise<string> => {
    steps.push(port);
    return port;
  };
  await provisionAll(rows, provision, String, async ({ length }) => void steps.push(`kept ${length}`));
  assert.deepEqual(steps, ['kept 0', 'COM1', 'kept 1', 'COM2', 'kept 2']);
  steps.length = 0;
  const disk = async (): Promise<void> => {
    throw new Error('no such folder');
  };
  await assert.rejects(provisionAll(rows, provision, String, disk), /no such folder/);
  assert.deepEqual(steps, []);
});

test('Ctrl-C at a question ends the batch, and what was done is kept', async () => {
  const rows = readRows('deviceName,deviceSecret\na,s\nb,s\nc,s\n', BASE);
  const asked: string[] = [];
  let kept = 0;
  const provision = async ({ whose }: { whose: string }): Promise<string> => {
    asked.push(whose);
    if (whose === 'pk,b') throw Object.assign(new Error('closed'), { name: 'ExitPromptError' });
    return 'COM1';
  };
  const keep = async (outcomes: readonly unknown[]): Promise<void> => {
    kept = outcomes.length;
  };
  await assert.rejects(provisionAll(rows, provision, String, keep), { name: 'ExitPromptError' });
  assert.deepEqual([asked, kept], [['pk,a', 'pk,b'], 1]);
});

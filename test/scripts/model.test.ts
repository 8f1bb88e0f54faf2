// npm run model as a command: what it writes where, its exit code, and that the cloud takes it.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from '../../scripts/call/client.ts';
import { run } from './cloud/command.ts';
import { alink, answering, cloudFor, connect, device, target } from './cloud/help.ts';

const iot = createRequire(import.meta.url)('@alicloud/iot20180120') as typeof import('@alicloud/iot20180120');
const { productKey, deviceName } = device;

test('the cloud imports the model by the official client, and checks calls and properties against it', async (t) => {
  const command = run(t, 'scripts/model.ts', ['--product-key', productKey]);
  assert.equal(await command.exit(), 0, command.stderr());
  assert.match(command.stderr(), /^model: Batch is left out: TSL has no type for its operations\. RRpc calls it\.$/m);
  const tslStr = command.stdout();
  assert.equal(JSON.parse(tslStr).profile.productKey, productKey);

  const cloud = await cloudFor(t);
  const board = await connect(t, cloud);
  answering(board, (request) => alink(request, { data: JSON.parse(request.toString()).params }));
  const client = createClient(target(cloud), 10_000);
  const imported = await client.importThingModelTsl(new iot.ImportThingModelTslRequest({ productKey, tslStr }));
  assert.equal(imported.body?.success, true);
  const invoke = async (identifier: string, args: string) =>
    (await client.invokeThingService(new iot.InvokeThingServiceRequest({ productKey, deviceName, identifier, args })))
      .body;
  const done = await invoke('SetPin', '{"pin":"2","value":1}');
  assert.deepEqual([done?.success, done?.data?.result], [true, '{"pin":"2","value":1}']);
  const refused = await invoke('SetPin', '{"pin":"led","value":2}');
  assert.equal(refused?.success, false);
  assert.match(refused?.errorMessage ?? '', /value must be 0 or 1, not 2/);
});

test('a file is written for the board that is named, and a page in place of TSL', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'model-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'model');
  const tsl = run(t, 'scripts/model.ts', ['--board', 'esp32-cam', '--out', file]);
  assert.deepEqual([await tsl.exit(), tsl.stdout()], [0, '']);
  const { properties } = JSON.parse(await readFile(file, 'utf8')) as { properties: { identifier: string }[] };
  assert.deepEqual(
    properties.map(({ identifier }) => identifier),
    ['led', 'flash', 'relay', 'motion'],
  );
  const markdown = run(t, 'scripts/model.ts', ['--markdown']);
  assert.equal(await markdown.exit(), 0);
  assert.match(markdown.stdout(), /^# Services\n[\s\S]*^## SetPin$/m);
});

test('a board that is not there exits 1, naming those there are', async (t) => {
  const command = run(t, 'scripts/model.ts', ['--board', 'esp8266']);
  assert.equal(await command.exit(), 1);
  assert.match(command.stderr(), /^model: no board named "esp8266": there is esp32-c3, /);
});

test('the README and docs/model.md are up to date', async (t) => {
  const command = run(t, 'scripts/model.ts', ['--check']);
  assert.equal(await command.exit(), 0, command.stderr());
});

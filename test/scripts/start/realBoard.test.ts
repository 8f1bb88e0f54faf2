import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { areOurs, keepSettings, keptFile, planFor } from '../../../scripts/start/realBoard.ts';

const FRESH = { productKey: 'a1fresh', deviceName: 'board-1', deviceSecret: 'fresh-secret' };
const OWN = {
  productKey: 'a1Own',
  deviceName: 'lamp',
  deviceSecret: 'own-secret',
  wifi: { ssid: 'home', password: 'p' },
};

test('of a board that signs in elsewhere only host, port and TLS change, and the rest stays', () => {
  const found = { ...OWN, host: 'iot.example', port: 8883, tls: true, keepAlive: 90 };
  const { settings, changes } = planFor(found, FRESH, '192.168.1.5', 1883);
  assert.deepEqual(settings, { ...OWN, host: '192.168.1.5', port: 1883, keepAlive: 90 });
  assert.deepEqual(changes, [
    'device.json: it signs in at 192.168.1.5:1883, not at iot.example:8883',
    'device.json: without TLS',
  ]);
  assert.doesNotMatch(changes.join(), /own-secret|fresh/);
});

test('of a board that signs in here nothing changes', () => {
  const found = { ...OWN, host: '192.168.1.5', port: 1883, tls: false };
  assert.deepEqual(planFor(found, FRESH, '192.168.1.5', 1883), { settings: found, changes: [] });
});

test('a board without settings gets the throw-away identity', () => {
  const { settings, changes } = planFor(undefined, FRESH, '192.168.1.5', 1883);
  assert.deepEqual(settings, { ...FRESH, host: '192.168.1.5', port: 1883 });
  assert.equal(changes.length, 1);
});

test("a board's own settings outlive a start that is cut off, and are its owner's alone to read", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kept-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'boards/one.json');
  await keepSettings(file, 'its own', false, 'ours');
  assert.equal((await stat(file)).mode & 0o077, 0);
  assert.equal(await areOurs(file, 'ours'), true);
  // The next start, at another address of this computer's.
  await keepSettings(file, 'ours', true, 'ours too');
  assert.equal(await readFile(file, 'utf8'), 'its own');
  assert.equal(await areOurs(file, 'ours too'), true);
  assert.equal(await areOurs(file, 'ours'), false);
});

test('settings that were given to the board since are its own from then on', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kept-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'one.json');
  await keepSettings(file, 'its own', false, 'ours');
  assert.equal(await areOurs(file, 'provisioned since'), false);
  await keepSettings(file, 'provisioned since', false, 'ours');
  assert.equal(await readFile(file, 'utf8'), 'provisioned since');
});

test('each identity has a file of its own, whatever characters it has', () => {
  const names = ['lamp', 'lamp:1', '../lamp'].map((deviceName) => keptFile({ productKey: 'a1', deviceName }));
  assert.equal(new Set(names).size, 3);
  for (const name of names) assert.match(name, /\/\.cache\/boards\/[^/]+\.json$/);
});

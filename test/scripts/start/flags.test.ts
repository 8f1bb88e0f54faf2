import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type People, stageOptions } from '../../../scripts/start/flags.ts';

/** Somebody who types `answers` and confirms as `agrees` says. */
const somebody = (agrees: boolean, ...answers: string[]): People => ({
  asker: { text: async () => answers.shift() ?? '', secret: async () => answers.shift() ?? '' },
  confirm: async () => agrees,
});
const nobody: People = { asker: undefined, confirm: async () => false };

test('without flags it is the virtual board on the usual ports', () => {
  assert.deepEqual(stageOptions({}, nobody), { board: 'virtual', ports: {} });
});

test('a port makes it a board at that port', () => {
  const { board, port, baud } = stageOptions({ port: '/dev/ttyUSB0' }, nobody);
  assert.deepEqual({ board, port, baud }, { board: 'serial', port: '/dev/ttyUSB0', baud: 115_200 });
  assert.equal(stageOptions({ port: 'auto', baud: '9600' }, nobody).baud, 9600);
});

test('what is for a board at a port is refused for another one, by name', () => {
  assert.throws(
    () => stageOptions({ board: 'virtual', port: 'x' }, nobody),
    /^Error: --port is for .* --board virtual$/,
  );
  assert.throws(() => stageOptions({ wifiSsid: 'home' }, nobody), /^Error: --wifi-ssid is for a board at a port/);
  assert.throws(() => stageOptions({ port: 'x', baud: '5' }, nobody), /--baud takes 300/);
  assert.throws(() => stageOptions({ mqtt: 'x' }, nobody), /--mqtt takes a port/);
  assert.throws(() => stageOptions({ port: 'x', wifiPasswordFile: 'f' }, nobody), /--wifi-ssid/);
});

test('consent comes from --yes or from somebody who is there, and from nobody else', async () => {
  const consents = (yes: boolean, people: People) =>
    stageOptions({ port: 'x', ...(yes ? { yes } : {}) }, people).consent?.(['a change']);
  assert.equal(await consents(true, nobody), true);
  assert.equal(await consents(false, somebody(true)), true);
  assert.equal(await consents(false, somebody(false)), false);
  assert.equal(await consents(false, nobody), false);
});

test('the Wi-Fi is in the flags, its password in a file; or it is asked for; with neither there is none', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'flags-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'password');
  await writeFile(file, 'let me in\n');
  const given = stageOptions({ port: 'x', wifiSsid: 'home', wifiPasswordFile: file }, nobody);
  assert.deepEqual(await given.wifi?.(), { ssid: 'home', password: 'let me in' });
  const none = stageOptions({ port: 'x', wifiSsid: 'home', wifiPasswordFile: join(folder, 'none') }, nobody);
  await assert.rejects(async () => none.wifi?.(), /^Error: there is no file .*none to read$/);
  const open = stageOptions({ port: 'x', wifiSsid: 'cafe' }, nobody);
  assert.deepEqual(await open.wifi?.(), { ssid: 'cafe', password: '' });
  const asked = stageOptions({ port: 'x' }, somebody(true, 'home', 'secret'));
  assert.deepEqual(await asked.wifi?.(), { ssid: 'home', password: 'secret' });
  assert.equal(stageOptions({ port: 'x' }, nobody).wifi, undefined);
});

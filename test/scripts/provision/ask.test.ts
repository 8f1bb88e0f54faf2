// Settings from flags, files and answers.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Asker, askMissing, givenSettings } from '../../../scripts/provision/ask.ts';

async function folderFor(t: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ask-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** Answers in their order; what was asked, and how, is in `asked`. */
function personWith(answers: readonly string[]) {
  const asked: string[] = [];
  let next = 0;
  const answer =
    (how: string): Asker['text'] =>
    async (question, check) => {
      asked.push(`${how} ${question}`);
      let typed = answers[next++] ?? '';
      for (let wrong = check(typed); wrong !== true; wrong = check(typed)) {
        asked.push(`wrong ${wrong}`);
        typed = answers[next++] ?? '';
      }
      return typed;
    };
  return { asked, asker: { text: answer('text'), secret: answer('secret') } };
}

test('flags go before the file, and secrets come from files of their own', async (t) => {
  const folder = await folderFor(t, {
    'device.json': '{"productKey":"pk","port":1,"wifi":{"ssid":"old","password":"p"}}',
    secret: 'S 1\n',
  });
  const given = await givenSettings({
    file: join(folder, 'device.json'),
    deviceSecretFile: join(folder, 'secret'),
    members: { port: '1883', 'wifi.ssid': 'new' },
  });
  assert.deepEqual(given, {
    productKey: 'pk',
    port: 1883,
    deviceSecret: 'S 1',
    wifi: { ssid: 'new', password: 'p' },
  });
});

test('a secret is one line of its file; a file of more lines is refused, and nothing of it shown', async (t) => {
  const folder = await folderFor(t, { one: 'S 1\r\n\r\n', more: 'HIDDEN\nHIDDEN\n' });
  const given = await givenSettings({ deviceSecretFile: join(folder, 'one'), members: {} });
  assert.deepEqual(given, { deviceSecret: 'S 1' });
  await assert.rejects(givenSettings({ wifiPasswordFile: join(folder, 'more'), members: {} }), (error: Error) => {
    assert.match(error.message, /more must hold the secret alone, on one line$/);
    assert.doesNotMatch(error.message, /HIDDEN/);
    return true;
  });
});

test('files may begin with the mark that some editors put there', async (t) => {
  const folder = await folderFor(t, { 'device.json': '\ufeff{"productKey":"pk"}', secret: '\ufeffS1' });
  const files = { file: join(folder, 'device.json'), deviceSecretFile: join(folder, 'secret') };
  assert.deepEqual(await givenSettings({ ...files, members: {} }), { productKey: 'pk', deviceSecret: 'S1' });
});

test('a file that is missing, or no JSON, is named, and nothing of it shown', async (t) => {
  const folder = await folderFor(t, { 'bad.json': '{"deviceSecret":"HIDDEN",' });
  await assert.rejects(givenSettings({ file: join(folder, 'bad.json'), members: {} }), {
    message: /bad\.json is not JSON$/,
  });
  await assert.rejects(givenSettings({ file: join(folder, 'none'), members: {} }), /there is no file .*none to read/);
  await assert.rejects(givenSettings({ file: folder, members: {} }), /cannot be read \(EISDIR\)$/);
  await assert.rejects(givenSettings({ members: { port: '0' } }), /port must be 1\.\.65535/);
});

test('with nothing given, everything needed is asked for, secrets out of sight, until it is right', async () => {
  const { asked, asker } = personWith(['pk', 'lamp', 'S', 'host', 'x', '1883', '', 'home', 'PW']);
  assert.deepEqual(await askMissing({}, asker), {
    productKey: 'pk',
    deviceName: 'lamp',
    deviceSecret: 'S',
    host: 'host',
    port: 1883,
    wifi: { ssid: 'home', password: 'PW' },
  });
  assert.deepEqual(
    asked.filter((line) => !line.startsWith('text')),
    [
      "secret the device's secret (1..64 bytes of text)",
      'wrong port must be 1..65535, not "x"',
      "secret the Wi-Fi's password (0..64 bytes of text; empty for none)",
    ],
  );
});

test('what is given is not asked for', async () => {
  const { asked, asker } = personWith(['S']);
  const given = { productKey: 'pk', deviceName: 'a', host: 'h', port: 1 };
  assert.deepEqual(await askMissing(given, asker), { ...given, deviceSecret: 'S' });
  assert.equal(asked.length, 1);
});

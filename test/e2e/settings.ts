// Cases: a device.json that is wrong. Each runs on every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import devkit from '../../board/esp32-devkit-v1.ts';
import { boot, cloudFor, events, type Kind, missing, settingsFor } from './rig.ts';

/** A member that is wrong, and the text the board's line must have in it. */
const WRONG: readonly (readonly [member: string, change: Record<string, unknown>])[] = [
  ['productKey', { productKey: undefined }],
  ['productKey', { productKey: 'x'.repeat(65) }],
  ['deviceName', { deviceName: 5 }],
  ['deviceName', { deviceName: '' }],
  ['deviceSecret', { deviceSecret: undefined }],
  ['deviceSecret', { deviceSecret: 1_234_567_890 }],
  ['host', { host: '' }],
  ['port', { port: 'mqtt' }],
  ['port', { port: 65_536 }],
  ['tls', { tls: 'yes' }],
  ['signMethod', { signMethod: 'hmacmd4' }],
  ['ext', { ext: 'all' }],
  ['keepAlive', { keepAlive: 5 }],
  ['keepAlive', { keepAlive: 1201 }],
  ['retry', { retry: 3 }],
  ['first', { retry: { first: 0.01, ceiling: 1 } }],
  ['ceiling', { retry: { first: 1, ceiling: 3601 } }],
  ['wifi', { wifi: 'home' }],
  ['ssid', { wifi: { password: 'x' } }],
  ['password', { wifi: { ssid: 'home', password: 12_345_678 } }],
];

/** Files that are no settings at all. */
const NOT_SETTINGS = ['{', 'null', '5', '[]', '"device"'];

/** The cases of settings on this kind of board. */
export function settingsCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 120_000 }, body);

  check(
    'a wrong member of device.json is one line that names it, nothing is dialled, and the pins are safe',
    async (t) => {
      const cloud = await cloudFor(t);
      const refused = events(cloud, 'refused');
      const online = events(cloud, 'online');
      const files = WRONG.map(([member, change]) => [member, settingsFor(cloud.mqttPort, change)] as const);
      files.push(...NOT_SETTINGS.map((text) => [text === '{' ? 'no JSON' : 'must', text] as const));
      const { board, lines } = await boot(t, kind, files[0]?.[1] ?? '');
      const failures: string[] = [];
      for (const [i, [member, text]] of files.entries()) {
        const from = i === 0 ? 0 : lines.all.length;
        if (i > 0) {
          await board.evaluate(`require("Storage").write("device.json",${JSON.stringify(text)})`);
          await board.restart();
        }
        const outputs = Object.values(devkit.pins).filter((pin) => pin.kind === 'output');
        for (const pin of outputs) {
          const initial = pin.initial ?? pin.safe ?? 0;
          const level = pin.activeLow ? 1 - initial : initial;
          const found = await board.evaluate(`[getPinMode(${pin.pin}),0+digitalRead(${pin.pin})]`);
          if (found !== `["output",${level}]`) failures.push(`${text}: pin ${pin.pin} is ${found}`);
        }
        const bad = lines.all.slice(from).filter((line) => line.startsWith('E '));
        const names = new RegExp(`^E \\S+ boot device\\.json\\b.*\\b${member}\\b`);
        if (bad.length !== 1 || !names.test(bad[0] ?? ''))
          failures.push(`${member} in ${text}: ${JSON.stringify(lines.all.slice(from))}`);
      }
      assert.deepEqual(failures, []);
      assert.deepEqual([...online.all, ...refused.all], []);
      assert.ok(!/1234567890|12345678/.test(lines.all.join('\n')), 'a secret is on the console');
    },
  );

  check('a board without device.json says so, and its pins are safe', async (t) => {
    const { board, lines } = await boot(t, kind);
    await lines.find((line) => /^E \S+ boot device\.json\b/.test(line));
    assert.equal(await board.evaluate('getPinMode(2)'), '"output"');
  });
}

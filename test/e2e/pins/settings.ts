// Cases: settings changed from outside, tried, kept or undone. Each runs on every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startCloud } from '../../../scripts/cloud/cloud.ts';
import { DEVICE, events, type Kind, missing } from '../rig.ts';
import { benchFor, done, type PinBench, refused } from './bench.ts';

const WIFI = { ssid: 'home', password: 'DoNotTell' };

/** What the board's file has, read at the console. */
async function fileOf(bench: PinBench, name: string): Promise<Record<string, unknown> | undefined> {
  // Storage writes names without quotes, which only its own reader takes.
  const text = await bench.board.evaluate(`JSON.stringify(require("Storage").readJSON("${name}",true)||0)`);
  return JSON.parse(JSON.parse(text)) || undefined;
}

/** The cases of settings on this kind of board. */
export function settingCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 120_000 }, body);

  check('GetConfig gives the settings without their secrets', async (t) => {
    const bench = await benchFor(t, kind, { settings: { wifi: WIFI } });
    const { settings } = (await done(bench, 'GetConfig')) as { settings: Record<string, unknown> };
    assert.deepEqual([settings.productKey, settings.wifi], [DEVICE.productKey, { ssid: 'home' }]);
    assert.doesNotMatch(JSON.stringify(settings), /DoNotTell|deviceSecret|0123456789abcdef/);
  });

  check('SetConfig refuses what device.json may not have, changes nothing, and shows no secret', async (t) => {
    const bench = await benchFor(t, kind, { settings: { wifi: WIFI } });
    const before = await fileOf(bench, 'device.json');
    for (const [settings, message] of [
      [{ keepAlive: 5 }, 'keepAlive must be 30..1200 seconds, not 5'],
      [{ port: null }, 'port is missing: it must be 1..65535'],
      [{ deviceSecret: ['DoNotTell'] }, 'deviceSecret must be 1..64 bytes, not this'],
      [{ wifi: 'DoNotTell' }, 'wifi must be {}, not this'],
      [{ wifi: { ssid: 'home', password: 5 } }, 'wifi.password must be 0..64 bytes, not this'],
      [{ retry: { first: 0 } }, 'retry.first must be 0.1..3600 seconds, not 0'],
      [{ signMethod: 'md5' }, 'signMethod must be "hmacsha256" or "hmacsha1", not "md5"'],
    ] as const)
      await refused(bench, 'SetConfig', { settings }, 460, `device.json: ${message}`);
    await refused(bench, 'SetConfig', { settings: 'DoNotTell' }, 460, 'settings must be {}, not this');
    assert.deepEqual([await fileOf(bench, 'device.json'), await fileOf(bench, 'device.old')], [before, undefined]);
    assert.equal((await bench.ask('Ping')).code, 200, 'nothing restarts');
  });

  check('a setting that signs in is kept, and null takes one out', async (t) => {
    const cloud = await startCloud({
      mqttPort: 0,
      httpPort: 0,
      devices: [DEVICE],
      accessKeys: [],
      connectsPerMinute: Number.POSITIVE_INFINITY,
    });
    t.after(() => cloud.stop());
    const online = events(cloud, 'online');
    const bench = await benchFor(t, kind, { real: true, port: cloud.mqttPort, settings: { ext: 1 } });
    await bench.lines.find((line) => line.endsWith('link ready'));
    const from = bench.lines.all.length;
    await done(bench, 'SetConfig', { settings: { keepAlive: 300, ext: null } });
    assert.ok(await fileOf(bench, 'device.old'), 'it is only tried');
    await online.find(() => true, 1);
    await bench.lines.find((line) => line.endsWith('link ready'), from);
    const { keepAlive, ext, deviceSecret } = (await fileOf(bench, 'device.json')) ?? {};
    assert.deepEqual([keepAlive, ext, deviceSecret], [300, undefined, DEVICE.deviceSecret]);
    assert.equal(await fileOf(bench, 'device.old'), undefined);
    assert.equal((await done(bench, 'GetInfo')).resetReason, 'reboot');
  });

  // Only where 90 s can be moved by hand.
  if (kind === 'virtual')
    check('a setting that locks the board out is undone after 90 s, and the board says so', async (t) => {
      const bench = await benchFor(t, kind);
      const before = await fileOf(bench, 'device.json');
      await done(bench, 'SetConfig', { settings: { host: 'wrong.example', keepAlive: 300 } });
      await bench.pass(1100);
      assert.equal((await fileOf(bench, 'device.json'))?.host, 'wrong.example');
      assert.equal((await done(bench, 'GetInfo')).resetReason, 'reboot');
      await bench.pass(88_000);
      assert.equal((await fileOf(bench, 'device.json'))?.host, 'wrong.example');
      await bench.pass(3000);
      assert.deepEqual([await fileOf(bench, 'device.json'), await fileOf(bench, 'device.old')], [before, undefined]);
      assert.equal((await done(bench, 'GetInfo')).resetReason, 'settings did not connect');
    });
}

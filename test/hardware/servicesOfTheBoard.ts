// Cases: the services of the board itself, several operations at once, and the properties.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { readServices } from '../../scripts/bundle/services.ts';
import { need } from '../../scripts/hardware/suite.ts';
import type { Bench } from './bench/bench.ts';
import { levelOf } from './bench/roles.ts';
import { outputsOf } from './bench/states.ts';
import { cases } from './bench/theme.ts';

const SERVICES = readServices(fileURLToPath(new URL('../../', import.meta.url)));

export default cases('services of the board', (check) => {
  check.of('Batch', 'does its operations in order, and none where one is wrong', async ({ bench, see }) => {
    const pin = need('Batch', bench.pins.output);
    const set = (value: number) => ({ service: 'SetPin', params: { pin: pin.name, value } });
    const wire = await bench.eyes.watch(pin);
    const { results } = (await bench.done('Batch', { operations: [set(1), { service: 'Ping' }, set(0), set(1)] })) as {
      results: { code: number }[];
    };
    assert.deepEqual(
      results.map(({ code }) => code),
      [200, 200, 200, 200],
    );
    assert.equal((await bench.call('Batch', { operations: [set(0), set(2)] })).code, 460);
    assert.equal((await bench.done('GetPin', { pin: pin.name })).value, 1, 'nothing of a wrong one is done');
    await see(`level of ${pin.name}`, wire, async ({ moves }) =>
      assert.deepEqual(
        (await moves()).map((level) => levelOf(pin, level)),
        [1, 0, 1],
      ),
    );
  });

  check.of('ListServices', 'names every service that is declared', async ({ bench }) => {
    const names = SERVICES.filter(({ hidden }) => !hidden).map(({ name }) => name);
    assert.deepEqual((await bench.done('ListServices')).services, names);
  });

  check.of('DescribeService', 'gives the line of each', async ({ bench }) => {
    for (const { name, hidden } of SERVICES)
      if (!hidden) {
        const { service, line } = await bench.done('DescribeService', { service: name });
        assert.deepEqual([service, String(line).split(';')[0]], [name, name]);
      }
    assert.equal((await bench.call('DescribeService', { service: 'Launch' })).code, 460);
  });

  check.of('Ping', 'answers with the uptime, which goes on', async ({ bench }) => {
    const first = Number((await bench.done('Ping')).uptime);
    assert.ok(first >= 0 && Number((await bench.done('Ping')).uptime) >= first);
  });

  check.of('GetInfo', 'tells of the board, its memory and its counters', async ({ bench }) => {
    const { board, uptime, memory, counters, lastError } = await bench.done('GetInfo');
    const { usage, total } = memory as Record<string, number>;
    assert.equal(board, bench.data.name);
    assert.ok(Number(uptime) >= 0 && Number(usage) > 0 && Number(total) > Number(usage));
    assert.equal(typeof lastError, 'string');
    assert.deepEqual(Object.keys(counters as object), ['link', 'calls', 'posts', 'unknown']);
  });

  check.of('GetConfig', 'gives the settings without a secret', async ({ bench }) => {
    const { device } = bench.cloud;
    const { settings } = (await bench.done('GetConfig')) as { settings: Record<string, unknown> };
    assert.deepEqual([settings.productKey, settings.deviceName], [device.productKey, device.deviceName]);
    assert.ok(!JSON.stringify(settings).includes(device.deviceSecret), 'the secret is in the settings');
    assert.equal((settings.wifi as Record<string, unknown> | undefined)?.password, undefined);
  });

  check.of(
    'SetConfig',
    'changes a setting, starts anew, and keeps what signs in; it refuses what is wrong',
    async ({ bench }) => {
      const { call, done, andBack } = bench;
      const { code, message } = await call('SetConfig', { settings: { keepAlive: 5 } });
      assert.deepEqual([code, message], [460, 'device.json: keepAlive must be 30..1200 seconds, not 5']);
      for (const keepAlive of [45, 30]) {
        await andBack(() => done('SetConfig', { settings: { keepAlive } }));
        assert.equal(((await done('GetConfig')).settings as Record<string, unknown>).keepAlive, keepAlive);
        assert.equal(await bench.evaluate('require("Storage").read("device.old")===undefined'), true, 'it is kept');
      }
      // The board writes the same settings in words of its own; a run that is cut off knows its own text only.
      await bench.board.evaluate(`require("Storage").write("device.json",${JSON.stringify(bench.deviceJson)})`);
    },
  );

  check.of('Reboot', 'answers, makes the outputs safe, starts anew, and says why it did', async ({ bench, see }) => {
    const { done, andBack, eyes, lines } = bench;
    const pin = need('Reboot', bench.pins.output);
    await done('SetPin', { pin: pin.name, value: 1 });
    const wire = await eyes.watch(pin);
    const from = lines.all.length;
    await andBack(async () => assert.deepEqual(await done('Reboot'), {}));
    await lines.find((line) => / boot espruino-rrpc /.test(line), from);
    assert.equal((await done('GetInfo')).resetReason, 'reboot');
    for (const { name, initial } of outputsOf(bench))
      assert.equal((await done('GetPin', { pin: name })).value, initial, `${name} after the boot`);
    const times = 'seen' in wire ? wire.seen.changes : wire;
    await see(`levels of ${pin.name} on the way`, times, async (changes) => {
      // Off before the restart, and driven anew by the boot.
      const found = (await changes()).map(({ value }) => levelOf(pin, value));
      assert.deepEqual([...new Set(found)], [pin.safe]);
      assert.equal(found.length, 2);
    });
  });

  check.of('property.set', 'sets a property by the thing model, which GetPin then has', async ({ bench, see }) => {
    const pin = need('property.set', bench.pins.property);
    const wire = await bench.eyes.watch(pin);
    const set = (params: object) => alink(bench, 'property.set', params);
    assert.deepEqual(await set({ [pin.name]: 1 }), { code: 200, data: { [pin.name]: 1 } });
    assert.deepEqual(await bench.done('GetPin', { pin: pin.name }), { pin: pin.name, value: 1 });
    assert.deepEqual(await set({ [pin.name]: 0 }), { code: 200, data: { [pin.name]: 0 } });
    await see(`level of ${pin.name}`, wire, async ({ moves }) =>
      assert.deepEqual(
        (await moves()).map((level) => levelOf(pin, level)),
        [1, 0],
      ),
    );
    assert.equal((await set({ 'no such': 1 })).code, 460);
  });

  check.of('property.get', 'reads the properties by their names', async ({ bench }) => {
    const { name } = need('property.get', bench.pins.property);
    assert.deepEqual(await alink(bench, 'property.get', [name]), { code: 200, data: { [name]: 0 } });
    assert.equal((await alink(bench, 'property.get', ['no such'])).code, 460);
  });
});

/** Asks by an Alink request of its own, as the platform does for properties. */
async function alink(bench: Bench, service: string, params: unknown): Promise<{ code: number; data: unknown }> {
  const request = { id: '1', version: '1.0', params, method: `thing.service.${service}` };
  const { code, data } = JSON.parse(await bench.send(JSON.stringify(request)));
  return { code, data };
}

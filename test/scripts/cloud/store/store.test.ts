// The store, on the disk and in memory alike.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { JsonText } from '../../../../scripts/cloud/source.ts';
import { newDevice, newProduct } from '../../../../scripts/cloud/store/fresh.ts';
import { memoryStore, openStore, type Store, StoreError, StoreInUse } from '../../../../scripts/cloud/store/store.ts';
import { fakeClock } from '../fakeClock.ts';

const range = { from: 0, to: 10_000, ascending: true, limit: 10 };

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'not', 'there', 'yet');
}

const kinds: [string, (t: TestContext) => Promise<Store>][] = [
  ['on the disk', (t) => openStore(folderFor(t))],
  ['in memory', async () => memoryStore()],
];

async function storeWithLamp(t: TestContext, open: (typeof kinds)[0][1]): Promise<Store> {
  const store = await open(t);
  t.after(() => store.close());
  await store.saveProduct(newProduct('Lamps', 1, 'pk'));
  await store.saveDevice(newDevice('pk', 'lamp', 1));
  return store;
}

for (const [where, open] of kinds) {
  test(`${where}: the newest value of each property is by time, not by arrival`, async (t) => {
    const store = await storeWithLamp(t, open);
    await store.saveProperties('pk', 'lamp', { led: 1, 'mod:level': new JsonText('10.50') }, 2000);
    await store.saveProperties('pk', 'lamp', { led: 0 }, 1000);
    await store.saveProperties('pk', 'lamp', { 'led-2': { r: [1] }, led2: null }, 1500);
    const last = await store.lastProperties('pk', 'lamp');
    assert.deepEqual(Object.fromEntries(last), {
      led: { value: 1, text: '1', time: 2000 },
      'mod:level': { value: 10.5, text: '10.50', time: 2000 },
      'led-2': { value: { r: [1] }, text: '{"r":[1]}', time: 1500 },
      led2: { value: null, text: 'null', time: 1500 },
    });
  });

  test(`${where}: a property's values come in either order, within their times alone`, async (t) => {
    const store = await storeWithLamp(t, open);
    for (const time of [1, 2, 3, 4, 5]) await store.saveProperties('pk', 'lamp', { led: time, other: 9 }, time);
    const times = async (change: object) => {
      const page = await store.propertyValues('pk', 'lamp', 'led', { ...range, ...change });
      return [page.records.map(({ value }) => value), page.nextTime];
    };
    assert.deepEqual(await times({}), [[1, 2, 3, 4, 5], undefined]);
    assert.deepEqual(await times({ ascending: false }), [[5, 4, 3, 2, 1], undefined]);
    assert.deepEqual(await times({ from: 2, to: 4 }), [[2, 3, 4], undefined]);
    assert.deepEqual(await times({ limit: 2 }), [[1, 2], 3]);
    assert.deepEqual(await times({ limit: 2, ascending: false }), [[5, 4], 3]);
    assert.deepEqual(await times({ from: 3, to: 2 }), [[], undefined]);
    assert.deepEqual(await times({ to: Number.MAX_SAFE_INTEGER }), [[1, 2, 3, 4, 5], undefined]);
  });

  test(`${where}: pages lose no event and repeat none, though many share a millisecond`, async (t) => {
    const store = await storeWithLamp(t, open);
    const times = [1, 2, 2, 2, 3, 4, 4, 4, 4, 4, 5];
    for (const [i, time] of times.entries()) await store.saveEvent('pk', 'lamp', 'alarm', { i }, time);
    for (const ascending of [true, false]) {
      const seen: unknown[] = [];
      let from = 0;
      let to = 10;
      for (let page = 0; page < 20; page++) {
        const { records, nextTime } = await store.events('pk', 'lamp', { from, to, ascending, limit: 2 });
        seen.push(...records.map(({ value }) => (value as { i: number }).i));
        if (nextTime === undefined) break;
        if (ascending) from = nextTime;
        else to = nextTime;
      }
      const all = times.map((_, i) => i);
      assert.deepEqual(seen, ascending ? all : all.reverse());
    }
  });

  test(`${where}: an event comes back with the text it was given`, async (t) => {
    const store = await storeWithLamp(t, open);
    await store.saveEvent('pk', 'lamp', 'alarm', new JsonText('{"n": 9007199254740993}'), 1);
    await store.saveEvent('pk', 'lamp', 'alarm', { n: 1 }, 2);
    const { records } = await store.events('pk', 'lamp', range);
    assert.deepEqual(
      records.map(({ text }) => text),
      ['{"n": 9007199254740993}', '{"n":1}'],
    );
  });

  test(`${where}: only the events asked for count for a page`, async (t) => {
    const store = await storeWithLamp(t, open);
    for (let i = 0; i < 6; i++) await store.saveEvent('pk', 'lamp', i % 2 ? 'odd' : 'even', {}, i);
    const odd = await store.events('pk', 'lamp', { ...range, limit: 2 }, ({ identifier }) => identifier === 'odd');
    assert.deepEqual([odd.records.map(({ time }) => time), odd.nextTime], [[1, 3], 5]);
  });

  test(`${where}: a device deleted and registered anew begins with nothing`, async (t) => {
    const store = await storeWithLamp(t, open);
    await store.saveProperties('pk', 'lamp', { led: 1 }, 5);
    await store.saveEvent('pk', 'lamp', 'alarm', {}, 5);
    const { iotId = '' } = store.device('pk', 'lamp') ?? {};
    await store.removeDevice('pk', 'lamp');
    assert.equal(store.device('pk', 'lamp'), undefined);
    assert.equal(store.deviceById(iotId), undefined);
    await store.saveDevice(newDevice('pk', 'lamp', 9));
    assert.equal((await store.lastProperties('pk', 'lamp')).size, 0);
    assert.deepEqual((await store.events('pk', 'lamp', range)).records, []);
  });

  test(`${where}: what names no device, or no identifier, or no time, is refused and the rest goes on`, async (t) => {
    const store = await storeWithLamp(t, open);
    await assert.rejects(store.saveProperties('pk', 'door', { led: 1 }, 1), /no device pk,door/);
    await assert.rejects(store.removeDevice('pk', 'door'), StoreError);
    await assert.rejects(store.saveProperties('pk', 'lamp', { 'a/b': 1 }, 1), /not a property's identifier: a\/b/);
    await assert.rejects(store.saveEvent('pk', 'lamp', '', {}, 1), StoreError);
    await assert.rejects(
      store.saveProperties('pk', 'lamp', { led: 1 }, -1),
      /a time is milliseconds since 1970, not -1/,
    );
    await assert.rejects(store.saveProperties('pk', 'lamp', { led: 1 }, 1.5), RangeError);
    assert.deepEqual(await store.propertyValues('pk', 'lamp', 'a/b', range), { records: [] });
    await store.saveProperties('pk', 'lamp', { led: 1 }, 1);
    assert.equal((await store.lastProperties('pk', 'lamp')).get('led')?.value, 1);
  });

  test(`${where}: calls are kept, with all their members`, async (t) => {
    const store = await storeWithLamp(t, open);
    const call = { api: 'RRpc', messageId: '1', request: 'hi', reply: 'ho', code: 'SUCCESS', time: 7, ms: 3 };
    await store.saveCall('pk', 'lamp', call);
    assert.deepEqual((await store.calls('pk', 'lamp', range)).records, [call]);
  });

  test(`${where}: 10,000 devices are registered and listed in pages, in their order`, async (t) => {
    const store = await storeWithLamp(t, open);
    const names = Array.from({ length: 10_000 }, (_, i) => `d${(i * 7919) % 10_000}`);
    await Promise.all(names.map((name) => store.saveDevice(newDevice('pk', name, 1))));
    assert.equal(store.deviceCount('pk'), 10_001);
    const listed: string[] = [];
    for (let page = 0; page <= 200; page++)
      listed.push(...store.devices('pk', page * 50, 50).map(({ deviceName }) => deviceName));
    assert.deepEqual(listed, ['lamp', ...names]);
    const { order = 0 } = store.device('pk', names[49] ?? '') ?? {};
    await store.removeDevice('pk', names[49] ?? '');
    assert.equal(store.devicesAfter('pk', order, 1)[0]?.deviceName, names[50]);
    assert.deepEqual(store.devicesAfter('pk', Number.MAX_SAFE_INTEGER, 1), []);
    assert.deepEqual(store.devices('nothing', 0, 10), []);
  });
}

test('a store opened again has everything, devices in the same order', async (t) => {
  const folder = folderFor(t);
  const store = await openStore(folder);
  await store.saveProduct(newProduct('Lamps', 1, 'pk'));
  const model = { functionBlockId: 'mod', functionBlockName: 'Module', tsl: '{"properties":[]}' };
  await store.saveModel('pk', { functionBlockId: '', tsl: '{}' });
  await store.saveModel('pk', model);
  for (const name of ['zoe', 'lamp', 'anna']) await store.saveDevice(newDevice('pk', name, 1));
  const { iotId = '', ...lamp } = store.device('pk', 'lamp') ?? {};
  await store.saveProperties('pk', 'lamp', { led: 1 }, 5);
  await store.close();
  const again = await openStore(folder);
  t.after(() => again.close());
  assert.equal(again.product('pk')?.productName, 'Lamps');
  assert.deepEqual(again.models('pk').get('mod'), model);
  assert.deepEqual([...again.models('pk').keys()], ['', 'mod']);
  assert.deepEqual(
    again.devices('pk', 0, 9).map(({ deviceName }) => deviceName),
    ['zoe', 'lamp', 'anna'],
  );
  assert.deepEqual(again.deviceById(iotId), { ...lamp, iotId });
  assert.deepEqual((await again.lastProperties('pk', 'lamp')).get('led'), { value: 1, text: '1', time: 5 });
  await again.saveDevice(newDevice('pk', 'last', 1));
  assert.equal(again.devices('pk', 3, 9)[0]?.deviceName, 'last');
});

test("a folder that it makes is its owner's alone, as it holds secrets; one that was there stays as it is", {
  skip: process.platform === 'win32' ? 'Windows has other rights' : false,
}, async (t) => {
  const folder = folderFor(t);
  const modeOf = () => statSync(folder).mode & 0o777;
  await (await openStore(folder)).close();
  assert.equal(modeOf(), 0o700);
  chmodSync(folder, 0o750);
  await (await openStore(folder)).close();
  assert.equal(modeOf(), 0o750);
});

test('a folder that another process uses is named, and so is one that cannot be', async (t) => {
  const folder = folderFor(t);
  const store = await openStore(folder);
  await assert.rejects(openStore(folder), (error: Error) => {
    assert.ok(error instanceof StoreInUse);
    return error.message === `the store ${folder} is in use by another cloud`;
  });
  const file = join(folder, '..', 'file');
  mkdirSync(join(folder, '..'), { recursive: true });
  writeFileSync(file, '');
  await assert.rejects(openStore(file), new RegExp(`the store ${file} cannot be opened`));
  // Before its folder is removed: an open store still writes there.
  await store.close();
});

test('what is older than 30 days is dropped at opening, but a last value stays; so are series of devices that are gone', async (t) => {
  const folder = folderFor(t);
  const day = 24 * 3_600_000;
  const clock = fakeClock(100 * day);
  const store = await openStore(folder, clock);
  await store.saveProduct(newProduct('Lamps', 1, 'pk'));
  await store.saveDevice(newDevice('pk', 'lamp', 1));
  for (const time of [60 * day, 61 * day, 80 * day]) {
    await store.saveProperties('pk', 'lamp', { led: time }, time);
    await store.saveEvent('pk', 'lamp', 'alarm', {}, time);
  }
  await store.saveProperties('pk', 'lamp', { old: 1 }, 10 * day);
  await store.close();
  const again = await openStore(folder, clock);
  t.after(() => again.close());
  const all = { from: 0, to: 200 * day, ascending: true, limit: 50 };
  const times = ({ records }: { records: { time: number }[] }) => records.map(({ time }) => time / day);
  // The sweep runs beside what the store is opened for.
  const deadline = Date.now() + 5000;
  while (times(await again.events('pk', 'lamp', all)).length > 1 && Date.now() < deadline);
  assert.deepEqual(times(await again.events('pk', 'lamp', all)), [80]);
  assert.deepEqual(times(await again.propertyValues('pk', 'lamp', 'led', all)), [80]);
  assert.deepEqual(times(await again.propertyValues('pk', 'lamp', 'old', all)), [10]);
});

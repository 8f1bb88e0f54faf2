import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstDevice } from '../../../../scripts/cloud/store/firstDevice.ts';
import { newDevice, newProduct } from '../../../../scripts/cloud/store/fresh.ts';
import { memoryStore } from '../../../../scripts/cloud/store/store.ts';

test('the first device is the one registered first, of the first product that has any', async () => {
  const store = memoryStore();
  for (const productKey of ['a', 'b', 'c']) await store.saveProduct(newProduct('test', 0, productKey));
  for (const [productKey, deviceName] of [
    ['c', 'early'],
    ['b', 'lamp'],
    ['b', 'door'],
  ] as const)
    await store.saveDevice(newDevice(productKey, deviceName, 0));
  const { productKey, deviceName } = firstDevice(store) ?? {};
  assert.deepEqual([productKey, deviceName], ['b', 'lamp']);
});

test('a store without devices has none', async () => {
  const store = memoryStore();
  await store.saveProduct(newProduct('test', 0, 'a'));
  assert.equal(firstDevice(store), undefined);
});

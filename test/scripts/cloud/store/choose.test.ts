import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { chooseStore } from '../../../../scripts/cloud/store/choose.ts';
import { newProduct } from '../../../../scripts/cloud/store/fresh.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'choose-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'store');
}

test('without flags the default folder keeps everything; with --memory nothing is written', async (t) => {
  const folder = folderFor(t);
  const memory = await chooseStore({ memory: true, folder: undefined }, folder);
  await memory.store.saveProduct(newProduct('Lamps', 1, 'pk'));
  await memory.store.close();
  assert.equal(existsSync(folder), false);
  const first = await chooseStore({ memory: false, folder: undefined }, folder);
  await first.store.saveProduct(newProduct('Lamps', 1, 'pk'));
  await first.store.close();
  const second = await chooseStore({ memory: false, folder: undefined }, folder);
  t.after(() => second.store.close());
  assert.equal(second.store.product('pk')?.productName, 'Lamps');
  assert.equal(second.notice, undefined);
});

test('a second cloud on the default folder goes on in memory and says so; on a folder asked for it is refused', async (t) => {
  const folder = folderFor(t);
  const first = await chooseStore({ memory: false, folder: undefined }, folder);
  t.after(() => first.store.close());
  const second = await chooseStore({ memory: false, folder: undefined }, folder);
  t.after(() => second.store.close());
  assert.match(second.notice ?? '', /is in use by another cloud: this one keeps all in memory/);
  await assert.rejects(chooseStore({ memory: false, folder }, folder), /is in use by another cloud$/);
  await assert.rejects(chooseStore({ memory: true, folder }, folder), /--memory keeps nothing/);
});

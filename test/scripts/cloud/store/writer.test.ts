import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WAITING_WRITES } from '../../../../scripts/cloud/limits.ts';
import { type Change, type Database, StoreError, Writer } from '../../../../scripts/cloud/store/writer.ts';

/** A database whose writes the test holds and releases. */
function heldDatabase() {
  const groups: { changes: Change[]; sync: boolean; resolve(): void; reject(error: Error): void }[] = [];
  const batch: Database['batch'] = (changes, { sync }) =>
    new Promise((resolve, reject) => groups.push({ changes, sync, resolve, reject }));
  return { groups, writer: new Writer({ batch } as unknown as Database) };
}

const put = (key: string): Change[] => [{ type: 'put', key, value: '' }];
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what comes during a write goes to the disk together, by one fsync, and is acknowledged only then', async () => {
  const { groups, writer } = heldDatabase();
  const told: string[] = [];
  const writes = ['a', 'b', 'c'].map((key) => writer.write(put(key)).then(() => told.push(key)));
  await turn();
  assert.deepEqual(
    groups.map(({ changes }) => changes.length),
    [1],
  );
  assert.deepEqual(told, []);
  groups[0]?.resolve();
  await turn();
  assert.deepEqual(told, ['a']);
  assert.deepEqual(
    groups[1]?.changes.map(({ key }) => key),
    ['b', 'c'],
  );
  assert.ok(groups.every(({ sync }) => sync));
  groups[1]?.resolve();
  await Promise.all(writes);
  await writer.idle();
  assert.deepEqual(told, ['a', 'b', 'c']);
});

test('a write that the disk refuses is told to all of its group, and the next one is tried', async () => {
  const { groups, writer } = heldDatabase();
  const first = writer.write(put('a'));
  const second = writer.write(put('b'));
  await turn();
  groups[0]?.reject(new Error('no space left'));
  await assert.rejects(first, /the store could not be written: no space left/);
  groups[1]?.resolve();
  await second;
});

test('when too many changes wait, the next one is refused at once', async () => {
  const { groups, writer } = heldDatabase();
  const waiting = Array.from({ length: WAITING_WRITES + 1 }, () => writer.write(put('a')));
  await assert.rejects(writer.write(put('b')), StoreError);
  for (let i = 0; i < 2; i++) {
    groups[i]?.resolve();
    await turn();
  }
  await Promise.all(waiting);
});

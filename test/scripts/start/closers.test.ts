import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClosers } from '../../../scripts/start/closers.ts';

test('what began last ends first, and each thing once', async () => {
  const ended: string[] = [];
  const closers = createClosers();
  closers.add(() => ended.push('first'));
  closers.add(async () => void ended.push('second'));
  await closers.close();
  await closers.close();
  assert.deepEqual(ended, ['second', 'first']);
});

test('what cannot be ended does not keep the rest from ending, and is told', async () => {
  const ended: string[] = [];
  const closers = createClosers();
  closers.add(() => ended.push('first'));
  closers.add(() => Promise.reject(new Error('stuck')));
  closers.add(() => ended.push('third'));
  await assert.rejects(closers.close(), /stuck/);
  assert.deepEqual(ended, ['third', 'first']);
});

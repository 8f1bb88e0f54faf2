// Lines that wait until it is known how positions are mapped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeld } from '../../../scripts/logs/held.ts';

function heldFor() {
  const written: string[] = [];
  return { written, held: createHeld((line) => written.push(line)) };
}
const map = (text: string): string => text.replace('.bootcde:1:2', 'firmware/x.ts:3:4');

test('lines without positions pass at once; from the first one with a position on, all wait in their order', () => {
  const { written, held } = heldFor();
  for (const line of ['one', '    at .bootcde:1:2', 'three']) held.line(line);
  assert.deepEqual(written, ['one']);
  held.release(map);
  assert.deepEqual(written, ['one', '    at firmware/x.ts:3:4', 'three']);
  held.line('.bootcde:1:2 again');
  assert.equal(written.at(-1), 'firmware/x.ts:3:4 again');
});

test('where there is no map they are let go as they are, and a map that comes later changes nothing', () => {
  const { written, held } = heldFor();
  held.line('.bootcde:1:2');
  held.release((text) => text);
  held.release(map);
  held.line('.bootcde:1:2');
  assert.deepEqual(written, ['.bootcde:1:2', '.bootcde:1:2']);
});

/** Listeners, and lines out of pieces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLineCutter, createListeners } from '../../../scripts/device/listeners.ts';

test('a listener hears until it is taken away', () => {
  const heard: string[] = [];
  const listeners = createListeners<string>(undefined, (event) => heard.push(`first ${event}`));
  const remove = listeners.add((event) => heard.push(`second ${event}`));
  listeners.tell('a');
  remove();
  listeners.tell('b');
  assert.deepEqual(heard, ['first a', 'second a', 'first b']);
});

test('lines come out whole, whatever pieces they come in', () => {
  const text = 'one\r\ntwo\n\nthree\nunfinished';
  for (let size = 1; size <= text.length; size++) {
    const lines: string[] = [];
    const cut = createLineCutter((line) => lines.push(line));
    for (let at = 0; at < text.length; at += size) cut(text.slice(at, at + size));
    assert.deepEqual(lines, ['one', 'two', '', 'three'], `in pieces of ${size}`);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { board, input, output } from '../../../board/lib/define.ts';

test('an output is data: its pin, its safe state, and what else was said', () => {
  assert.deepEqual(output(2, { safe: 0 }), { kind: 'output', pin: 2, safe: 0 });
  assert.deepEqual(output(26, { safe: 1, activeLow: true, iKnow: 'why' }), {
    kind: 'output',
    pin: 26,
    safe: 1,
    activeLow: true,
    iKnow: 'why',
  });
});

test('an input is data: its pin, and what else was said', () => {
  assert.deepEqual(input(34), { kind: 'input', pin: 34 });
  assert.deepEqual(input(27, { pull: 'up', activeLow: true }), {
    kind: 'input',
    pin: 27,
    pull: 'up',
    activeLow: true,
  });
});

test('a board is its name and its pins, in the order of its file', () => {
  const pins = { b: input(34), a: output(2, { safe: 0 }) };
  assert.deepEqual(board('bench', pins), { name: 'bench', pins });
  assert.deepEqual(Object.keys(board('bench', pins).pins), ['b', 'a']);
});

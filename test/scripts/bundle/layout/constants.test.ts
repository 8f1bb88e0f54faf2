import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constantsFirst } from '../../../../scripts/bundle/layout/constants.ts';
import { after, told } from './bench.ts';

test('a variable that holds a literal and is never set again is declared before all functions', async () => {
  const code = await after(
    constantsFirst,
    "function find() { return LIMIT + NAME; } var LIMIT = 5, made = [1]; var NAME = 'n'; tell(find()); tell(made[0]);",
  );
  assert.match(code, /^\(function\(\)\s*\{\s*var LIMIT = 5, NAME = "n";\s*function find/);
  assert.deepEqual(told(code), ['5n', 1]);
});

test('one that is set anywhere, or made by work, stays where it is', async () => {
  for (const body of [
    'function next() { return ++count; } var count = 0; tell(next());',
    'function next() { count = 2; } var count = 0; next(); tell(count);',
    'function next() { for (name in { a: 1 }); } var name = 0; next(); tell(name);',
    'function next() { return made; } var made = tell(0); next();',
    'function next() { return twice; } var twice = 1; var twice = 2; tell(next());',
    'function next() { return /a/.test(text); } var text = /a/; tell(next());',
  ]) {
    const code = await after(constantsFirst, body);
    assert.match(code, /^\(function\(\)\s*\{\s*function next/, body);
  }
});

test('what is a constant in a function only, or nothing at all, is left alone', async () => {
  const code = await after(constantsFirst, 'function inner() { var LIMIT = 5; return LIMIT; } tell(inner());');
  assert.match(code, /^\(function\(\)\s*\{\s*function inner\(\) \{\s*var LIMIT = 5/);
});

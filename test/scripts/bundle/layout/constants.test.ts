import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inlineConstants } from '../../../../scripts/bundle/layout/constants.ts';
import { after, told, toldBefore } from './bench.ts';

test('a variable that holds a literal, or is computed of such, and is never set again, stands where it is used', async () => {
  const body =
    "function find() { return LIMIT + NAME; } var LIMIT = 1 << 3 | 2, made = [1]; var NAME = 'n', TWICE = LIMIT * 2;" +
    'tell(find()); tell(made[0]); tell(TWICE);';
  const code = await after(inlineConstants, body);
  assert.deepEqual(told(code), toldBefore(body));
  assert.doesNotMatch(code, /LIMIT|NAME|TWICE/);
  assert.match(code, /var made = /);
});

test('one that is set anywhere, or made by work, stays where it is', async () => {
  for (const body of [
    'function next() { return ++count; } var count = 0; tell(next());',
    'function next() { count = 2; } var count = 0; next(); tell(count);',
    'function next() { for (count in { a: 1 }); } var count = 0; next(); tell(count);',
    'function next() { return count; } var count = getIt(); function getIt() { return 1; } tell(next());',
    'function next() { return count; } var count = 1; var count = 2; tell(next());',
    "function next() { return count.test('a'); } var count = /a/; tell(next());",
  ]) {
    const code = await after(inlineConstants, body);
    assert.match(code, /var count = /, body);
    assert.deepEqual(told(code), toldBefore(body));
  }
});

test('what is a constant in a function only is left alone', async () => {
  const code = await after(inlineConstants, 'function inner() { var LIMIT = 5; return LIMIT; } tell(inner());');
  assert.match(code, /function inner\(\) \{\s*var LIMIT = 5/);
});

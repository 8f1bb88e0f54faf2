import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inlineOnce } from '../../../../scripts/bundle/layout/once.ts';
import { after, told } from './bench.ts';

test('a list with a function that is used once stands where it is used', async () => {
  const code = await after(
    inlineOnce,
    "var one = ['one', function () { return 1; }]; function find() { return one; } tell(find()[1]());",
  );
  assert.deepEqual(told(code), [1]);
  assert.match(code, /return \[ "one", function/);
});

test('one that is used twice stays, and so does what is made of more than constants', async () => {
  for (const body of [
    "var one = ['one', function () { return 1; }]; function find() { return [one, one]; } tell(find()[0][1]());",
    'var one = [tell(1), function () { return 1; }]; function find() { return one; } tell(find()[1]());',
    "var one = ['a', 'b']; function find() { return one; } tell(find().length);",
  ]) {
    const code = await after(inlineOnce, body);
    assert.match(code, /^var one = /m, body);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layIntoDrawers } from '../../../../scripts/bundle/layout/drawers.ts';
import { after, told, toldBefore } from './bench.ts';

const laid = (body: string, hot: string[] = []): Promise<string> =>
  after((program) => layIntoDrawers(program, new Set(hot)), body);

const TWO = `
  function a(n) { return n + 1; }
  function b(n) { var twice = n * 2; return a(twice); }
  tell(a(1)); tell(b(2)); tell(a(b(3)));
`;

test('functions that are only called are given by one function, by their number, and do what they did', async () => {
  const code = await laid(TWO);
  assert.deepEqual(told(code), toldBefore(TWO));
  assert.match(code, /function drawer0\(which\)/);
  assert.match(code, /tell\(drawer0\(0\)\(1\)\)/);
  assert.doesNotMatch(code, /function [ab]\(/);
});

test('a hot function stays, and one alone is not worth a drawer', async () => {
  assert.match(await laid(TWO, ['a']), /function b\(/);
  assert.doesNotMatch(await laid(TWO, ['a']), /drawer/);
});

test('a function that is kept, compared or asked for itself, or that has its own this or arguments, stays', async () => {
  const kept = `
    function kept() { return 1; }
    function asks() { return this && 1; }
    function counts() { return arguments.length; }
    function a() { return 2; }
    function b() { return 3; }
    var list = [kept];
    tell(list[0]()); tell(kept === list[0]); tell(asks()); tell(counts(1, 2)); tell(a() + b());
  `;
  const code = await laid(kept);
  assert.deepEqual(told(code), toldBefore(kept));
  for (const name of ['kept', 'asks', 'counts']) assert.match(code, new RegExp(`function ${name}\\(`));
  assert.doesNotMatch(code, /function [ab]\(/);
});

test('a function that calls itself, and two that call one another, find themselves in their drawer', async () => {
  const recursive = `
    function down(n) { return n ? n + down(n - 1) : 0; }
    function even(n) { return n === 0 || odd(n - 1); }
    function odd(n) { return n !== 0 && even(n - 1); }
    tell(down(4)); tell(even(6)); tell(odd(6));
  `;
  assert.deepEqual(told(await laid(recursive)), toldBefore(recursive));
});

test('a drawer holds eight; what is called at more than twenty places stays, for its bytes', async () => {
  const names = Array.from({ length: 9 }, (_, i) => `f${i}`);
  const many = names
    .map((name, i) => `function ${name}() { return ${i}; } tell(${name}()); tell(${name}());`)
    .join('\n');
  const code = await laid(`${many}\n${'tell(f0());'.repeat(20)}`);
  assert.match(code, /function f0\(/);
  assert.equal(code.match(/function drawer\d/g)?.length, 1);
  const eighteen = Array.from({ length: 18 }, (_, i) => `function g${i}() { return ${i}; } tell(g${i}());`).join('\n');
  assert.equal((await laid(eighteen)).match(/function drawer\d/g)?.length, 3);
  assert.deepEqual(told(await laid(eighteen)), toldBefore(eighteen));
});

test('a name that is there already is not taken', async () => {
  const taken = `var drawer0 = 5; ${TWO} tell(drawer0);`;
  const code = await laid(taken);
  assert.deepEqual(told(code), toldBefore(taken));
  assert.match(code, /function drawer1\(/);
});

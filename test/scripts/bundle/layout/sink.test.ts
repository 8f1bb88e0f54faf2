import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOf } from '../../../../scripts/bundle/layout/names.ts';
import { sink } from '../../../../scripts/bundle/layout/sink.ts';
import { after, told, toldBefore } from './bench.ts';

/** `once` names the functions that run once. */
const sunk = (body: string, hot: string[] = [], tables: string[] = [], once: string[] = []): Promise<string> =>
  after((program) => {
    const found = [...namesOf(program).functions.keys()].filter(({ id }) => id && once.includes(id.name));
    sink(program, { hot: new Set(hot), tables: new Set(tables), once: new Set(found) });
  }, body);

/** The functions that stand at the top. */
const atTop = (code: string): string[] => {
  let depth = 0;
  return code.split('\n').flatMap((line) => {
    const [, name] = /^function (\w+)\(/.exec(line) ?? [];
    const found = depth === 1 && name ? [name] : [];
    depth += (line.match(/\{/g)?.length ?? 0) - (line.match(/\}/g)?.length ?? 0);
    return found;
  });
};

test('a function that is used once stands where it is used, and so does what only that one uses', async () => {
  const chain = `
    function c() { return 1; }
    function b() { return c() + 1; }
    function a() { return b() + 1; }
    tell(a()); tell(a());
  `;
  const code = await sunk(chain);
  assert.deepEqual(told(code), toldBefore(chain));
  assert.deepEqual(atTop(code), ['a']);
  assert.doesNotMatch(code, /function [bc]/, 'without a name, which its scope would hold');
});

test('one that is used twice stays, but where both uses are in a function that runs once', async () => {
  const two = `
    function shared() { return 1; }
    function a() { return shared() + (function () { return shared(); })(); }
    tell(a());
  `;
  assert.deepEqual(atTop(await sunk(two)), ['shared', 'a']);
  const code = await sunk(two, [], [], ['a']);
  assert.deepEqual(told(code), toldBefore(two));
  assert.deepEqual(atTop(code), ['a']);
});

test('nothing moves into a hot function, but past it', async () => {
  const hot = `
    function cold() { return 1; }
    function hot() { return cold(); }
    tell(hot());
  `;
  assert.deepEqual(atTop(await sunk(hot, ['hot'])), ['cold', 'hot']);
  const past = `
    function cold() { return 1; }
    function outer() { function hot() { return cold(); } return hot(); }
    tell(outer());
  `;
  const code = await sunk(past, ['hot']);
  assert.deepEqual(atTop(code), ['outer']);
  assert.deepEqual(told(code), [1]);
});

test('what is kept for later stays, and what a native calls at once does not', async () => {
  const kept = `
    function later() { tell('later'); }
    function letter(c) { return c + c; }
    function start(keep) { keep.push(later); return 'ab'.replace(/./g, letter); }
    var keep = [];
    tell(start(keep));
    keep[0]();
  `;
  const code = await sunk(kept);
  assert.deepEqual(told(code), ['aabb', 'later']);
  assert.deepEqual(atTop(code), ['later', 'start']);
});

test('one that calls itself stays, and so does one that nobody uses', async () => {
  const self = `
    function count(n) { return n ? 1 + count(n - 1) : 0; }
    function a() { return count(3); }
    function nobody() { return 1; }
    tell(a());
  `;
  const code = await sunk(self);
  assert.deepEqual([told(code), atTop(code)], [[3], ['count', 'a', 'nobody']]);
});

test('a table that is named moves, and another does not', async () => {
  const tables = `
    var CAN = { a: 1 };
    var KEPT = { a: 2 };
    function a(name) { return CAN[name] + KEPT[name]; }
    tell(a('a'));
  `;
  const code = await sunk(tables, [], ['CAN']);
  assert.deepEqual(told(code), [3]);
  assert.match(code, /function a\(name\) \{\nvar CAN/);
  assert.match(code, /^var KEPT/m);
});

test('a function with a getter stays, and nothing moves into a getter', async () => {
  const getter = `
    function helper() { return 1; }
    function make() { return { get it() { return helper(); } }; }
    function run() { return make().it; }
    tell(run());
  `;
  const code = await sunk(getter);
  assert.deepEqual(told(code), [1]);
  assert.deepEqual(atTop(code), ['make', 'run']);
});

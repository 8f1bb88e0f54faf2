import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten } from '../../../../scripts/bundle/layout/flatten.ts';
import { after, told, toldBefore } from './bench.ts';

const COUNTER = `
  function createCounter(from, name) {
    var count = from, unused = 1;
    function add(n) { count += n; return count; }
    return { add: add, tell: function () { tell(name + count); } };
  }
  var counter = createCounter(5, 'n');
  counter.add(2);
  counter.tell();
`;

test('what a function that runs once leaves behind moves to the top, and does the same', async () => {
  const code = await after(flatten, COUNTER);
  assert.deepEqual(told(code), ['n7']);
  assert.deepEqual(told(code), toldBefore(COUNTER));
  assert.match(code, /^var createCounter\$name, createCounter\$count;$/m);
  assert.match(code, /^function createCounter\$add\(n\) \{$/m);
  assert.match(code, /^function createCounter\$tell\(\) \{$/m);
  assert.match(code, /^tell: createCounter\$tell$/m);
  assert.match(code, /^createCounter\$count = from;$/m, 'a variable with a value becomes an assignment');
  assert.match(code, /^var unused = 1;$/m, 'and what nobody else uses stays');
});

test('a function that may run twice keeps its own', async () => {
  for (const twice of [
    COUNTER.replace("'n');", "'n'); createCounter(1, 'm');"),
    COUNTER.replace('var counter', 'for (var i = 0; i < 2; i++) var counter'),
    COUNTER.replace("createCounter(5, 'n')", 'made()').replace(
      'var counter',
      "function made() { return createCounter(5, 'n'); } made(); var counter",
    ),
    COUNTER.replace("createCounter(5, 'n')", "[createCounter][0](5, 'n')"),
  ]) {
    const code = await after(flatten, twice);
    assert.doesNotMatch(code, /\$/, twice);
    assert.deepEqual(told(code), toldBefore(twice), twice);
  }
});

test('what a function that runs once makes by another is moved all the way', async () => {
  const nested = `
    function inner(base) { var sum = base; return function (n) { sum += n; return sum; }; }
    function outer(by) { var add = inner(by * 10); return function () { return add(by); }; }
    var run = outer(4);
    tell(run()); tell(run());
  `;
  const code = await after(flatten, nested);
  assert.deepEqual(told(code), [44, 48]);
  assert.doesNotMatch(code, /function \(/, 'no closure is left');
});

test('a name that is taken gets a number', async () => {
  const clash = `
    var make$n = 'taken';
    function make() { var n = 1; return [function () { return n++; }, function () { return n; }]; }
    var both = make();
    both[0](); tell(both[1]()); tell(make$n);
  `;
  assert.deepEqual(told(await after(flatten, clash)), [2, 'taken']);
});

test('a name inside that hides an outer one is left alone', async () => {
  const hidden = `
    function make(n) { return function (x) { try { throw x; } catch (n) { tell(n); } (function (n) { tell(n + 1); })(x); tell(n); }; }
    make('outer')(1);
  `;
  assert.deepEqual(told(await after(flatten, hidden)), [1, 2, 'outer']);
});

test('a getter stays where it is', async () => {
  const getter = "function make(n) { return { get it() { return n; } }; } tell(make('x').it);";
  assert.deepEqual(told(await after(flatten, getter)), ['x']);
});

test('a variable of a for that a closure uses is refused', async () => {
  const loop = 'function make() { for (var i = 0; i < 2; i++) tell(i); return function () { return i; }; } make();';
  await assert.rejects(after(flatten, loop), /make\$i is declared in a for, and used by a closure/);
});

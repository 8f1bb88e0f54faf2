/** How the names of tests are found in a source. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { testNames } from './names.ts';

test('the names of tests are found as they are at run time, in loops too', () => {
  const source = `
    test('one', () => {});
    test("it's two", async (t) => {});
    for (const x of xs) test(\`three\`, { timeout: 5 }, () => {});
  `;
  assert.deepEqual(testNames(source), ['one', "it's two", 'three']);
});

test('the names in a table count where a loop hands them to test', () => {
  const table = `const CASES = [{ name: 'one' }, { name: 'two', other: 'three' }];`;
  assert.deepEqual(testNames(`${table} for (const { name } of CASES) test(name, () => {});`), ['one', 'two']);
  assert.deepEqual(testNames(table), []);
});

test('names put together at run time, skipped tests, tests to do, and comments are none', () => {
  const source = `
    test(\`with \${x}\`, () => {});
    test('skipped', { skip: true }, () => {});
    test('to do', { todo: 'later' }, () => {});
    test.skip('skipped', () => {});
    // test('in a comment', () => {});
    const text = "test('in a string', () => {})";
  `;
  assert.deepEqual(testNames(source), []);
});

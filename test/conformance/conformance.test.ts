/** Holds the table of statements against the tests that there are. */
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testNames } from './names.ts';
import { must, problemsOf, server } from './statement.ts';
import { STATEMENTS } from './statements.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The names of all tests, but those of this folder's machinery. */
const names = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !/conformance\.test\.ts$|names\.test\.ts$/.test(file))
  .flatMap((file) => testNames(readFileSync(`${ROOT}/${file}`, 'utf8')));

test('each statement that binds the client has tests that are there, and each test that names one is in the table', (t) => {
  assert.deepEqual(problemsOf(STATEMENTS, names), []);
  const shown = STATEMENTS.filter(({ shownBy }) => shownBy.length > 0);
  const tests = new Set(shown.flatMap(({ shownBy }) => shownBy));
  t.diagnostic(`${shown.length} statements, ${tests.size} tests`);
});

test('the table has all the statements that the specification numbers, each once', () => {
  const count = (chapter: RegExp) => STATEMENTS.filter(({ id }) => chapter.test(id)).length;
  // As many as appendix B lists of each chapter; one of 3.8.3 has its own way of writing its number.
  assert.deepEqual(
    [/^MQTT-1\./, /^MQTT-2\./, /^MQTT-3\.[12]\./, /^MQTT-3[.-]/, /^MQTT-4\./, /^MQTT-6\./, /^MQTT-7\./].map(count),
    [3, 9, 49, 95, 26, 4, 4],
  );
});

test('a table with a statement that has no test fails', () => {
  assert.deepEqual(problemsOf([must('1.1.1-1', 'something')], []), ['MQTT-1.1.1-1 has no test, and no reason why not']);
});

test('a table with a test that does not exist fails', () => {
  assert.deepEqual(problemsOf([must('1.1.1-1', 'something', '[MQTT-1.1.1-1] it is so')], []), [
    'MQTT-1.1.1-1: there is no test "[MQTT-1.1.1-1] it is so"',
  ]);
});

test('a table fails with a test that does not name its statement, or one that the table does not list', () => {
  assert.deepEqual(problemsOf([must('1.1.1-1', 'something', 'it is so')], ['it is so']), [
    'MQTT-1.1.1-1: the test "it is so" does not name it',
  ]);
  assert.deepEqual(problemsOf([], ['[MQTT-1.1.1-1] it is so']), [
    'the test "[MQTT-1.1.1-1] it is so" names MQTT-1.1.1-1, which is not in the table',
  ]);
  const [a, b] = ['[MQTT-1.1.1-1] a', '[MQTT-1.1.1-1] b'];
  assert.deepEqual(problemsOf([must('1.1.1-1', 'something', a)], [a, b]), [
    'MQTT-1.1.1-1 does not list the test "[MQTT-1.1.1-1] b", which names it',
  ]);
});

test('a table fails with a statement twice, or one that both binds the client and does not', () => {
  const a = '[MQTT-1.1.1-1] a';
  const row = must('1.1.1-1', 'something', a);
  assert.deepEqual(problemsOf([row, row], [a]), ['MQTT-1.1.1-1 is in the table twice']);
  assert.deepEqual(problemsOf([{ ...row, notApplicable: 'why' }], [a]), [
    'MQTT-1.1.1-1 has a test, and a reason why not',
  ]);
  assert.deepEqual(problemsOf([row, server('1.1.1-2', 'something else')], [a]), []);
});

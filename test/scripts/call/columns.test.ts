import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inColumns } from '../../../scripts/call/columns.ts';

const rows = [
  ['Ping', 'Answers at once, and says how long the board has been up.'],
  ['GetPin', 'Reads.'],
];

test('the last column is broken at its words where the terminal ends, and stands below itself', () => {
  assert.equal(
    inColumns(rows, 40, '  '),
    `  Ping    Answers at once, and says how
          long the board has been up.
  GetPin  Reads.`,
  );
  for (let columns = 30; columns < 80; columns++)
    for (const line of inColumns(rows, columns).split('\n')) assert.ok(line.length <= columns, line);
});

test('in a pipe, and in a terminal that is too narrow for it, each row is one line', () => {
  const whole = `Ping    ${rows[0]?.[1]}\nGetPin  Reads.`;
  assert.equal(inColumns(rows), whole);
  assert.equal(inColumns(rows, 20), whole);
  assert.equal(inColumns(rows, 200), whole);
  assert.equal(inColumns([]), '');
});

test('a word that is longer than a line has one of its own', () => {
  const long = 'x'.repeat(60);
  assert.equal(inColumns([['a', `see ${long} there`]], 40), `a  see\n   ${long}\n   there`);
});

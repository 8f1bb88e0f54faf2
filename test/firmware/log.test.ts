import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { installInterpreter } from './interpreter.ts';

const board = installInterpreter();
// After the interpreter: the board's start is when this is loaded.
const { log, uptime } = await import('../../firmware/log.ts');
beforeEach(board.clear);

test('a line is its level, the seconds since the start with three decimals, its room, and what happened', () => {
  log('I', 'link', 'ready');
  board.time += 12.345;
  log('W', 'pins', 'not on this chip: relay');
  assert.deepEqual(board.lines, ['I 0.000 link ready', 'W 12.345 pins not on this chip: relay']);
});

test('the seconds count from the start of the board, whatever its clock says', () => {
  const before = uptime();
  board.time += 3600;
  assert.equal(uptime() - before, 3600);
});

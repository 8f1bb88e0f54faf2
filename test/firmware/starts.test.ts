import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { installInterpreter } from './interpreter.ts';

const board = installInterpreter();
let loads = 0;
/** The module as a start has it: nothing is kept but what Storage keeps. */
const load = (): Promise<typeof import('../../firmware/starts.ts')> =>
  import(new URL(`../../firmware/starts.ts?start=${++loads}`, import.meta.url).href);

beforeEach(() => {
  board.clear();
  board.useTimers();
  board.useStorage();
});

test('a start is noted, and forgotten once it came to something', async () => {
  const { begin, settled } = await load();
  assert.equal(begin(), false);
  assert.equal(board.files.get('reset'), '1');
  settled();
  assert.ok(!board.files.has('reset'));
});

test('the fourth start after three that ended at once is held back, and the fifth is not', async () => {
  const held: boolean[] = [];
  for (let start = 0; start < 5; start++) held.push((await load()).begin());
  assert.deepEqual(held, [false, false, false, true, false]);
});

test('a start that was asked for says why, and does not count as one that came to nothing', async () => {
  const held: boolean[] = [];
  for (let start = 0; start < 5; start++) {
    const starts = await load();
    held.push(starts.begin());
    assert.equal(starts.reason, start ? 'reboot' : 'power-on');
    starts.restart('reboot', 500);
    board.advance(500);
    assert.equal(board.reboots, start + 1);
  }
  assert.ok(!held.includes(true));
});

test('what else the file may hold is a first start', async () => {
  board.files.set('reset', 'what is this');
  const starts = await load();
  assert.equal(starts.begin(), false);
  assert.equal((await load()).begin(), false, 'and it is forgotten');
});

test('the first uncaught error of a start is kept, with its place and its time, for the next', async () => {
  const { keepError, lastError } = await load();
  assert.equal(lastError(), '');
  const thrown = { message: 'x is not defined', stack: '    at f (.bootcde:1:19)\n\n^\n    at .bootcde:2:25\n\n ^\n' };
  keepError(thrown);
  keepError(new Error('another'));
  // The interpreter finds an empty list where there is no place.
  keepError({ message: 'third', stack: { match: () => [] } });
  assert.match(board.lines[2] ?? '', /boot uncaught: third$/);
  assert.match(board.lines[0] ?? '', /^E [0-9.]+ boot uncaught: x is not defined at \.bootcde:1:19,\.bootcde:2:25$/);
  assert.match(
    (await load()).lastError(),
    /^x is not defined at \.bootcde:1:19,\.bootcde:2:25, \d+ s after the start$/,
  );
});

test('whatever is thrown can be told', async () => {
  for (const thrown of ['a text', 7, null, undefined, { code: 1 }]) {
    const { keepError, lastError } = await load();
    keepError(thrown);
    assert.ok(lastError().startsWith(`${thrown}, `));
  }
});

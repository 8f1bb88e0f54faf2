// Keys of a terminal, and positions in what the board says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeys, createStreamMapper, type KeyEvent } from '../../../scripts/repl/keys.ts';

/** What becomes of keys that come one by one. */
function typed(text: string): KeyEvent[] {
  const keys = createKeys();
  return [...text].flatMap((key) => keys(key));
}

/** What of keys reaches the board. */
const toBoard = (text: string): string =>
  typed(text)
    .map((event) => (event.kind === 'board' ? event.text : ''))
    .join('');
const commands = (text: string): string[] =>
  typed(text).flatMap((event) => (event.kind === 'command' ? [event.line] : []));

test('what is typed goes to the board as it is: arrows, Tab, Ctrl-C and dots within a line', () => {
  for (const text of ['1+2\r', 'a.b\r', '\x1b[A\x1b[D', 'pri\t', 'while(1)\x03', 'x\x7f.5\r'])
    assert.equal(toBoard(text), text);
  assert.deepEqual(createKeys()('1+2\r'), [{ kind: 'board', text: '1+2\r' }]);
});

test('a dot at the start of a line begins a command, which the board never sees', () => {
  assert.deepEqual(commands('.status\r'), ['.status']);
  assert.equal(toBoard('.status\r'), '');
  assert.deepEqual(commands('1\r.call Ping {"a":1}\r2\r.log\r'), ['.call Ping {"a":1}', '.log']);
  assert.equal(toBoard('1\r.call Ping\r2\r'), '1\r2\r');
  assert.deepEqual(commands('x\x03.help\r'), ['.help']);
});

test('a command can be corrected, and given up', () => {
  assert.deepEqual(commands('.stax\x7ftus\r'), ['.status']);
  assert.deepEqual(commands('.status\x03'), []);
  assert.deepEqual(commands('.\x7f'), []);
  assert.equal(toBoard('.s\x7f\x7fok\r'), 'ok\r');
  const keys = createKeys();
  keys('.lo');
  keys('\x1b[A');
  assert.deepEqual(keys('g\r').at(-1), { kind: 'command', line: '.log' });
});

test('two dots at the start of a line send one', () => {
  assert.equal(toBoard('..5+1\r'), '.5+1\r');
});

test('Ctrl-D leaves at the start of a line, and reaches the board nowhere', () => {
  assert.deepEqual(typed('\x04'), [{ kind: 'leave' }]);
  assert.equal(toBoard('ab\x04c\r'), 'abc\r');
  assert.deepEqual(typed('1\r\x04').at(-1), { kind: 'leave' });
});

test('a position is mapped wherever the text is cut', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const text = '    at foo (.bootcde:12:345)\r\n a.b .bootcd .bootcde:1:2';
  const map = (whole: string): string => whole.replace(/\.bootcde:(\d+):(\d+)/g, '<$1,$2>');
  for (let cut = 0; cut <= text.length; cut++) {
    let shown = '';
    const feed = createStreamMapper(map, (piece) => {
      shown += piece;
    });
    feed(text.slice(0, cut));
    feed(text.slice(cut));
    t.mock.timers.tick(30);
    assert.equal(shown, '    at foo (<12,345>)\r\n a.b .bootcd <1,2>', `cut at ${cut}`);
  }
});

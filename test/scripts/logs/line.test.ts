// Lines of the board's log.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLine, showLine } from '../../../scripts/logs/line.ts';

const PLAIN = { json: false, colour: false, least: 'I' } as const;

test('a line of the log is taken apart', () => {
  assert.deepEqual(parseLine('I 12.345 link ready'), { level: 'I', seconds: 12.345, room: 'link', text: 'ready' });
  assert.deepEqual(parseLine('E 0.009 boot device.json: port is missing')?.text, 'device.json: port is missing');
});

test('other output is no line of the log', () => {
  for (const line of ['', '>', 'Uncaught Error: x', 'I am here', 'D 1.000 x y', 'I 1.5 link ready'])
    assert.equal(parseLine(line), undefined, line);
});

test('JSON has the parts, or the text where there are none', () => {
  const json = { ...PLAIN, json: true };
  assert.equal(showLine('W 1.000 wifi gone', json), '{"level":"W","seconds":1,"room":"wifi","text":"gone"}');
  assert.equal(showLine('    at .bootcde:1:2', json), '{"text":"    at .bootcde:1:2"}');
});

test('JSON has the time at which the line came, first', () => {
  const json = { ...PLAIN, json: true, now: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)) };
  const time = '"time":"2026-01-02T03:04:05.006Z"';
  assert.equal(showLine('I 1.000 link up', json), `{${time},"level":"I","seconds":1,"room":"link","text":"up"}`);
  assert.equal(showLine('other', json), `{${time},"text":"other"}`);
});

test('levels below the least are left out; what has no level stays', () => {
  const errors = { ...PLAIN, least: 'E' } as const;
  assert.equal(showLine('W 1.000 wifi gone', errors), undefined);
  assert.equal(showLine('E 1.000 boot bad', errors), 'E 1.000 boot bad');
  assert.equal(showLine('Uncaught Error: x', errors), 'Uncaught Error: x');
});

test('what the board sends does not move the cursor', () => {
  assert.equal(showLine('I 1.000 link \x1b[2J\x07x', PLAIN), 'I 1.000 link ?[2J?x');
  // U+009B is ESC [ in one character.
  assert.equal(showLine('I 1.000 link \u009b2J\x7f\tx', PLAIN), 'I 1.000 link ?2J?\tx');
});

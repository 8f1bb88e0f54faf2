import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../../scripts/call/outcome.ts';
import { createShow, type Showing } from '../../../scripts/call/show.ts';

const good: Outcome = { device: 'a,lamp', code: 200, data: { value: 1 }, message: '', ms: 4.26 };
const refused: Outcome = { device: 'a,door', code: 460, data: {}, message: 'value must be 0 or 1', ms: 5 };
const offline: Outcome = { device: 'a,bell', code: 'OFFLINE', data: null, message: 'not connected', ms: 6 };

function showOn(more: Partial<Showing> = {}, isTTY = false) {
  let out = '';
  let error = '';
  const show = createShow({
    out: { isTTY, columns: 60, rows: 8, write: (text) => (out += text) },
    error: { isTTY, write: (text) => (error += text) },
    environment: { TERM: 'xterm' },
    json: false,
    rounds: false,
    clock: () => new Date(2026, 0, 1, 12, 0, 5),
    ...more,
  });
  return { show, out: () => out, error: () => error };
}

test('one answer is its JSON on standard output, no answer a line on standard error', () => {
  const { show, out, error } = showOn();
  show.round([good]);
  show.round([refused]);
  show.round([offline]);
  show.end();
  assert.equal(out(), '{"code":200,"data":{"value":1}}\n{"code":460,"data":{},"message":"value must be 0 or 1"}\n');
  assert.equal(error(), 'call: OFFLINE: not connected\n');
});

test('with --json every outcome is a line with the same five members', () => {
  const { show, out, error } = showOn({ json: true, everyMs: 1000 }, true);
  show.round([good, refused, offline]);
  assert.deepEqual(
    out()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { device: 'a,lamp', code: 200, data: { value: 1 }, message: '', ms: 4.3 },
      { device: 'a,door', code: 460, data: {}, message: 'value must be 0 or 1', ms: 5 },
      { device: 'a,bell', code: 'OFFLINE', data: null, message: 'not connected', ms: 6 },
    ],
  );
  assert.equal(error(), '');
});

test('many devices are a table: of columns in a pipe, with lines and colours on a terminal', () => {
  const pipe = showOn();
  pipe.show.round([good, offline]);
  assert.equal(
    pipe.out(),
    'device  code     answer         time\na,lamp  200      {"value":1}    4.3 ms\na,bell  OFFLINE  not connected  6.0 ms\n',
  );
  const terminal = showOn({}, true);
  terminal.show.round([good, offline]);
  assert.ok(terminal.out().includes('│ a,lamp │ \u001b[32m200\u001b[39m'));
  assert.ok(terminal.out().includes('\u001b[31mOFFLINE\u001b[39m'));
});

test('a watch draws over its last round on a terminal, cut to its width and height', () => {
  const { show, out } = showOn({ everyMs: 1000, rounds: true }, true);
  show.round([{ ...good, data: { text: 'x'.repeat(100) } }]);
  const first = out();
  const lines = first.split('\n');
  assert.match(first, /^every 1 s, 12:00:05, 1 call: 1 good, 0 failed; p50 4\.3 ms, /);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours have no width.
  assert.ok(lines.every((line) => line.replace(/\u001b\[\d+m/g, '').length <= 60));
  show.round([good]);
  assert.ok(out().slice(first.length).startsWith('\u001b[2A\u001b[J'));
  show.round(Array.from({ length: 20 }, (_, i) => ({ ...good, device: `a,${i}` })));
  const last = out().slice(out().lastIndexOf('\u001b[J'));
  assert.equal(last.split('\n').length, 8);
  assert.match(last, /\d+ more lines\n$/);
});

test('a table that is wider than the terminal is cut, so that the next round draws over all of it', () => {
  const { show, out } = showOn({ everyMs: 1000, rounds: true }, true);
  const wide = { ...good, data: { text: 'x'.repeat(100) } };
  show.round([wide, offline]);
  const lines = out().trimEnd().split('\n');
  assert.equal(lines.length, 8 - 1);
  assert.ok(lines.every((line) => line.length <= 60));
  assert.match(out(), /^│ a,lamp .*x~$/m);
  show.round([good, offline]);
  const next = out().slice(out().indexOf('\u001b['));
  assert.ok(next.startsWith('\u001b[7A\u001b[J'));
  assert.ok(next.includes('\u001b[32m200'), 'one that fits has its colours');
});

test('a watch in a pipe, and where no colours are wanted, has a line for every answer and no escape codes', () => {
  for (const [environment, isTTY] of [
    [{ TERM: 'xterm' }, false],
    [{ TERM: 'xterm', NO_COLOR: '1' }, true],
    [{ TERM: 'dumb' }, true],
  ] as const) {
    const { show, out, error } = showOn({ everyMs: 1000, rounds: true, environment }, isTTY);
    show.round([good]);
    show.round([refused]);
    show.note('did you mean led?');
    assert.equal(out().split('\n').length, 3);
    assert.ok(!(out() + error()).includes('\u001b'));
  }
});

test('what many calls came to is summed up on standard error, by device where there are several', () => {
  const { show, error, out } = showOn({ rounds: true });
  show.round([good, refused]);
  show.round([good, offline]);
  show.end();
  assert.match(out(), /^a,lamp \{"code":200,"data":\{"value":1\}\}\na,door \{"code":460/);
  assert.match(error(), /^call: a,bell OFFLINE: not connected\ndevice {2}calls {2}failed {2}p50 {5}p99\na,lamp {2}2 /);
  assert.match(error(), /\n4 calls: 2 good, 2 failed; p50 4\.3 ms, p99 5\.0 ms\n$/);
});

test('what a device says cannot steer the terminal', () => {
  const evil: Outcome = { device: 'a,x', code: 460, data: '\u001b[2J\u009b2J', message: '\u001b[2J\u009b', ms: 1 };
  const { show, out, error } = showOn();
  show.round([evil]);
  show.round([evil, { ...evil, code: 200 }]);
  show.round([{ ...evil, code: 'BAD_REPLY' }]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  assert.doesNotMatch(out() + error(), /[\u001b\u009b]/);
});

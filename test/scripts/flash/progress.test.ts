// The progress bar.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createProgress } from '../../../scripts/flash/progress.ts';

/** What is written to a stream while a bar is shown there and taken away. */
function shownAt(isTTY: boolean): string {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 });
  const progress = createProgress('upload', stream as unknown as NodeJS.WriteStream);
  progress.at(0, 200);
  progress.at(100, 200);
  progress.end();
  return String(stream.read() ?? '');
}

test('the bar is shown where a person watches, and leaves the terminal as it is, as Ctrl-C may end it any time', () => {
  const shown = shownAt(true);
  assert.match(shown, /upload .* 50 % {2}100\/200 bytes/);
  assert.ok(!shown.includes('\x1b[?25l'), 'the cursor is not hidden');
  assert.ok(!shown.includes('\x1b[?7l'), 'lines wrap');
});

test('nothing is shown where no one watches', () => {
  assert.equal(shownAt(false), '');
});

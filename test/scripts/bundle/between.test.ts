import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replaceBetween } from '../../../scripts/bundle/between.ts';

const page = (inside: string) => `# Size\n<!-- size:begin -->${inside}<!-- size:end -->\nmore\n`;

test('what stands between the markers is replaced, and nothing else', () => {
  assert.equal(replaceBetween(page('\nold\n'), 'size', 'new'), page('\nnew\n'));
});

test('replacing by the same again changes nothing', () => {
  const once = replaceBetween(page(''), 'size', 'table $& $1');
  assert.equal(replaceBetween(once, 'size', 'table $& $1'), once);
});

test('a text without the markers, with two of them, or with them the wrong way round is refused by their names', () => {
  for (const text of ['none', '<!-- size:begin -->', page('') + page(''), '<!-- size:end --><!-- size:begin -->']) {
    assert.throws(
      () => replaceBetween(text, 'size', 'new'),
      /one <!-- size:begin --> and after it one <!-- size:end -->/,
    );
  }
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkSizeTable, replaceBetween, writeSizeTable } from '../../../scripts/bundle/readme.ts';

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

describe('the table of a file', () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readme-'));
    file = join(folder, 'README.md');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('once written is up to date, and a changed one is not', async () => {
    await writeFile(file, page(''));
    await writeSizeTable(file, '| a |');
    assert.equal(await readFile(file, 'utf8'), page('\n\n| a |\n\n'));
    await checkSizeTable(file, '| a |');
    await assert.rejects(
      checkSizeTable(file, '| b |'),
      /README\.md: the size table is out of date: npm run size -- --write/,
    );
    assert.equal(await readFile(file, 'utf8'), page('\n\n| a |\n\n'));
  });

  test('needs its markers, and the file', async () => {
    await writeFile(file, '# Size\n');
    await assert.rejects(writeSizeTable(file, '| a |'), /README\.md: there must be one <!-- size:begin -->/);
    await assert.rejects(checkSizeTable(join(folder, 'NONE.md'), '| a |'), /NONE\.md/);
  });
});

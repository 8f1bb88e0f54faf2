import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { describeCount, findTests } from '../../../scripts/test/testRun.ts';

const FILES = ['test/b/two.test.ts', 'test/a/one.test.ts', 'test/a/help.ts', 'test\\c\\three.test.ts'];

describe('the files to run', () => {
  test('are all the test files, in order, and not what they share', () => {
    assert.deepEqual(findTests(FILES, []), ['test/a/one.test.ts', 'test/b/two.test.ts', 'test/c/three.test.ts']);
  });

  test('are those with one of the parts in their path', () => {
    assert.deepEqual(findTests(FILES, ['a/', './test/b/two.test.ts']), ['test/a/one.test.ts', 'test/b/two.test.ts']);
  });

  test('cannot be none: a part that no path has is an error naming it', () => {
    assert.throws(() => findTests(FILES, ['a/', 'nowhere']), /no test file has "nowhere" in its path/);
    assert.throws(() => findTests(['test/a/help.ts'], []), /there are no test files/);
  });
});

test('the closing line tells of skipped tests only where there are any', () => {
  assert.equal(describeCount({ passed: 2, failed: 0, skipped: 0 }), '2 passed, 0 failed');
  assert.equal(describeCount({ passed: 2, failed: 1, skipped: 3 }), '2 passed, 1 failed, 3 skipped');
});

describe('the count of a run', () => {
  /** Runs `files` in a process of its own, as a run within a test would run nothing, and gives what was counted. */
  const countOf = async (files: Readonly<Record<string, string>>): Promise<unknown> => {
    const folder = await mkdtemp(join(tmpdir(), 'test-run-'));
    try {
      const paths = Object.keys(files).map((name) => join(folder, name));
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const module = new URL('../../../scripts/test/testRun.ts', import.meta.url).href;
      await writeFile(
        join(folder, 'run.mts'),
        `import { run } from 'node:test';
        import { countTests } from ${JSON.stringify(module)};
        const stream = run({ files: ${JSON.stringify(paths)} });
        const counting = countTests(stream);
        stream.resume();
        console.log(JSON.stringify(await counting));`,
      );
      const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
      const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(folder, 'run.mts')], {
        env,
        encoding: 'utf8',
      });
      assert.equal(stderr, '');
      return JSON.parse(stdout);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  const HEAD = "import { describe, test } from 'node:test';\n";

  test('tells passed, failed and skipped tests apart, and takes a suite for none', async () => {
    const text = `${HEAD}
      test('passes', () => {});
      describe('a suite', () => { test('passes too', () => {}); test('fails', () => { throw new Error('no'); }); });
      test('skipped', { skip: true }, () => {});
      test('skipped for a reason', { skip: 'reason' }, () => {});`;
    assert.deepEqual(await countOf({ 'a.test.mjs': text }), { passed: 2, failed: 1, skipped: 2 });
  });

  test('has a failure for a file that cannot be loaded', async () => {
    assert.deepEqual(await countOf({ 'a.test.mjs': 'import "./nowhere.mjs";' }), { passed: 0, failed: 1, skipped: 0 });
  });

  test('runs TypeScript in its children', async () => {
    const text = `${HEAD} const n: number = 1; test('passes', () => { if (n !== 1) throw n; });`;
    assert.deepEqual(await countOf({ 'a.test.ts': text }), { passed: 1, failed: 0, skipped: 0 });
  });
});

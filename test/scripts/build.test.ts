import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUDGET_BYTES, thousands } from '../../scripts/bundle/budget.ts';
import { run } from './cloud/command.ts';

const budget = thousands(BUDGET_BYTES);

test('npm run build says in one line what the debug bundle weighs, and how long it took', async (t) => {
  const build = run(t, 'scripts/build.ts', ['--debug']);
  assert.equal(await build.exit(), 0, build.stderr());
  assert.match(build.stdout(), /^dist\/firmware\.debug\.js {2}[\d,]+ bytes, readable {2}\d+\.\d s\n$/);
});

test('npm run build weighs the minified bundle against its budget, and fails only beyond it', async (t) => {
  const build = run(t, 'scripts/build.ts', []);
  const code = await build.exit();
  if (code === 0) {
    assert.match(
      build.stdout(),
      new RegExp(`^dist/firmware\\.js  [\\d,]+ of ${budget} bytes \\(\\d+ %\\)  \\d+\\.\\d s\\n$`),
    );
  } else {
    assert.match(
      build.stderr(),
      new RegExp(`^dist/firmware\\.js is [\\d,]+ bytes? over its budget: [\\d,]+ of ${budget} bytes`),
    );
  }
});

test('npm run build for a board that is not there exits 1 and names those there are', async (t) => {
  const build = run(t, 'scripts/build.ts', ['--target', 'esp8266']);
  assert.equal(await build.exit(), 1);
  assert.equal(build.stdout(), '');
  assert.match(build.stderr(), /^no board named "esp8266" in board\/: there is .*esp32-devkit-v1/);
});

test('npm run build refuses an option that it does not have', async (t) => {
  const build = run(t, 'scripts/build.ts', ['--trget', 'x']);
  assert.equal(await build.exit(), 1);
  assert.match(build.stderr(), /unknown option '--trget'/);
});

test('npm run build -- --help names its options', async (t) => {
  const build = run(t, 'scripts/build.ts', ['--help']);
  assert.equal(await build.exit(), 0);
  for (const option of ['--target', '--debug', '--help']) assert.ok(build.stdout().includes(option), option);
});

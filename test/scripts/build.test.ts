import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUDGET_BYTES, thousands } from '../../scripts/bundle/budget.ts';
import { run } from './cloud/command.ts';

const budget = thousands(BUDGET_BYTES);

test('npm run build says in a line each what the debug bundles weigh, and how long they took', async (t) => {
  const build = run(t, 'scripts/build.ts', ['--debug']);
  assert.equal(await build.exit(), 0, build.stderr());
  const [firmware, ...others] = build.stdout().trimEnd().split('\n');
  assert.match(firmware ?? '', /^dist\/firmware\.debug\.js {2}[\d,]+ bytes, readable {2}\d+\.\d s$/);
  for (const line of others) assert.match(line, /^dist\/\w+\.debug\.js {2}[\d,]+ bytes, readable {2}\d+\.\d s$/);
});

test('npm run build weighs the minified bundle against its budget, and fails only beyond it', async (t) => {
  const build = run(t, 'scripts/build.ts', []);
  const code = await build.exit();
  const [firmware] = build.stdout().split('\n');
  if (code === 0) {
    assert.match(
      firmware ?? '',
      new RegExp(`^dist/firmware\\.js  [\\d,]+ of ${budget} bytes \\(\\d+ %\\)  \\d+\\.\\d s$`),
    );
  } else assert.match(build.stderr(), /^dist\/\w+\.js is [\d,]+ bytes? over its budget: [\d,]+ of [\d,]+ bytes/);
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

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findInterpreter } from '../../scripts/device/espruino.ts';
import { run } from './cloud/command.ts';

const skip = findInterpreter() === undefined && 'no Espruino interpreter was found';

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'bench-test-'));
  t.after(() => rm(made, { recursive: true }));
  return made;
}

test('npm run bench --help says what is measured and with what', async (t) => {
  const bench = run(t, 'scripts/bench.ts', ['--help']);
  assert.equal(await bench.exit(), 0);
  for (const word of ['--peers', '--json', '--write', 'ESPRUINO', 'Valgrind'])
    assert.match(bench.stdout(), new RegExp(word));
});

test('npm run bench without an interpreter exits 1 and names ESPRUINO', async (t) => {
  const bench = run(t, 'scripts/bench.ts', [], { ESPRUINO: '/nowhere/espruino' });
  assert.equal(await bench.exit(), 1);
  assert.match(bench.stderr(), /\/nowhere\/espruino .*ESPRUINO/);
});

test('npm run bench for a bundle that is not there exits 1 and says how to make one', { skip }, async (t) => {
  const bench = run(t, 'scripts/bench.ts', ['--bundle', '/nowhere/firmware.js']);
  assert.equal(await bench.exit(), 1);
  assert.match(bench.stderr(), /no bundle \/nowhere\/firmware\.js: run npm run build first/);
});

test('npm run bench with a folder without modules exits 1 and says which it wants', { skip }, async (t) => {
  const empty = await folder(t);
  const bundle = join(empty, 'any.js');
  await writeFile(bundle, ';');
  const bench = run(t, 'scripts/bench.ts', ['--bundle', bundle, '--peers', empty]);
  assert.equal(await bench.exit(), 1);
  assert.match(bench.stderr(), /there is neither MQTT\.js nor tinyMQTT\.js/);
});

test('npm run bench --write into a file without its comments exits 1 before it measures, and leaves the file', {
  skip,
}, async (t) => {
  const readme = join(await folder(t), 'README.md');
  await writeFile(readme, '# Nothing\n');
  const bench = run(t, 'scripts/bench.ts', ['--write', '--readme', readme]);
  assert.equal(await bench.exit(), 1);
  assert.match(bench.stderr(), /there must be one <!-- bench:begin -->/);
  assert.equal(await readFile(readme, 'utf8'), '# Nothing\n');
});

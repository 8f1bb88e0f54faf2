import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkGenerated, generated, writeGenerated } from '../../../scripts/model/readme.ts';
import { servicesOf } from '../../../scripts/model/services.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const services = servicesOf(ROOT);
const codes = [{ code: 460, means: 'A parameter is wrong.' }];
const README =
  'Before.\n<!-- services:begin -->\n<!-- services:end -->\nBetween.\n<!-- codes:begin --><!-- codes:end -->\nAfter.\n';

async function project(t: TestContext, readme: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'model-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, 'docs'));
  await writeFile(join(root, 'README.md'), readme);
  return root;
}

test('both tables and the page are written, are up to date then, and the rest of the README stays', async (t) => {
  const root = await project(t, README);
  const files = await generated(root, services, codes, '# Page\n');
  await assert.rejects(checkGenerated(files), /README\.md is out of date: npm run model -- --write/);
  await writeGenerated(files);
  await checkGenerated(await generated(root, services, codes, '# Page\n'));
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  assert.match(readme, /^Before\.\n/);
  assert.match(readme, /^\| PulsePin \| .* \| `pin`, `ms`, `then\?`, `wait\?` \| `pin`, `value`, `ms` \|$/m);
  assert.match(readme, /\nBetween\.\n/);
  assert.match(readme, /^\| 460 \| A parameter is wrong\. \|$/m);
  assert.match(readme, /\nAfter\.\n$/);
  assert.equal(await readFile(join(root, 'docs/model.md'), 'utf8'), '# Page\n');
});

test("a page that is not today's fails the check, by its name", async (t) => {
  const root = await project(t, README);
  await writeGenerated(await generated(root, services, codes, '# Page\n'));
  await assert.rejects(
    checkGenerated(await generated(root, services, codes, '# Other\n')),
    /docs\/model\.md is out of/,
  );
});

test('a README without the comments is refused by their name', async (t) => {
  const root = await project(t, README.replace('<!-- codes:end -->', ''));
  await assert.rejects(generated(root, services, codes, ''), /README\.md: there must be one <!-- codes:begin -->/);
});

test("the documents' services are under 20 lines, type-check in the firmware, and are known to all tools", async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'model-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const folder of ['firmware', 'board']) await cp(join(ROOT, folder), join(root, folder), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, count = ''] = /```ts\n(\/\*\* Counts\. \*\/\n[\s\S]*?)```/.exec(readme) ?? [];
  const leaving = await readFile(join(ROOT, 'docs/leaving.md'), 'utf8');
  const [, double = ''] = /```ts\n\/\/ firmware\/services\/double\.ts\n([\s\S]*?)```/.exec(leaving) ?? [];
  assert.ok(count.split('\n').length < 20 && double.includes('Double'));
  await writeFile(join(root, 'firmware/services/count.ts'), count);
  await writeFile(join(root, 'firmware/services/double.ts'), `import { int, service } from './declare.ts';\n${double}`);
  const table = join(root, 'firmware/services/services.ts');
  const old = await readFile(table, 'utf8');
  const imports = "import { count } from './count.ts';\nimport { double } from './double.ts';\n";
  await writeFile(table, imports + old.replace('Entry[] = [', 'Entry[] = [\n  count,\n  double,'));
  const found = servicesOf(root);
  assert.equal(found.length, services.length + 2);
  assert.equal(found[0]?.input.by?.accepts, '1..100');
  assert.equal(found[1]?.output.twice?.accepts, '0..2000');
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  // What it finds is on its standard output, and it rejects then.
  const result = promisify(execFile)(process.execPath, [tsc, '-p', join(root, 'firmware/tsconfig.json')]);
  assert.equal((await result.catch((error: { stdout: string }) => ({ stdout: `failed: ${error.stdout}` }))).stdout, '');
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Built, digestOf } from '../../../scripts/start/builder.ts';
import { keptOrBuilt, keyOf } from '../../../scripts/start/kept.ts';

/** A project whose "build" writes its one source file as the bundle, and counts how often it is asked. */
async function project(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), 'kept-'));
  t.after(() => rm(root, { recursive: true }));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write('firmware/main.ts', 'one');
  await write('board/a.ts', 'board');
  await write('rollup.config.js', 'config');
  const file = join(root, 'dist/firmware.js');
  let builds = 0;
  const build = async (): Promise<Built> => {
    builds++;
    const code = await readFile(join(root, 'firmware/main.ts'), 'utf8');
    await write('dist/firmware.js', code);
    await write('dist/firmware.js.map', '{}');
    return { file, bytes: code.length, budget: 100, ms: 1, warnings: ['w'], digest: digestOf(code, '{}') };
  };
  return {
    root,
    write,
    build,
    builds: () => builds,
    bundle: () => readFile(file, 'utf8'),
    run: (target?: string) => keptOrBuilt(target, build, root),
  };
}

test('a tree that did not change is not built again', async (t) => {
  const { run, builds, bundle } = await project(t);
  const first = await run();
  const second = await run();
  assert.equal(builds(), 1);
  assert.deepEqual([first.kept, second.kept], [false, true]);
  const { bytes, budget, warnings } = second;
  assert.deepEqual({ bytes, budget, warnings }, { bytes: 3, budget: 100, warnings: ['w'] });
  assert.equal(await bundle(), 'one');
});

test('whatever the bundle depends on brings a build: a source changed, added or taken away, the tools, another board', async (t) => {
  const { root, run, write, builds, bundle } = await project(t);
  await run();
  await write('firmware/main.ts', 'two');
  await run();
  assert.equal(await bundle(), 'two');
  const changes = [
    () => write('firmware/deep/new.ts', ''),
    () => rm(join(root, 'firmware/deep/new.ts')),
    () => write('board/b.ts', 'x'),
    () => write('scripts/bundle/check.ts', 'x'),
    () => write('scripts/build/load.mjs', 'x'),
    () => write('rollup.config.js', 'other'),
    () => write('package.json', '{}'),
    () => write('package-lock.json', '{}'),
  ];
  for (const [i, change] of changes.entries()) {
    await change();
    await run();
    assert.equal(builds(), 3 + i);
  }
  await run('other-board');
  assert.equal(builds(), 3 + changes.length);
});

test('a source put back brings the bundle of before it only where it is the last one kept', async (t) => {
  const { run, write, bundle } = await project(t);
  await run();
  await write('firmware/main.ts', 'two');
  await run();
  await write('firmware/main.ts', 'one');
  await run();
  assert.equal(await bundle(), 'one');
});

test("a bundle of another board's in dist/ is put right, whoever wrote it", async (t) => {
  const { run, write, builds, bundle } = await project(t);
  await run();
  await write('dist/firmware.js', 'of another board');
  assert.equal((await run()).kept, true);
  assert.equal(builds(), 1);
  assert.equal(await bundle(), 'one');
});

test('a kept bundle that was cut short or changed is none', async (t) => {
  const { root, run, builds } = await project(t);
  await run();
  const folder = join(root, 'node_modules/.cache/espruino-rrpc');
  const [name = ''] = await readdir(folder);
  const text = await readFile(join(folder, name), 'utf8');
  for (const [i, spoilt] of [text.slice(0, -10), text.replace('"code":"one"', '"code":"0ne"'), ''].entries()) {
    await writeFile(join(folder, name), spoilt);
    await run();
    assert.equal(builds(), 2 + i);
  }
});

test('what changes while it is built is built again the next time', async (t) => {
  const { root, build, write, run, builds } = await project(t);
  const busy = async () => {
    const built = await build();
    await write('firmware/main.ts', 'saved meanwhile');
    return built;
  };
  await keptOrBuilt(undefined, busy, root);
  await run();
  assert.equal(builds(), 2);
});

test('a bundle that another build has written over is not kept', async (t) => {
  const { root, build, write, run, builds } = await project(t);
  const raced = async () => {
    const built = await build();
    await write('dist/firmware.js', '0ne');
    return built;
  };
  await keptOrBuilt(undefined, raced, root);
  await run();
  assert.equal(builds(), 2);
});

test('a build that fails is not kept', async (t) => {
  const { root, run } = await project(t);
  await assert.rejects(
    keptOrBuilt(undefined, () => Promise.reject(new Error('no label')), root),
    /no label/,
  );
  assert.equal((await run()).kept, false);
});

test('times of files do not count, what is in them does', async (t) => {
  const { root, write } = await project(t);
  const key = await keyOf(undefined, root);
  await write('firmware/main.ts', 'one');
  assert.equal(await keyOf(undefined, root), key);
  await write('firmware/main.ts', 'onf');
  assert.notEqual(await keyOf(undefined, root), key);
});

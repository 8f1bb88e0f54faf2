import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { areTools, isSource, watchedPaths } from '../../../scripts/watch/sources.ts';

test('an editor that saves a file leaves copies and locks beside it, which do not count', () => {
  for (const path of ['firmware/main.ts', 'firmware/tsconfig.json', 'rollup.config.js', 'scripts/build/load.mjs'])
    assert.ok(isSource(path), path);
  for (const path of [
    'firmware/.main.ts.swp',
    'firmware/main.ts~',
    'firmware/4913',
    'firmware/.#main.ts',
    'firmware/#main.ts#',
  ])
    assert.ok(!isSource(path), path);
});

test('a change of what makes the bundle calls for another process, a change of what it is made of does not', () => {
  assert.ok(areTools(['firmware/main.ts', 'scripts/bundle/check.ts']));
  assert.ok(areTools(['rollup.config.js']));
  assert.ok(!areTools(['firmware/main.ts', 'board/esp32-cam.ts']));
  assert.ok(!areTools(['firmware/rollup.config.js']));
});

test('every path that is watched is there', () => {
  for (const path of watchedPaths(fileURLToPath(new URL('../../..', import.meta.url))))
    assert.ok(existsSync(path), path);
});

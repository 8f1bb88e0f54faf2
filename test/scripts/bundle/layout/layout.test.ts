import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { HOT_FUNCTIONS, HOT_NAMES, TABLES } from '../../../../scripts/bundle/layout/hot.ts';
import { layOut } from '../../../../scripts/bundle/layout/layout.ts';

test('a bundle that is not one function is refused', () => {
  assert.throws(() => layOut('var a = 1;'), /must be one function that is called at once/);
});

test("the firmware's bundle declares the hot variables first, and nothing twice", async () => {
  const { bundle } = await import('../../../../scripts/bundle/bundle.ts');
  const made = await bundle({ debug: true });
  const { body } = layOut(await readFile(made.file, 'utf8'));
  const text = JSON.stringify(body, (key, value) => (key === 'loc' ? undefined : value));
  for (const name of [...HOT_FUNCTIONS, ...HOT_NAMES, ...TABLES])
    assert.ok(text.includes(`"name":"${name}"`), `hot.ts names ${name}, which is not in the bundle`);
  assert.ok(text.indexOf(`"name":"${HOT_NAMES[0]}"`) < text.indexOf(`"name":"${HOT_FUNCTIONS[0]}"`));
  assert.equal(new Set(HOT_NAMES).size, HOT_NAMES.length);
});

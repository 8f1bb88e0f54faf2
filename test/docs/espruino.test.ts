// docs/espruino.md: its table of rules is the checker's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ES5_SYNTAX, RULES } from '../../scripts/bundle/check.ts';

test('docs/espruino.md has every rule of the bundle’s check, and no other', () => {
  const page = readFileSync(new URL('../../docs/espruino.md', import.meta.url), 'utf8');
  const shown = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(shown.toSorted(), [ES5_SYNTAX, ...RULES.map(({ name }) => name)].toSorted());
});

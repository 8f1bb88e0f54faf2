import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { callgrind, findCounter, perf } from '../../../scripts/bench/count.ts';

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'count-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

test("callgrind's count is that of the interpreter's first thread", async (t) => {
  const folder = await folderWith({
    instructions: 'totals: 5\n',
    'instructions-01': 'events: Ir\nsummary: 123456\n\ntotals: 123457\n',
    'instructions-02': 'totals: 99\n',
  });
  t.after(() => rm(folder, { recursive: true }));
  assert.equal(callgrind.read(folder), 123457);
});

test("perf's count is that of the user's side", async (t) => {
  const folder = await folderWith({ instructions: '# started\n\n987654321,,instructions:u,1000,100.00,,\n' });
  t.after(() => rm(folder, { recursive: true }));
  assert.equal(perf.read(folder), 987654321);
});

test('a counter that wrote nothing, or could not count, is an error that names it', async (t) => {
  const folder = await folderWith({ instructions: '<not supported>,,instructions:u,0,100.00,,\n' });
  t.after(() => rm(folder, { recursive: true }));
  assert.throws(() => perf.read(folder), /perf wrote no count/);
  assert.throws(() => callgrind.read(folder), /callgrind wrote no count/);
});

test('callgrind goes before perf, and where neither works there is none', () => {
  const only =
    (...names: string[]) =>
    (command: string) =>
      names.includes(command);
  assert.equal(findCounter(only('valgrind', 'perf')), callgrind);
  assert.equal(findCounter(only('perf')), perf);
  assert.equal(findCounter(only()), undefined);
});

// A short soak on every board, and the two ways in which one must fail.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LIVE_FAULTS, SIGN_IN_FAULTS } from '../../../scripts/soak/peer.ts';
import { type SoakOptions, soak } from '../../../scripts/soak/soak.ts';
import { missing } from '../../e2e/rig.ts';

const BUNDLE = fileURLToPath(new URL('../../../dist/firmware.js', import.meta.url));

/** A bundle that differs from the built one. */
async function bundleWith(t: TestContext, change: (code: string) => string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'soak-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'firmware.js');
  const code = await readFile(BUNDLE, 'latin1');
  const changed = change(code);
  assert.notEqual(changed, code);
  await writeFile(file, changed, 'latin1');
  return file;
}

const short = { bundle: BUNDLE, calls: 100, reconnects: 20, silent: 0 };

for (const board of ['virtual', 'espruino'] as const) {
  const skip = missing(board) ?? false;

  test(`${board}: 100 calls and 20 reconnects of every quick kind are answered right, in the same memory`, {
    skip,
    timeout: 120_000,
  }, async () => {
    const { calls, reconnects, faults, memory } = await soak({ ...short, board });
    assert.ok(calls >= 100 && reconnects >= 20, `${calls} calls, ${reconnects} reconnects`);
    const quick = [...LIVE_FAULTS, ...SIGN_IN_FAULTS].filter((fault) => fault !== 'silent');
    assert.deepEqual(faults.map(({ fault }) => fault).sort(), quick.sort());
    // The virtual board counts no memory.
    assert.equal(memory === undefined, board === 'virtual');
    assert.equal(memory?.end, memory?.start);
  });

  test(`${board}: a board that answers wrong ends the soak, with what it answered`, {
    skip,
    timeout: 60_000,
  }, async (t) => {
    const bundle = await bundleWith(t, (code) => code.replaceAll('"SetPin"', '"SetPan"'));
    await assert.rejects(soak({ ...short, board, bundle }), /SetPin was answered .*no service/);
  });
}

const espruino: Omit<SoakOptions, 'bundle'> = { board: 'espruino', calls: 100, reconnects: 20, silent: 0 };
const skip = missing('espruino') ?? false;

test('espruino: a board that keeps one number a connection is found to have grown', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const leak =
    'var kept=[],net=require("net"),connect=net.connect;net.connect=function(o){kept.push(1);return connect(o)};';
  const bundle = await bundleWith(t, (code) => leak + code);
  const { memory, reconnects } = await soak({ ...espruino, bundle });
  const grown = (memory?.end ?? 0) - (memory?.start ?? 0);
  assert.ok(grown >= reconnects, `${grown} JsVars for ${reconnects} reconnects`);
});

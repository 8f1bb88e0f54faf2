// The examples as a reader runs them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDouble } from '../../scripts/cloud/double/double.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function run(t: TestContext, args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    // A test runner inside a test runner reports to the outer one unless this is taken away.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = execFile(process.execPath, args, { cwd: root, env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
    t.after(() => child.kill('SIGKILL'));
  });
}

test('the example with the official client passes, its double imported from the package in one line', async (t) => {
  const { code, stdout } = await run(t, ['--test', 'examples/official-client.mjs']);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /pass 4/);
});

test('the example by plain signed HTTP calls a device, and ends with 1 when it is refused', async (t) => {
  const cloud = await startDouble();
  t.after(() => cloud.stop());
  await cloud.device('a1Bcd', 'lamp', { SetPin: { pin: 'led', value: 1 } });
  const { id, secret } = cloud.accessKey;
  const call = (key: string) =>
    run(t, [
      'examples/signed-http.mjs',
      `http://${cloud.endpoint}`,
      id,
      key,
      'a1Bcd',
      'lamp',
      'SetPin',
      '{"a":"é *~"}',
    ]);
  const good = await call(secret);
  assert.equal(good.code, 0, good.stderr);
  assert.equal(JSON.parse(good.stdout).Data.Result, '{"pin":"led","value":1}');
  assert.equal(JSON.parse(cloud.calls[0]?.request ?? '{}').params.a, 'é *~');
  const bad = await call('wrong');
  assert.equal(bad.code, 1);
  assert.equal(JSON.parse(bad.stdout).Code, 'SignatureDoesNotMatch');
});

test('the example by plain signed HTTP says how it is run', async (t) => {
  const { code, stderr } = await run(t, ['examples/signed-http.mjs']);
  assert.equal(code, 2);
  assert.match(stderr, /usage: signed-http\.mjs ENDPOINT/);
});

// The double as a project has it that depends on this package: by import, by require, with its types, and by its command.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type * as real from '../../../../scripts/cloud/double/double.ts';
import type * as declared from '../../../../scripts/cloud/double/index.mjs';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

// Compiling this file shows that what is declared is there, with these types.
export const same: (double: typeof real) => typeof declared = (double) => double;
/** Names that the declaration lacks, were there any. */
export const missing: Exclude<keyof typeof real, keyof typeof declared>[] = [];

/** A project with this package in its node_modules. */
function project(t: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'espruino-rrpc'), 'dir');
  symlinkSync(join(root, 'node_modules', '@types'), join(folder, 'node_modules', '@types'), 'dir');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function node(t: TestContext, cwd: string, args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out: stdout + stderr }),
    );
    t.after(() => child.kill('SIGKILL'));
  });
}

const use = `
  const cloud = await startDouble();
  const lamp = await cloud.device('a1Bcd', 'lamp', { SetPin: answer(({ pin }) => ({ pin })) });
  console.log(cloud.cloud.isOnline('a1Bcd', 'lamp'), lamp.calls.length, cloud.calls.length);
  await cloud.stop();
`;

for (const [how, file, text] of [
  ['import', 'use.mjs', `import { answer, startDouble } from 'espruino-rrpc/cloud';${use}`],
  ['require', 'use.cjs', `const { answer, startDouble } = require('espruino-rrpc/cloud');(async () => {${use}})();`],
] as const)
  test(`another project starts the double by ${how}`, async (t) => {
    const { code, out } = await node(t, project(t, { [file]: text }), [file]);
    assert.deepEqual([code, out], [0, 'true 0 0\n']);
  });

test('another project in TypeScript has its types, by import and by require, and a wrong use is told', async (t) => {
  const typed = (start: string) => `${start}
    export async function use(): Promise<string | undefined> {
      const cloud: double.CloudDouble = await double.startDouble({ strict: true });
      const lamp = await cloud.device('a', 'b', { A: double.answer(({ pin }) => ({ pin })), B: double.late(1) });
      return lamp.calls[0]?.messageId ?? cloud.calls[0]?.rrpcCode;
    }`;
  const folder = project(t, {
    'use.mts': typed("import * as double from 'espruino-rrpc/cloud';"),
    'use.cts': typed("import double = require('espruino-rrpc/cloud');"),
    'tsconfig.json': '{"compilerOptions":{"module":"nodenext","strict":true,"noEmit":true,"types":["node"]}}',
  });
  const tsc = [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'];
  assert.deepEqual(await node(t, folder, tsc), { code: 0, out: '' });
  writeFileSync(join(folder, 'wrong.mts'), "import { fail } from 'espruino-rrpc/cloud';\nfail('not a number', 1);\n");
  const { code, out } = await node(t, folder, tsc);
  assert.notEqual(code, 0);
  assert.match(out, /wrong\.mts\(2,6\): error TS2345/);
});

test('rrpc-cloud keeps its files in the project that starts it, and calls itself by that name', async (t) => {
  const folder = project(t, {});
  const bin = join('node_modules', 'espruino-rrpc', 'scripts', 'cloud', 'double', 'bin.mjs');
  const { out } = await node(t, folder, [bin, '--help']);
  assert.match(out, /^Usage: rrpc-cloud /);
  const child = execFile(
    process.execPath,
    [bin, '--mqtt', '0', '--http', '0', '--device', 'a1Bcd,lamp,SECRET', '--access-key', 'me,SECRET'],
    { cwd: folder },
  );
  t.after(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text) => String(text).includes('cloud ready') && resolve());
    child.once('close', (code) => reject(new Error(`it ended with ${code}`)));
  });
  assert.deepEqual(readdirSync(join(folder, '.cache', 'rrpc-cloud')).sort(), ['cloud', 'cloud.json']);
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
  assert.equal(existsSync(join(folder, '.cache', 'rrpc-cloud', 'cloud.json')), false);
});

// npm run fuzz and npm run soak as commands: what they print, and how they end.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** No colours, as in a pipe; a run of everything (CI) would have them. */
const PLAIN = { ...process.env, NO_COLOR: '1' };

/** Runs a command of scripts/ and resolves with its exit code and all that it printed. */
function run(script: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const file = fileURLToPath(new URL(`../../scripts/${script}.ts`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', file, ...args], { timeout: 60_000, env: PLAIN }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), text: out + err }),
    );
  });
}

test('fuzz prints its seed, its runs and what it found', async () => {
  const { code, text } = await run('fuzz', '--seed', '3', '--minutes', '0.05');
  assert.match(text, /^seed 3, 0\.05 min\n[1-9]\d* runs from seed 3, 0 findings\n$/);
  assert.equal(code, 0);
});

test('fuzz replays a case that is well, and one that fails', async () => {
  const chunks = ['20020000', '3003000161'];
  const well = { kind: 'parser', quick: true, room: 0, connections: [{ valid: true, chunks }] };
  assert.deepEqual((await run('fuzz', '--replay', JSON.stringify(well))).code, 0);
  // Said to be valid, which mqtt-packet contradicts.
  const wrong = { ...well, connections: [{ valid: true, chunks: ['20020000', '38'] }] };
  const { code, text } = await run('fuzz', '--replay', JSON.stringify(wrong));
  assert.equal(code, 1);
  assert.match(text, /the judge is wrong: DUP/);
});

for (const [script, args, says] of [
  ['fuzz', ['--minutes', 'x'], '--minutes must be 0.05..1440, not "x"'],
  ['fuzz', ['--seed', '-1'], '--seed must be 0..2147483648, not "-1"'],
  ['fuzz', ['--replay', '{'], '--replay must be the JSON of a case, as a finding prints it'],
  ['soak', ['--calls', '0'], '--calls must be a whole number, 1..1000000, not "0"'],
  ['soak', ['--reconnects', '1e3'], '--reconnects must be a whole number, 0..100000, not "1e3"'],
  ['soak', ['--board', 'serial'], '--board must be virtual or espruino, not "serial"'],
] as const)
  test(`${script} ${args.join(' ')} is an error that says what is accepted`, async () => {
    const { code, text } = await run(script, ...args);
    assert.equal(code, 1);
    assert.equal(text, `${says}\n`);
  });

for (const script of ['fuzz', 'soak'])
  test(`${script} --help names its options`, async () => {
    const { code, text } = await run(script, '--help');
    assert.equal(code, 0);
    assert.match(
      text,
      script === 'fuzz' ? /--seed[\s\S]*--minutes[\s\S]*--replay/ : /--board[\s\S]*--calls[\s\S]*--reconnects/,
    );
  });

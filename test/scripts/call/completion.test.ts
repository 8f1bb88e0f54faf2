// The completion scripts, loaded by the shells they are for.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { completionScript } from '../../../scripts/call/completion.ts';

/** Why a shell's test is not run here; false where the shell is found. */
const without = (shell: string): string | false =>
  spawnSync(shell, ['-c', 'exit 0']).status === 0 ? false : `no ${shell} here`;

/** Runs `code` in a shell that has loaded its script, with no cloud in reach. */
function inShell(t: TestContext, shell: string, args: string[], code: (script: string) => string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "it's a folder "));
  t.after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'script');
  writeFileSync(script, completionScript(shell));
  const env = { ...process.env, RRPC_SESSION: join(folder, 'none'), RRPC_ENDPOINT: '', HOME: folder };
  return execFileSync(shell, [...args, '-c', code(script)], { env, cwd: folder, encoding: 'utf8' })
    .trim()
    .split('\n');
}

test('bash completes services, parameters and pins, cut as readline has cut the word', {
  skip: without('bash'),
}, (t) => {
  const out = inShell(
    t,
    'bash',
    ['--norc'],
    (script) => `source "${script}"
ask() { COMP_LINE="$1" COMP_POINT=\${#1} COMPREPLY=(); _rrpc_complete "\${1%% *}" 2>/dev/null; echo "\${COMPREPLY[*]}"; }
ask 'rrpc SetP'; ask 'npm run call -- SetPin '; ask 'npm run call -- SetPin pin='; ask 'npm run test '`,
  );
  assert.deepEqual(out, ['SetPin SetPwm', 'pin= value=', 'led relay fan dimmer']);
});

test('bash leaves what npm completed before to whoever completed it', { skip: without('bash') }, (t) => {
  const out = inShell(
    t,
    'bash',
    ['--norc'],
    (script) => `_own() { COMPREPLY=(own); }; complete -o default -F _own npm
source "${script}"; source "${script}"
COMP_LINE='npm run te' COMP_POINT=10; _rrpc_complete npm; echo "\${COMPREPLY[*]}"`,
  );
  assert.deepEqual(out, ['own']);
});

test('fish completes them with a line on each', { skip: without('fish') }, (t) => {
  const out = inShell(
    t,
    'fish',
    ['--no-config'],
    (script) => `source "${script}"; complete -C 'rrpc SetPw'; complete -C 'npm run call -- SetPin pin=le'`,
  );
  assert.deepEqual(out, [
    'SetPwm\tSets the duty of a PWM pin, or the voltage of a DAC pin, and answers with what was set.',
    'pin=led',
  ]);
});

test('fish keeps the names of npm scripts out of a call, and only there', { skip: without('fish') }, (t) => {
  const out = inShell(
    t,
    'fish',
    [],
    // Fish reads package.json by whatever is there for it: here its own completion is loaded, and always knows one script.
    (script) => `complete -C 'npm run ' >/dev/null; function __fish_npm_run; echo other; end
source "${script}"; source "${script}"; complete -C 'npm run call -- SetPin '; complete -C 'npm run ot'`,
  );
  assert.deepEqual(
    out.map((line) => line.split('\t')[0]),
    ['pin=', 'value=', 'other'],
  );
});

test('zsh loads its script, and has the function', { skip: without('zsh') }, (t) => {
  const out = inShell(
    t,
    'zsh',
    ['-f'],
    (script) => `source "${script}"; echo $_comps[rrpc] $_comps[npm]; whence -w rrpc`,
  );
  assert.deepEqual(out, ['_rrpc_complete _rrpc_complete', 'rrpc: function']);
});

test('a folder with a quote in its name stays one word, and another shell is refused with those there are', () => {
  assert.match(completionScript('bash', "/it's/"), /^_rrpc_root='\/it'\\''s'$/m);
  assert.throws(() => completionScript('toString'), /--completion takes bash, zsh, fish, not "toString"/);
});

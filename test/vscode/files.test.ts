// The editor's files: what they name is there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DEVICE_KINDS } from '../../scripts/device/open.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8'));

interface Task {
  label: string;
  type: string;
  script?: string;
  command?: string;
  problemMatcher: string | object;
}

const { scripts } = read('package.json') as { scripts: Record<string, string> };
const { tasks, inputs } = read('.vscode/tasks.json') as { tasks: Task[]; inputs: { id: string }[] };
const { configurations } = read('.vscode/launch.json') as {
  configurations: { name: string; program: string; runtimeArgs: string[] }[];
};

/** The npm script that a task runs. */
function scriptOf({ type, script, command = '' }: Task): string {
  if (type === 'npm') return script ?? '';
  return /^npm (?:run )?([\w:-]+)/.exec(command)?.[1] ?? '';
}

test('every task runs a script that npm has', () => {
  for (const task of tasks) assert.ok(scripts[scriptOf(task)], `${task.label}: "${scriptOf(task)}"`);
  for (const name of ['build', 'start', 'watch-build', 'test', 'test:hardware'])
    assert.ok(
      tasks.some((task) => scriptOf(task) === name),
      `no task for ${name}`,
    );
});

test('there is a task of the hardware tests for each board, and what a task asks for is declared', () => {
  const commands = tasks.map(({ command = '' }) => command);
  for (const kind of [...DEVICE_KINDS, 'serial'])
    assert.ok(
      commands.some((command) => command.startsWith(`npm run test:hardware -- --board ${kind}`)),
      kind,
    );
  for (const command of commands)
    for (const [, id] of command.matchAll(/\$\{input:(\w+)\}/g))
      assert.ok(
        inputs.some((input) => input.id === id),
        id,
      );
});

test('every program that is debugged is there, and so is what loads TypeScript', () => {
  for (const { name, program, runtimeArgs } of configurations) {
    if (!/^\$\{file\}$/.test(program)) assert.ok(existsSync(program.replace(/^\$\{workspaceFolder\}\//, ROOT)), name);
    assert.deepEqual(runtimeArgs.slice(0, 2), ['--import', 'tsx']);
  }
  assert.ok(existsSync(`${ROOT}node_modules/tsx/package.json`));
});

test('the build task reads file, line, column and message out of what the build says', () => {
  for (const name of ['build', 'watch-build']) {
    const matcher = tasks.find(({ label }) => label === name)?.problemMatcher as {
      pattern: { regexp: string; file: number; line: number; column: number; message: number };
    };
    const { regexp, file, line, column, message } = matcher.pattern;
    for (const said of ['firmware/main.ts:2:7 TS2322: Type', 'firmware/a/b.ts:2:7 no label here (no-labels)']) {
      const found = new RegExp(regexp).exec(said) ?? [];
      assert.match(String(found[file]), /^firmware\/.*\.ts$/);
      assert.deepEqual([found[line], found[column]], ['2', '7']);
      assert.match(String(found[message]), /^(TS2322: Type|no label here)/);
    }
    assert.doesNotMatch('bundle   dist/firmware.js: 22,548 of 23,552 bytes (96 %), built in 3.1 s', new RegExp(regexp));
  }
});

test('the settings and extensions that are recommended are what the project uses', () => {
  const settings = read('.vscode/settings.json');
  assert.ok(existsSync(`${ROOT}${settings['typescript.tsdk']}/typescript.js`));
  assert.equal(settings['editor.defaultFormatter'], 'biomejs.biome');
  assert.deepEqual(read('.vscode/extensions.json').recommendations, ['biomejs.biome']);
  assert.ok(existsSync(`${ROOT}biome.json`));
});

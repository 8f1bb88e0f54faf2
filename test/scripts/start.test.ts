// npm start as a command: what it prints, how it ends, and that nothing of it is left.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findInterpreter } from '../../scripts/device/espruino.ts';
import { DEVICE_KINDS } from '../../scripts/device/open.ts';
import { run } from './cloud/command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = 'scripts/start.ts';
const FREE = ['--mqtt', '0', '--http', '0'];
const LIMIT = { timeout: 120_000 };

/** The lines of a demonstration that went well. */
const GOOD = [
  /^bundle +dist\/firmware\.js: [\d,]+ of [\d,]+ bytes \(\d+ %\), (built in [\d.]+ s|nothing changed since it was built)$/,
  /^cloud +MQTT 127\.0\.0\.1:\d+, API http:\/\/127\.0\.0\.1:\d+$/,
  /^board +\w+: online in \d+ ms$/,
  /^call +SetPin \{"pin":"led","value":1\} -> 200 \{"pin":"led","value":1\} in \d+ ms$/,
  /^call +GetPin \{"pin":"led"\} -> 200 \{"pin":"led","value":1\} in \d+ ms$/,
  /^call +TogglePin \{"pin":"led"\} -> 200 \{"pin":"led","value":0\} in \d+ ms$/,
  /^next +/,
];

/** Lines of what is under way, told where nobody watches. */
const UNDER_WAY = /^bundle +building|^board +starting/;

/** Resolves when nothing listens on a port. */
async function isFree(port: number): Promise<void> {
  const [error] = await once(dial(port, '127.0.0.1'), 'error');
  assert.equal((error as NodeJS.ErrnoException).code, 'ECONNREFUSED');
}

function portsOf(text: string): number[] {
  const [, mqtt, http] = /^cloud +MQTT 127\.0\.0\.1:(\d+).*API http:\/\/127\.0\.0\.1:(\d+)/m.exec(text) ?? [];
  return [Number(mqtt), Number(http)];
}

for (const board of DEVICE_KINDS) {
  const skip = board === 'espruino' && !findInterpreter() ? 'not run: no Espruino interpreter here' : false;
  test(`--once --board ${board} shows a pin set, read back and toggled, and ends with 0`, {
    ...LIMIT,
    skip,
  }, async (t) => {
    // CI makes picocolors colour pipes too.
    const running = run(t, SCRIPT, ['--once', '--board', board, ...FREE], { NO_COLOR: '', CI: '1' });
    assert.equal(await running.exit(), 0, running.stderr());
    const lines = running
      .stdout()
      .trimEnd()
      .split('\n')
      .filter((line) => !UNDER_WAY.test(line));
    assert.equal(lines.length, GOOD.length, running.stdout());
    for (const [i, wanted] of GOOD.entries()) assert.match(lines[i] ?? '', wanted);
    assert.equal(running.stderr(), '');
    assert.doesNotMatch(running.stdout(), /[0-9a-f]{32}/, 'a secret is on the screen');
    for (const port of portsOf(running.stdout())) await isFree(port);
  });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  test(`it stays, is called with no flags, tells of each call, and ends with 0 at ${signal}`, LIMIT, async (t) => {
    const running = run(t, SCRIPT, FREE);
    await running.line(/Ctrl-C/);
    assert.match(running.stdout(), /^next +npm run call -- SetPin pin=led value=1$/m);
    const caller = run(t, 'scripts/call.ts', ['SetPin', '{"pin":"relay","value":1}']);
    assert.equal(await caller.exit(), 0, caller.stderr());
    assert.equal(caller.stdout(), '{"code":200,"data":{"pin":"relay","value":1}}\n');
    await running.line(/^call +SetPin \{"pin":"relay","value":1\} -> 200 \{"pin":"relay","value":1\} in \d+ ms$/);
    running.child.kill(signal);
    running.child.kill(signal);
    assert.equal(await running.exit(), 0, running.stderr());
    assert.doesNotMatch(running.stdout(), /[0-9a-f]{32}/);
    for (const port of portsOf(running.stdout())) await isFree(port);
    const late = run(t, 'scripts/call.ts', ['Ping']);
    assert.equal(await late.exit(), 1);
    assert.match(late.stderr(), /no cloud runs here/);
  });

test('a board of another kind is an error that lists the kinds', LIMIT, async (t) => {
  const running = run(t, SCRIPT, ['--once', '--board', 'nonsense']);
  assert.equal(await running.exit(), 1);
  assert.match(running.stderr(), /--board .*'nonsense' is invalid.*virtual, espruino, serial/);
  assert.equal(running.stdout(), '');
});

test('an interpreter that is not there is an error that names ESPRUINO', LIMIT, async (t) => {
  const running = run(t, SCRIPT, ['--once', '--board', 'espruino', ...FREE], { ESPRUINO: '/nonexistent' });
  assert.equal(await running.exit(), 1);
  assert.match(running.stderr(), /^start: \/nonexistent is not a program .*ESPRUINO.*\n$/);
});

test('a port in use that was asked for is an error that names it, and so is one that is no port', LIMIT, async (t) => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  t.after(() => blocker.close());
  const { port } = blocker.address() as AddressInfo;
  for (const [flag, text, says] of [
    ['--mqtt', String(port), new RegExp(`^start: MQTT port ${port} is in use`)],
    ['--http', String(port), new RegExp(`^start: HTTP port ${port} is in use`)],
    ['--mqtt', 'x', /^start: --mqtt takes a port, 0\.\.65535/],
  ] as const) {
    const running = run(t, SCRIPT, ['--once', '--mqtt', '0', '--http', '0', flag, text]);
    assert.equal(await running.exit(), 1);
    assert.match(running.stderr(), says);
    assert.equal(running.stderr().trimEnd().split('\n').length, 1);
    assert.equal(running.stdout(), '');
  }
});

test('it says where the board page is, and the page is there', LIMIT, async (t) => {
  const running = run(t, SCRIPT, FREE);
  const [, address = ''] = /^page +(http:\/\/127\.0\.0\.1:\d+\/)$/.exec(await running.line(/^page /)) ?? [];
  const answer = await fetch(address);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /<html/i);
});

test('--target chooses the board that it is built for', LIMIT, async (t) => {
  const running = run(t, SCRIPT, ['--target', 'esp32-relay-4', ...FREE]);
  await running.line(/Ctrl-C/);
  const caller = run(t, 'scripts/call.ts', ['GetInfo']);
  assert.equal(await caller.exit(), 0, caller.stderr());
  assert.match(caller.stdout(), /"board":"esp32-relay-4"/);
});

test('a board that is not there is an error that names those there are', LIMIT, async (t) => {
  const running = run(t, SCRIPT, ['--once', '--target', 'esp8266', ...FREE]);
  assert.equal(await running.exit(), 1);
  assert.match(running.stderr(), /^start: no board named "esp8266" in board\/: there is .*esp32-devkit-v1/);
});

/** Every process that descends from `pid`, as Linux tells. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const];
      } catch {
        return [];
      }
    });
  const below = (parent: number): number[] =>
    parents.flatMap(([child, its]) => (its === parent ? [child, ...below(child)] : []));
  return below(pid);
}

/** Resolves when none of these processes is there any more: one that ends when its parent is gone takes a moment. */
async function areGone(family: readonly number[]): Promise<void> {
  while (family.some((pid) => existsSync(`/proc/${pid}`))) await setTimeout(20);
}

for (const board of DEVICE_KINDS) {
  const none = board === 'espruino' && !findInterpreter() ? 'not run: no Espruino interpreter here' : false;
  const skip = existsSync('/proc/self/stat') ? none : 'not run: processes are counted by /proc here';
  test(`under npm, Ctrl-C leaves no process, no port and no session of --board ${board}`, {
    ...LIMIT,
    skip,
  }, async (t) => {
    const session = join(tmpdir(), `session-ctrl-c-${process.pid}.json`);
    // A terminal's Ctrl-C goes to every process of its group.
    const npm = spawn('npm', ['start', '--', '--board', board, ...FREE], {
      cwd: ROOT,
      detached: true,
      env: { ...process.env, NO_COLOR: '1', RRPC_SESSION: session },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    t.after(() => npm.exitCode ?? npm.signalCode ?? process.kill(-(npm.pid as number), 'SIGKILL'));
    let out = '';
    await new Promise<void>((resolve, reject) => {
      npm.stdout.setEncoding('utf8').on('data', (text) => {
        out += text;
        if (/Ctrl-C/.test(out)) resolve();
      });
      npm.once('close', () => reject(new Error(`ended early: ${out}`)));
    });
    assert.ok(existsSync(session));
    const family = descendants(npm.pid as number);
    assert.ok(family.length > 0);
    const closed = once(npm, 'close');
    process.kill(-(npm.pid as number), 'SIGINT');
    await closed;
    await areGone(family);
    assert.equal(existsSync(session), false);
    for (const port of portsOf(out)) await isFree(port);
  });
}

test('Ctrl-C in the midst of a build leaves no process of it', {
  ...LIMIT,
  skip: existsSync('/proc/self/stat') ? false : 'not run: processes are counted by /proc here',
}, async (t) => {
  const running = run(t, 'test/scripts/start/slowBuild.ts', []);
  await running.line(/^bundle +building/);
  const family = descendants(running.child.pid as number);
  assert.equal(family.length >= 1, true);
  running.child.kill('SIGINT');
  assert.equal(await running.exit(), 0, running.stderr());
  await areGone(family);
});

// npm start as a command: what it prints, how it ends, and that nothing of it is left.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial } from 'node:net';
import { test } from 'node:test';
import { findInterpreter } from '../../scripts/device/espruino.ts';
import { DEVICE_KINDS } from '../../scripts/device/open.ts';
import { run } from './cloud/command.ts';

const SCRIPT = 'scripts/start.ts';
const FREE = ['--mqtt', '0', '--http', '0'];
const LIMIT = { timeout: 120_000 };

/** The lines of a demonstration that went well. */
const GOOD = [
  /^bundle +dist\/firmware\.js: [\d,]+ of [\d,]+ bytes \(\d+ %\), built in [\d.]+ s$/,
  /^cloud +MQTT 127\.0\.0\.1:\d+, API http:\/\/127\.0\.0\.1:\d+$/,
  /^board +\w+: online in \d+ ms$/,
  /^call +SetPin \{"pin":"led","value":1\} -> 200 \{"pin":"led","value":1\} in \d+ ms$/,
  /^call +GetPin \{"pin":"led"\} -> 200 \{"pin":"led","value":1\} in \d+ ms$/,
  /^call +TogglePin \{"pin":"led"\} -> 200 \{"pin":"led","value":0\} in \d+ ms$/,
  /^next +/,
];

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
    const lines = running.stdout().trimEnd().split('\n');
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
    assert.match(running.stdout(), /^next +npm run call -- SetPin '\{"pin":"led","value":1\}'/m);
    const caller = run(t, 'scripts/call.ts', ['SetPin', '{"pin":"relay","value":1}']);
    assert.equal(await caller.exit(), 0, caller.stderr());
    assert.equal(caller.stdout(), '{"code":200,"data":{"pin":"relay","value":1}}\n');
    await running.line(/^call +InvokeThingService \S+ SetPin SUCCESS \d+ ms .*"relay"/);
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
  assert.match(running.stderr(), /--board .*'nonsense' is invalid.*virtual, espruino/);
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

// npm run provision as a command: what it writes, what it never shows, and how it ends.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spawn as spawnPty } from '@lydell/node-pty';
import { openBoard } from '../../scripts/device/serial/board.ts';
import { BUNDLE } from '../../scripts/device/serial/storage.ts';
import { NO_INTERPRETER, startStandIn } from '../support/serialInterpreter.ts';
import { openWire } from '../support/wires.ts';
import { run } from './cloud/command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FLAGS = ['--product-key', 'pk', '--device-name', 'lamp', '--host', 'cloud.example', '--mqtt-port', '1883'];
/** A firmware that says what the real one says, and refuses a host. */
const FIRMWARE = `var d=require("Storage").readJSON("device.json",true);print("I 0.001 boot espruino-rrpc 9 on test");
if(!d)print("E 0.002 boot device.json: the file is missing");
else if(d.host=="closed")setTimeout(function(){print("W 0.100 link refused: 5; next try in 1000 ms")},50);
else setTimeout(function(){print("I 0.100 link ready")},50);`;

async function filesFor(t: TestContext, files: Record<string, string>): Promise<(name: string) => string> {
  const folder = await mkdtemp(join(tmpdir(), 'provision-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return (name) => join(folder, name);
}

async function boardFor(t: TestContext) {
  const standIn = await startStandIn({ over: 'pty', storage: { [BUNDLE]: FIRMWARE, 'device.old': '{}' } });
  t.after(() => standIn.stop());
  return standIn;
}

async function provision(t: TestContext, args: string[]) {
  const running = run(t, 'scripts/provision.ts', args);
  const code = await running.exit();
  assert.doesNotMatch(running.stdout() + running.stderr(), /HIDDEN/);
  return { code, out: running.stdout(), error: running.stderr() };
}

/** The settings that a board has now. */
async function settingsOf(port: string): Promise<unknown> {
  const board = await openBoard({ port, interrupt: false });
  try {
    assert.equal(await board.console.evaluate('require("Storage").read("device.old")'), 'undefined');
    return JSON.parse(JSON.parse(await board.console.evaluate('require("Storage").read("device.json")')));
  } finally {
    await board.close();
  }
}

test('settings are written, read back, and the board seen to connect; no secret is shown', {
  skip: NO_INTERPRETER,
}, async (t) => {
  const board = await boardFor(t);
  const file = await filesFor(t, { secret: 'HIDDEN\n' });
  const args = ['--port', board.port, ...FLAGS, '--device-secret-file', file('secret')];
  const { code, out, error } = await provision(t, args);
  assert.equal(code, 0, error);
  assert.match(
    out,
    /^settings device\.json of pk,lamp: written, read back and the same by SHA-256\nboot .*\nlink {5}ready after/,
  );
  const expected = { productKey: 'pk', deviceName: 'lamp', deviceSecret: 'HIDDEN', host: 'cloud.example', port: 1883 };
  assert.deepEqual(await settingsOf(board.port), expected);
});

test('a board that is refused by the cloud is told with its own words, step and exit code', {
  skip: NO_INTERPRETER,
}, async (t) => {
  const board = await boardFor(t);
  const file = await filesFor(t, {
    'device.json': JSON.stringify({
      productKey: 'pk',
      deviceName: 'a',
      deviceSecret: 'HIDDEN',
      host: 'closed',
      port: 1,
    }),
  });
  const { code, error } = await provision(t, ['--port', board.port, '--file', file('device.json'), '--wait', '1']);
  assert.equal(code, 1);
  assert.match(error, /^provision: link: not connected: W 0\.100 link refused: 5; next try in 1000 ms\n$/);
});

test('a batch is written one after another, with a report that has no secret', { skip: NO_INTERPRETER }, async (t) => {
  const [one, two] = [await boardFor(t), await boardFor(t)];
  const file = await filesFor(t, {
    'boards.csv': `deviceName,deviceSecret,serialPort\na,HIDDEN1,${one.port}\nb,HIDDEN2,/dev/none-of-that-name\nc,HIDDEN3,${two.port}\n`,
  });
  const shared = ['--product-key', 'pk', '--host', 'cloud.example', '--mqtt-port', '1883'];
  const args = ['--from-csv', file('boards.csv'), '--report', file('report.json'), ...shared];
  const { code, out } = await provision(t, args);
  assert.equal(code, 1);
  assert.match(out, /\nfailed {3}pk,b at \/dev\/none-of-that-name: port: there is no port/);
  assert.match(out, /\nboards {3}2 of 3 done\n$/);
  const report = await readFile(file('report.json'), 'utf8');
  assert.doesNotMatch(report, /HIDDEN/);
  assert.deepEqual(
    JSON.parse(report).map(({ ok }: { ok: boolean }) => ok),
    [true, false, true],
  );
});

test('what is missing without a person to ask, and what is wrong, is named before a port is opened', async (t) => {
  for (const [args, says] of [
    [[...FLAGS], /^provision: device\.json: deviceSecret is missing: 1\.\.64 bytes of text\n$/],
    [['--keep-alive', '5'], /^provision: device\.json: keepAlive must be 30\.\.1200 seconds, not 5\n$/],
    [['--file', '/none/device.json'], /^provision: there is no file \/none\/device\.json to read\n$/],
    [['--device-secret', 'HIDDEN'], /^error: --device-secret is no flag, .*: give --device-secret-file FILE, or leave/],
    [['--wifi-password=HIDDEN'], /^error: --wifi-password is no flag, .*: give --wifi-password-file FILE, or leave/],
    [['--wifi-password'], /^error: --wifi-password is no flag, /],
    [['--report', 'report.json'], /^provision: --report goes with --from-csv\n$/],
    [['--wait', 'long'], /^provision: --wait takes 0\.1\.\.86400 seconds, not "long"\n$/],
  ] as const) {
    const { code, error } = await provision(t, [...args]);
    assert.equal(code, 1, error);
    assert.match(error, says);
    assert.doesNotMatch(error, /HIDDEN/);
  }
});

test('a batch is checked without a board; a report that cannot be written is told before a board is touched', async (t) => {
  let heard = 0;
  const wire = await openWire('tcp', (bytes) => {
    heard += bytes.length;
  });
  t.after(() => wire.cut());
  const file = await filesFor(t, {
    'boards.csv': `productKey,deviceName,deviceSecret,host,port,serialPort\npk,a,HIDDEN,h,1,${wire.port}\n`,
  });
  const checked = await provision(t, ['--check', '--from-csv', file('boards.csv')]);
  assert.deepEqual([checked.code, checked.out], [0, 'settings are what the board accepts: 1 of 1 rows\n']);
  const unwritten = await provision(t, ['--from-csv', file('boards.csv'), '--report', file('none/report.json')]);
  assert.equal(unwritten.code, 1);
  assert.match(unwritten.error, /^provision: --report: .*report\.json cannot be written \(ENOENT\)\n$/);
  assert.equal(heard, 0);
});

test('a misspelt setting is refused by name, from a file and by a flag, and the board hears nothing', async (t) => {
  let heard = 0;
  const wire = await openWire('tcp', (bytes) => {
    heard += bytes.length;
  });
  t.after(() => wire.cut());
  const good = { productKey: 'pk', deviceName: 'a', deviceSecret: 'HIDDEN', host: 'h', port: 1 };
  const file = await filesFor(t, {
    'device.json': JSON.stringify({ ...good, keepAlve: 60 }),
    'boards.csv': 'deviceName,deviceSecret,retry.frist\na,HIDDEN,2\n',
  });
  for (const [args, says] of [
    [['--file', file('device.json')], /^provision: device\.json: "keepAlve" is no setting: is keepAlive meant\?\n$/],
    [
      ['--from-csv', file('boards.csv')],
      /^provision: the CSV file's column "retry\.frist" is no setting: is retry\.first meant\?\n$/,
    ],
    [[...FLAGS, '--keep-alve', '60'], /unknown option '--keep-alve'\n\(Did you mean --keep-alive\?\)/],
  ] as const) {
    const { code, error } = await provision(t, ['--port', wire.port, ...args]);
    assert.equal(code, 1, error);
    assert.match(error, says);
  }
  assert.equal(heard, 0);
});

test('a secret that is asked for is typed unseen', async (t) => {
  const env = { ...process.env, NO_COLOR: '1' };
  const args = ['--import', 'tsx', 'scripts/provision.ts', '--check', ...FLAGS];
  const pty = spawnPty(process.execPath, args, { cwd: ROOT, env, cols: 200 });
  t.after(() => pty.kill('SIGKILL'));
  let shown = '';
  let isTyped = false;
  const code = await new Promise<number>((resolve) => {
    pty.onExit(({ exitCode }) => resolve(exitCode));
    pty.onData((text) => {
      shown += text;
      if (isTyped || !shown.includes("the device's secret (1..64 bytes of text)")) return;
      isTyped = true;
      pty.write('HIDDEN\r');
    });
  });
  assert.equal(code, 0, shown);
  assert.match(shown, /settings are what the board accepts/);
  assert.doesNotMatch(shown, /HIDDEN/);
});

test('Ctrl-C at a question says that nothing was written, with 130', async (t) => {
  const args = ['--import', 'tsx', 'scripts/provision.ts', '--check', ...FLAGS];
  const pty = spawnPty(process.execPath, args, { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' }, cols: 200 });
  t.after(() => pty.kill('SIGKILL'));
  let shown = '';
  const code = await new Promise<number>((resolve) => {
    pty.onExit(({ exitCode }) => resolve(exitCode));
    pty.onData((text) => {
      const isAsked = shown.includes("the device's secret");
      shown += text;
      if (!isAsked && shown.includes("the device's secret")) pty.write('\x03');
    });
  });
  assert.equal(code, 130, shown);
  assert.match(shown, /provision: left at a question, and nothing was written since/);
});

// The device's secret and the Wi-Fi's password: in no process list, no environment, no flag, no output of the desk's commands.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, type TestContext, test } from 'node:test';
import { openBoard } from '../../scripts/device/serial/board.ts';
import { BUNDLE } from '../../scripts/device/serial/storage.ts';
import { NO_INTERPRETER } from '../support/serialInterpreter.ts';
import { atTerminal, boardFor, command, fileFor, firmwareFor, NO_FIRMWARE } from './device/serial/desk.ts';

const SECRET = 'HIDDEN-of-the-device';
const PASSWORD = 'HIDDEN-of-the-wifi';
const MEMBERS = { productKey: 'pk', deviceName: 'lamp', host: '127.0.0.1', port: 1 };
const SETTINGS = JSON.stringify({ ...MEMBERS, deviceSecret: SECRET, wifi: { ssid: 'home', password: PASSWORD } });
const FLAGS = ['--product-key', 'pk', '--device-name', 'lamp', '--host', '127.0.0.1', '--mqtt-port', '1'];

/** A firmware that answers to settings as the real one does. */
const FIRMWARE = `print("I 0.001 boot espruino-rrpc 9 on test");
setTimeout(function(){print(require("Storage").read("device.json")?"I 0.100 link ready":"E 0.100 boot device.json: the file is missing")},50);`;

/** Reads the command line and the environment of every process that began with this one or under it, until it is ended. */
function watchProcesses(): { end(): { seen: Set<string>; leaks: string[] } } {
  const seen = new Set<string>();
  const leaks: string[] = [];
  const look = (): void => {
    for (const id of processesOf(process.pid))
      for (const what of ['cmdline', 'environ'] as const) {
        const text = read(`/proc/${id}/${what}`).replaceAll('\0', ' ');
        if (what === 'cmdline') seen.add(text);
        if (text.includes('HIDDEN')) leaks.push(`${what} of ${read(`/proc/${id}/comm`).trim()}`);
      }
  };
  const timer = setInterval(look, 20);
  return {
    end() {
      clearInterval(timer);
      return { seen, leaks };
    },
  };
}

/** A process and all that it has started, with what these have. */
function processesOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    // The name of a program, in brackets, may hold anything.
    const parent = Number(/\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const all = [root];
  for (const id of all) all.push(...(children.get(id) ?? []));
  return all;
}

/** A file's text; '' for one that is gone, as processes go. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Runs commands under watch, and holds that none of them leaked. `name` must have been seen among the processes. */
async function unleaked(name: string, work: () => Promise<string>): Promise<void> {
  const watch = watchProcesses();
  const shown = await work().finally(() => watch.end());
  const { seen, leaks } = watch.end();
  assert.deepEqual(leaks, []);
  assert.ok(
    [...seen].some((line) => line.includes(`scripts/${name}.ts`)),
    `${name} was not watched`,
  );
  assert.ok(!shown.includes('HIDDEN'), shown);
}

/** Runs a command to its end and gives all that it showed. */
async function shownBy(t: TestContext, name: string, args: readonly string[], code = 0, typed = ''): Promise<string> {
  const ended = await command(t, name, args, typed);
  assert.equal(ended.code, code, ended.out + ended.error);
  return ended.out + ended.error;
}

/** Holds that the board has the secret and the password: they did go through. */
async function hasThem(port: string): Promise<void> {
  const board = await openBoard({ port, interrupt: false });
  try {
    const text = await board.console.evaluate('require("Storage").read("device.json")');
    assert.ok(text.includes(SECRET) && text.includes(PASSWORD), 'the settings are not on the board');
  } finally {
    await board.close();
  }
}

const skip = NO_INTERPRETER || (existsSync('/proc/self/environ') ? false : 'no /proc to look into');

describe('no secret is seen', { skip }, () => {
  test('where settings come from a file, from files of their own, and from a CSV file with a report', async (t) => {
    const settings = await fileFor(t, 'device.json', SETTINGS);
    const secret = await fileFor(t, 'secret', `${SECRET}\n`);
    const password = await fileFor(t, 'password', `${PASSWORD}\n`);
    const csv = await fileFor(
      t,
      'boards.csv',
      `deviceName,deviceSecret,wifi.ssid,wifi.password\nlamp,${SECRET},home,${PASSWORD}\n`,
    );
    const report = await fileFor(t, 'report.json', '');
    const files = ['--device-secret-file', secret, '--wifi-ssid', 'home', '--wifi-password-file', password];
    const common = ['--product-key', 'pk', '--host', '127.0.0.1', '--mqtt-port', '1'];
    for (const args of [
      ['--file', settings],
      [...FLAGS, ...files],
      ['--from-csv', csv, '--report', report, ...common],
    ]) {
      const { port } = await boardFor(t, { over: 'pty', storage: { [BUNDLE]: FIRMWARE } });
      await unleaked('provision', () => shownBy(t, 'provision', ['--port', port, ...args]));
      await hasThem(port);
    }
    assert.match(read(report), /"ok": true/);
    assert.ok(!read(report).includes('HIDDEN'));
  });

  test('where they are asked for at a terminal', async (t) => {
    const { port } = await boardFor(t, { over: 'pty', storage: { [BUNDLE]: FIRMWARE } });
    await unleaked('provision', async () => {
      const asked = atTerminal(t, 'provision', ['--port', port, ...FLAGS, '--wifi-ssid', 'home']);
      await asked.shows(/the device's secret \(1\.\.64 bytes of text\)/);
      asked.type(`${SECRET}\r`);
      await asked.shows(/the Wi-Fi's password/);
      asked.type(`${PASSWORD}\r`);
      assert.equal(await asked.ended, 0, asked.shown());
      return asked.shown();
    });
    await hasThem(port);
  });

  test('where something fails: a file that is cut, a member too long, a board that is not there', async (t) => {
    const cut = await fileFor(t, 'device.json', SETTINGS.slice(0, -3));
    const long = await fileFor(t, 'device.json', SETTINGS.replace(PASSWORD, PASSWORD.repeat(9)));
    const good = await fileFor(t, 'device.json', SETTINGS);
    await unleaked('provision', async () => {
      const at = (file: string): string[] => ['--port', '/dev/none-of-that-name', '--file', file];
      const shown = await Promise.all([cut, long, good].map((file) => shownBy(t, 'provision', at(file), 1)));
      assert.match(shown.join(''), /is not JSON\n[\s\S]*wifi\.password must be 0\.\.64[\s\S]*there is no port/);
      return shown.join('');
    });
  });

  test('by flash, call, repl and logs on a board that has them', { skip: NO_FIRMWARE }, async (t) => {
    const { file, storage } = await firmwareFor(t);
    const { port } = await boardFor(t, { over: 'pty', storage: { ...storage, 'device.json': SETTINGS } });
    await unleaked('flash', () => shownBy(t, 'flash', ['--port', port, '--bundle', file]));
    await unleaked('call', async () => {
      const shown = await shownBy(t, 'call', ['--port', port, 'GetConfig']);
      assert.match(shown, /"deviceName":"lamp"/);
      return shown;
    });
    const typed = '.call GetConfig\n.call GetInfo\n.status\n.log\nrrpc.status()\n';
    await unleaked('repl', () => shownBy(t, 'repl', ['--port', port], 0, typed));
    await unleaked('logs', () => shownBy(t, 'logs', ['--port', port, '--seconds', '2', '--json']));
    await hasThem(port);
  });
});

test('no flag of the desk takes a secret, only a file that holds one', async (t) => {
  for (const name of ['flash', 'provision', 'repl', 'logs', 'hardware']) {
    const { out } = await command(t, name, ['--help']);
    const flags = [...out.matchAll(/^ +(?:-\w, )?--([\w-]+) /gm)].map(([, flag]) => flag as string);
    assert.ok(flags.includes('port'), name);
    for (const flag of flags) assert.match(flag, /^(?!.*(secret|password))|-file$/, `${name} --${flag}`);
  }
});

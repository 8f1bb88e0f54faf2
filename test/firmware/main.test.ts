// The boot, where it can be seen step by step; test/e2e has it whole, on boards.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { installInterpreter } from './interpreter.ts';

const DEVICE = { productKey: 'pk', deviceName: 'dn', deviceSecret: 'DoNotTell', host: 'cloud.example', port: 1883 };
const FIRST_LINE = 'I 0.000 boot espruino-rrpc 0.0.0-test on test-board';

const board = installInterpreter();
Object.assign(process, { memory: () => ({ usage: 1200, free: 2800, total: 4000 }) });

/** What the board does with an error that nobody catches. */
let uncaught: (error: unknown) => void = () => assert.fail('nobody listens');

const hashOf = (name: string) => (text: string) =>
  new Uint8Array(createHash(name).update(Buffer.from(text, 'latin1')).digest()).buffer;

beforeEach(() => {
  board.clear();
  Reflect.deleteProperty(globalThis, 'rrpc');
  board.time = 1000.5;
  board.useTimers();
  board.useStorage();
});
afterEach(async () => {
  // Of one power-on to the next nothing is left; here the rooms beside main.ts are loaded once.
  const { makeSafe, setOnline } = await import('../../firmware/pins/pins.ts');
  setOnline(true);
  makeSafe();
  board.clear();
});

/** A socket that keeps what is written and says nothing. */
interface QuietSocket {
  written: string;
  options: unknown;
}

/** A module that connects, `net` or `tls`: it keeps its sockets. */
function netModule(sockets: QuietSocket[], failure?: string): object {
  return {
    connect(options: unknown) {
      if (failure !== undefined) throw new Error(failure);
      const socket: QuietSocket = { written: '', options };
      sockets.push(socket);
      return Object.assign(socket, {
        on: () => undefined,
        removeAllListeners: () => undefined,
        end: () => undefined,
        write(data: string): void {
          socket.written += data;
        },
      });
    },
  };
}

let boots = 0;

/** Boots with this `device.json`; the network is what `board.modules` has. */
async function boot(deviceJson?: unknown): Promise<void> {
  board.modules.set('crypto', { SHA1: hashOf('sha1'), SHA256: hashOf('sha256') });
  if (deviceJson !== undefined) board.files.set('device.json', JSON.stringify(deviceJson));
  const { on } = process;
  Object.assign(process, {
    on(event: string, f: typeof uncaught) {
      assert.equal(event, 'uncaughtException');
      uncaught = f;
    },
  });
  try {
    // A file is run once a name: the name is another one at each boot.
    await import(new URL(`../../firmware/main.ts?boot=${++boots}`, import.meta.url).href);
  } finally {
    Object.assign(process, { on });
  }
}

test('the pins are set before anything else is looked at', async () => {
  const read: string[] = [];
  const storage = board.modules.get('Storage') as { readJSON(name: string, quiet: boolean): unknown };
  const { readJSON } = storage;
  storage.readJSON = (name, quiet) => {
    read.push(`${board.steps.length} steps before ${name}`);
    return readJSON(name, quiet);
  };
  await boot();
  assert.deepEqual(board.steps.slice(0, 2), ['write 2 0', 'mode 2 output']);
  assert.deepEqual(read, [`${11 * 2 + 1 + 4} steps before device.json`], 'eleven levels, a voltage, four inputs');
});

test('the first line says what runs, on which board, and a board without settings says what is missing', async () => {
  board.modules.set('net', netModule([]));
  await boot();
  assert.deepEqual(board.lines, [
    FIRST_LINE,
    'E 0.000 boot device.json: the file is missing, or no JSON: npm run provision writes it',
  ]);
  assert.equal(ask('SetPin', { pin: 'led', value: 1 }).code, 200, 'whoever is at the console has the pins');
  assert.equal(
    ask('SetConfig', { settings: { ...DEVICE, port: 0 } }).message,
    'device.json: port must be 1..65535, not 0',
  );
});

test('a pin that the chip does not have is one line more, and the boot goes on', async () => {
  board.modules.set('net', netModule([]));
  board.missing.add(26).add(32);
  await boot({});
  assert.deepEqual(board.lines, [
    FIRST_LINE,
    'W 0.000 pins not on this chip: relay,door',
    'E 0.000 boot device.json: productKey is missing: it must be 1..64 bytes',
  ]);
});

test('good settings are dialled, and the first packet is CONNECT', async () => {
  const sockets: QuietSocket[] = [];
  board.modules.set('net', netModule(sockets));
  await boot({ ...DEVICE });
  assert.deepEqual(
    sockets.map(({ options }) => options),
    [{ host: 'cloud.example', port: 1883 }],
  );
  assert.equal(sockets[0]?.written[0], '\x10');
  assert.match(sockets[0]?.written ?? '', /dn\|securemode=3,signmethod=hmacsha256\|/);
  assert.deepEqual(board.lines, [FIRST_LINE]);
});

test('with tls it is dialled by the module tls, and said so in the client id', async () => {
  const sockets: QuietSocket[] = [];
  board.modules.set('tls', netModule(sockets));
  await boot({ ...DEVICE, tls: true });
  assert.match(sockets[0]?.written ?? '', /dn\|securemode=2,/);
});

test('an interpreter without the module that is needed says so, and stays up', async () => {
  await boot({ ...DEVICE, tls: true });
  assert.deepEqual(board.lines, [FIRST_LINE, 'E 0.000 boot Module "tls" not found']);
});

test('a network that cannot be reached is one line a try, with the reason and the time of the next', async () => {
  board.modules.set('net', netModule([], 'no route'));
  await boot({ ...DEVICE });
  assert.match(board.lines[1] ?? '', /^W 0\.000 link cannot connect: no route; next try in \d+ ms$/);
  board.advance(3000);
  assert.equal(board.lines.length, 3);
});

test('Wi-Fi is waited for where the settings ask for it', async () => {
  const sockets: QuietSocket[] = [];
  let connected: (error: unknown) => void = () => assert.fail('nobody connects');
  board.modules.set('net', netModule(sockets));
  board.modules.set('Wifi', {
    getIP: (done: (error: unknown, info: object) => void) => done(null, { ip: '0.0.0.0' }),
    connect(_ssid: string, _options: unknown, done: typeof connected): void {
      connected = done;
    },
  });
  await boot({ ...DEVICE, wifi: { ssid: 'home', password: 'DoNotTellEither' } });
  assert.equal(sockets.length, 0);
  connected(null);
  assert.equal(sockets.length, 1);
});

test('Wi-Fi that cannot be had is one line, without its password', async () => {
  board.modules.set('net', netModule([]));
  board.modules.set('Wifi', {
    getIP: (done: (error: unknown, info: object) => void) => done(null, { ip: '0.0.0.0' }),
    connect: (_ssid: string, _options: unknown, done: (error: unknown) => void) => done('no access point'),
  });
  await boot({ ...DEVICE, wifi: { ssid: 'home', password: 'DoNotTellEither' } });
  assert.match(board.lines[1] ?? '', /^W 0\.000 link no network: no access point; next try in \d+ ms$/);
});

test('what the console is told about the link has counters, and no secret', async () => {
  board.modules.set('net', netModule([], 'no route'));
  await boot({ ...DEVICE });
  const { link, calls, posts, unknown } = rrpc().status() as Record<string, Record<string, unknown>>;
  assert.deepEqual([calls?.running, posts?.refused, unknown], [0, 0, 0]);
  assert.deepEqual([link?.connects, link?.lastError], [1, 'cannot connect: no route']);
  assert.doesNotMatch(JSON.stringify(rrpc().status()) + board.lines.join(), /DoNotTell/);
});

/** What the console finds. */
interface Console {
  status(): object;
  call(name: string, params: unknown, done: (json: string) => void): void;
}
const rrpc = (): Console => (globalThis as unknown as { rrpc: Console }).rrpc;

/** What a service answers at the console. */
function ask(name: string, params?: unknown): { code: number; data: Record<string, unknown>; message?: string } {
  const told: string[] = [];
  rrpc().call(name, params, (json) => told.push(json));
  assert.equal(told.length, 1);
  return JSON.parse(told[0] ?? '');
}

test('Reboot answers first, refuses calls then, makes safe and starts anew, and the next start says why', async () => {
  board.modules.set('net', netModule([]));
  await boot({ ...DEVICE });
  assert.equal(ask('GetInfo').data.resetReason, 'power-on');
  ask('SetPin', { pin: 'led', value: 1 });
  assert.equal(ask('Reboot').code, 200);
  assert.deepEqual([ask('Ping').code, ask('Ping').message], [429, 'the board restarts']);
  board.advance(499);
  assert.deepEqual([board.levels.get(2), board.reboots], [1, 0]);
  board.advance(1);
  assert.deepEqual([board.levels.get(2), board.reboots], [0, 0]);
  board.advance(500);
  assert.equal(board.reboots, 1);
  await boot({ ...DEVICE });
  assert.equal(ask('GetInfo').data.resetReason, 'reboot');
  board.advance(120_000);
  await boot({ ...DEVICE });
  assert.equal(ask('GetInfo').data.resetReason, 'power-on');
});

test('three starts that come to nothing are followed by one that leaves the pins safe and does nothing', async () => {
  const sockets: QuietSocket[] = [];
  board.modules.set('net', netModule(sockets));
  for (const reason of ['power-on', 'start 2 without a link', 'start 3 without a link']) {
    await boot({ ...DEVICE });
    assert.equal(ask('GetInfo').data.resetReason, reason);
    assert.equal(board.watchdog, 300);
  }
  board.watchdog = 0;
  // A start has no timers of the one before.
  board.useTimers();
  board.levels.set(2, 1);
  Reflect.deleteProperty(globalThis, 'rrpc');
  await boot({ ...DEVICE });
  assert.deepEqual([sockets.length, board.levels.get(2), board.watchdog], [3, 0, 0]);
  assert.equal(
    board.lines.at(-1),
    'E 0.000 boot 3 starts came to nothing: the pins are safe, and no link is made for 15 min',
  );
  board.advance(900_000);
  assert.equal(board.reboots, 1);
  await boot({ ...DEVICE });
  assert.deepEqual([sockets.length, ask('GetInfo').data.resetReason], [4, 'held back']);
});

test('a start that lasts, and one without settings, come to something', async () => {
  board.modules.set('net', netModule([], 'no route'));
  for (let start = 0; start < 5; start++) {
    await boot({ ...DEVICE });
    board.advance(120_000);
  }
  assert.equal(ask('GetInfo').data.resetReason, 'power-on');
  for (let start = 0; start < 5; start++) await boot({});
  assert.match(board.lines.at(-1) ?? '', /productKey is missing/);
});

test('settings that do not sign in are undone by a restart, which says so', async () => {
  board.modules.set('net', netModule([], 'no route'));
  await boot({ ...DEVICE });
  assert.equal(ask('SetConfig', { settings: { host: 'wrong.example' } }).code, 200);
  board.advance(1000);
  assert.equal(board.reboots, 1);
  await boot();
  assert.match(board.files.get('device.json') ?? '', /wrong\.example/);
  board.advance(90_000);
  board.advance(500);
  assert.equal(board.reboots, 2);
  assert.match(board.files.get('device.json') ?? '', /cloud\.example/);
  await boot();
  assert.equal(ask('GetInfo').data.resetReason, 'settings did not connect');
});

test('SetConfig refuses what the file may not have, and GetConfig tells no secret', async () => {
  board.modules.set('net', netModule([], 'no route'));
  await boot({ ...DEVICE, wifi: { ssid: 'home', password: 'DoNotTellEither' } });
  const { code, message } = ask('SetConfig', { settings: { keepAlive: 5 } });
  assert.deepEqual([code, message], [460, 'device.json: keepAlive must be 30..1200 seconds, not 5']);
  assert.equal(ask('Ping').code, 200, 'nothing restarts');
  const { settings } = ask('GetConfig').data as { settings: Record<string, unknown> };
  assert.deepEqual([settings.productKey, settings.wifi, settings.deviceSecret], ['pk', { ssid: 'home' }, undefined]);
});

test('an error that nobody catches is one line, and every output is safe', async () => {
  await boot();
  board.levels.set(2, 1).set(26, 0);
  uncaught(new Error('out of paper'));
  assert.equal(board.lines.at(-1), 'E 0.000 boot uncaught: out of paper');
  assert.deepEqual([board.levels.get(2), board.levels.get(26)], [0, 1]);
  uncaught('a text');
  assert.equal(board.lines.at(-1), 'E 0.000 boot uncaught: a text');
  uncaught(undefined);
  assert.equal(board.lines.at(-1), 'E 0.000 boot uncaught: undefined');
});

test('a refusal, or a slip of whoever types at the console, is one line there, and no output moves', async () => {
  await boot();
  board.levels.set(2, 1).set(26, 0);
  uncaught({ code: 460, message: 'value must be 0 or 1, not 2' });
  assert.match(board.lines.at(-1) ?? '', /^E [0-9.]+ console 460 value must be 0 or 1, not 2$/);
  uncaught({ message: '"ldes" is not defined', stack: '    at REPL (:1:1)\n\n^\n' });
  assert.match(board.lines.at(-1) ?? '', /^E [0-9.]+ console "ldes" is not defined$/);
  assert.deepEqual([board.levels.get(2), board.levels.get(26)], [1, 0]);
});

test('a board that never gets a link makes its outputs safe when their time is up', async () => {
  board.modules.set('net', netModule([], 'no route'));
  await boot({ ...DEVICE });
  ask('SetPin', { pin: 'relay', value: 1 });
  board.advance(29_999);
  assert.equal(board.levels.get(26), 0);
  board.advance(1);
  assert.equal(board.levels.get(26), 1);
});

// The boot, where it can be seen step by step; test/e2e has it whole, on boards.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { installInterpreter } from './interpreter.ts';

const DEVICE = { productKey: 'pk', deviceName: 'dn', deviceSecret: 'DoNotTell', host: 'cloud.example', port: 1883 };
const FIRST_LINE = 'I 0.000 boot espruino-rrpc 0.0.0-test on test-board';

const board = installInterpreter();
Object.assign(process, { memory: () => ({ usage: 1200, free: 2800, total: 4000 }) });

const hashOf = (name: string) => (text: string) =>
  new Uint8Array(createHash(name).update(Buffer.from(text, 'latin1')).digest()).buffer;

/** The board's timers, by id: they run when a test says so. */
const timers = new Map<number, () => void>();
const { setTimeout, clearTimeout } = globalThis;

beforeEach(() => {
  board.clear();
  timers.clear();
  Reflect.deleteProperty(globalThis, 'rrpc');
  let last = 0;
  Object.assign(globalThis, {
    setTimeout(f: () => void): number {
      timers.set(++last, f);
      return last;
    },
    clearTimeout: (id: number) => void timers.delete(id),
  });
});
afterEach(() => void Object.assign(globalThis, { setTimeout, clearTimeout }));

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

/** Boots with this `device.json`, read as Storage reads it; the network is what `board.modules` has. */
async function boot(deviceJson: unknown): Promise<void> {
  board.modules.set('crypto', { SHA1: hashOf('sha1'), SHA256: hashOf('sha256') });
  board.modules.set('Storage', {
    readJSON(name: string, quiet: boolean): unknown {
      board.steps.push(`read ${name} ${quiet}`);
      return deviceJson;
    },
  });
  // A file is run once a name: the name is another one at each boot.
  await import(new URL(`../../firmware/main.ts?boot=${++boots}`, import.meta.url).href);
}

test('the pins are safe before anything else is looked at', async () => {
  await boot(undefined);
  assert.equal(board.steps.at(-1), 'read device.json true');
  assert.deepEqual(board.steps.slice(0, 2), ['write 2 0', 'mode 2 output']);
  assert.equal(board.steps.length, 4 * 2 + 3 + 1, 'four outputs, three inputs, one file');
});

test('the first line says what runs, on which board, and a board without settings says what is missing', async () => {
  await boot(undefined);
  assert.deepEqual(board.lines, [FIRST_LINE, 'E 0.000 boot device.json: the file must be an object']);
  assert.ok(!('rrpc' in globalThis));
});

test('a pin that the chip does not have is one line more, and the boot goes on', async () => {
  board.missing.add(26).add(32);
  await boot({});
  assert.deepEqual(board.lines, [
    FIRST_LINE,
    'W 0.000 pins not on this chip: relay,door',
    'E 0.000 boot device.json: productKey must be 1..64 bytes of text',
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
  assert.equal(timers.size, 1);
  for (const retry of [...timers.values()]) retry();
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
  const { rrpc } = globalThis as unknown as { rrpc: { status(): Record<string, unknown> } };
  const { link, ...rest } = rrpc.status();
  assert.deepEqual(rest, {
    version: '0.0.0-test',
    board: 'test-board',
    uptime: 0,
    memory: { usage: 1200, total: 4000 },
    repeated: 0,
    unknown: 0,
  });
  const { connects, lastError } = link as { connects: number; lastError: string };
  assert.deepEqual([connects, lastError], [1, 'cannot connect: no route']);
  assert.doesNotMatch(JSON.stringify(link) + board.lines.join(), /DoNotTell/);
});

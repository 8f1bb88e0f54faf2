/** The virtual board beside the real interpreter: the same scripts must print the same lines on both. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Device } from '../../../scripts/device/device.ts';
import { findInterpreter, startEspruino } from '../../../scripts/device/espruino.ts';
import { startVirtualBoard } from '../../../scripts/device/virtual/board.ts';
import { GOING_ON, NETWORKED, SNIPPETS } from './snippets.ts';

const executable = findInterpreter();
const skip = executable === undefined && 'no Espruino interpreter was found (set ESPRUINO to the path of one)';
/** How long a script that goes on may take, in ms. */
const END_LIMIT_MS = 5000;

/** Names that differ and may: the engine's own workings need the first ones, the last is Linux's file system. */
const MAY_DIFFER = [
  '/a/.flags',
  '/a/.global',
  '/a/.ignoreCase',
  'new Uint8Array(1).BYTES_PER_ELEMENT',
  'Error.prepareStackTrace',
  'File',
];
/** What language.ts declares not to follow: a script, what it prints here, and there. */
const DIFFERENCES: readonly (readonly [script: string, here: string, there: string])[] = [
  [
    'try { print((function () { return later(); function later() { return 1; } })()); } catch (e) { print(e.type); }',
    '1',
    'ReferenceError',
  ],
  ['try { var a = [1, 2]; a.length = 1; print(a.length); } catch (e) { print(e.type); }', '1', 'TypeError'],
  ['print((function (a, b) { return arguments.length; })(1))', '1', '2'],
  ['print(typeof D2, D2 === 2)', 'object false', 'number true'],
  ['print("" + D2)', '2', 'D2'],
  ['print("" + 1 / 3)', '0.3333333333333333', '0.33333333333'],
  ['print(/a{2}/.test("aa"))', 'true', 'false'],
  ['print(E.toJS(JSON.parse("{\\"a\\":1,\\"a\\":2}")))', '{a:1}', '{a:1,a:2}'],
  ['print(E.toJS({b: 1, 3: 2}))', '{3:2,b:1}', '{b:1,3:2}'],
  ['try { null.x; } catch (e) { print(e.type); }', 'TypeError', 'Error'],
];

/** A board and the lines that it printed. */
class Side {
  readonly lines: string[] = [];
  private waiting: (() => void) | undefined;
  device: Device | undefined;

  readonly hear = (line: string): void => {
    this.lines.push(line);
    if (line === 'END') this.waiting?.();
  };

  /** Runs a script and gives what it printed. `goesOn` waits for the line END. */
  async run(source: string, goesOn: boolean): Promise<string[]> {
    this.lines.length = 0;
    const ended = new Promise<void>((resolve, reject) => {
      if (!goesOn) return resolve();
      const limit = setTimeout(() => reject(new Error(`no END after:\n${this.lines.join('\n')}`)), END_LIMIT_MS);
      this.waiting = () => {
        clearTimeout(limit);
        resolve();
      };
      return undefined;
    });
    await this.device?.evaluate(source);
    await ended;
    return [...this.lines];
  }

  evaluate(expression: string): Promise<string> {
    return this.device?.evaluate(expression) ?? Promise.reject(new Error('the board is not there'));
  }
}

/** Names that the engine has on values and constructors, as expressions whose `typeof` tells whether they exist. */
function engineNames(): string[] {
  const values: Readonly<Record<string, unknown>> = {
    '""': '',
    '[]': [],
    '(5)': 5,
    '({})': {},
    '(function(){})': () => undefined,
    '/a/': /a/,
    'new Uint8Array(1)': new Uint8Array(1),
    'new Date(0)': new Date(0),
    'new Error("x")': new Error('x'),
    'Promise.resolve(1)': Promise.resolve(1),
  };
  const names: string[] = [];
  for (const [expression, value] of Object.entries(values))
    for (let up: unknown = value; up !== null && up !== undefined; up = Object.getPrototypeOf(Object(up)))
      for (const name of Object.getOwnPropertyNames(Object(up))) names.push(`${expression}.${name}`);
  for (const owner of [
    'Object',
    'Array',
    'String',
    'Number',
    'Math',
    'JSON',
    'Date',
    'Promise',
    'ArrayBuffer',
    'Error',
  ])
    for (const name of Object.getOwnPropertyNames(Reflect.get(globalThis, owner) as object))
      names.push(`${owner}.${name}`);
  names.push(...Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Za-z]\w*$/.test(name)));
  // `arguments` of sloppy functions, V8's own accessors and names that no program meets.
  const met = /^[^_]*\.?[A-Za-z]\w*$/;
  return [...new Set(names)].filter(
    (name) => met.test(name) && !/\.(caller|arguments|name|stackTraceLimit)$/.test(name),
  );
}

describe('the virtual board and the interpreter', { skip }, () => {
  const virtual = new Side();
  const real = new Side();
  const sockets = new Set<Socket>();
  const echo = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      if (text === 'bye') socket.end();
      else if (!text.startsWith('-')) socket.write(bytes);
    });
  });
  let folder = '';
  let port = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'same-'));
    const bundle = join(folder, 'empty.js');
    await writeFile(bundle, '// nothing\n');
    const options = { bundle, storage: {} };
    virtual.device = await startVirtualBoard({ ...options, onLine: virtual.hear });
    real.device = await startEspruino({ ...options, pins: 'simulated', onLine: real.hear });
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    const address = echo.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  after(async () => {
    await virtual.device?.stop();
    await real.device?.stop();
    for (const socket of sockets) socket.destroy();
    echo.close();
    await rm(folder, { recursive: true });
  });

  async function same(source: string, goesOn: boolean): Promise<void> {
    const expected = await real.run(source, goesOn);
    assert.notEqual(expected.length, 0, 'the script printed nothing on the interpreter');
    assert.deepEqual(await virtual.run(source, goesOn), expected);
  }
  for (const [name, source] of Object.entries(SNIPPETS)) test(name, () => same(source, false));
  for (const [name, source] of Object.entries(GOING_ON)) test(name, () => same(source, true));
  for (const [name, source] of Object.entries(NETWORKED)) test(name, () => same(source(port), true));

  for (const [script, here, there] of DIFFERENCES)
    test(`differs as declared: ${script}`, async () => {
      assert.deepEqual(await virtual.run(script, false), [here]);
      assert.deepEqual(await real.run(script, false), [there]);
    });

  test('no built-in of the engine is left that the interpreter lacks, and none is missing that it has', async () => {
    const names = engineNames();
    const wrong: string[] = [];
    for (let i = 0; i < names.length; i += 40) {
      const list = names.slice(i, i + 40);
      const expression = `[${list.map((name) => `typeof ${name}!=="undefined"`).join(',')}]`;
      const [ours, theirs] = await Promise.all([virtual.evaluate(expression), real.evaluate(expression)]);
      const [a, b] = [ours, theirs].map((text) => JSON.parse(text) as boolean[]);
      for (const [at, name] of list.entries())
        if (a?.[at] !== b?.[at])
          wrong.push(`${name}: ${a?.[at] ? 'here' : 'missing'}, ${b?.[at] ? 'there' : 'not there'}`);
    }
    const differing = wrong.map((text) => text.slice(0, text.lastIndexOf(':')));
    assert.deepEqual(
      wrong.filter((_, i) => !MAY_DIFFER.includes(differing[i] ?? '')),
      [],
    );
    assert.ok(names.length > 400, `only ${names.length} names were looked at`);
  });

  test('no global of the virtual board is missing in the interpreter, but those of the ESP32 board file', async () => {
    const list = JSON.parse(await virtual.evaluate('Object.getOwnPropertyNames(global)')) as string[];
    // Linux has the pins D0 to D32; the scripts above left globals of one to three letters.
    const names = list.filter(
      (name) => (/^[A-Z]/.test(name) || /^[a-z]{4,}/.test(name)) && !/^(D3\d|undefined)$/.test(name),
    );
    const there = JSON.parse(
      await real.evaluate(`[${names.map((n) => `typeof ${n}!=="undefined"`).join(',')}]`),
    ) as boolean[];
    assert.deepEqual(
      names.filter((_, i) => !there[i]),
      [],
    );
  });
});

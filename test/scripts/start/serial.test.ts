// npm start with a board at a port: the interpreter behind a pseudo-terminal and over TCP, called through the cloud here.
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { openBoard } from '../../../scripts/device/serial/board.ts';
import { unquoted } from '../../../scripts/device/serial/console.ts';
import { bundleFor } from '../../../scripts/start/bundleFor.ts';
import { keptFile } from '../../../scripts/start/realBoard.ts';
import { run, type StartOptions } from '../../../scripts/start/run.ts';
import { createScreen } from '../../../scripts/start/screen.ts';
import { NO_INTERPRETER, type SerialStandIn, startStandIn } from '../../support/serialInterpreter.ts';

const LIMIT = { timeout: 180_000, skip: NO_INTERPRETER };
const OWN = {
  productKey: 'a1Own',
  deviceName: `own-${process.pid}`,
  deviceSecret: 'the-boards-own-secret',
  host: '192.0.2.7',
  port: 1883,
  keepAlive: 90,
};

/** The interpreter has no pins of its own on a computer without any: these keep their levels. */
const PINS =
  'global.levels={};global.digitalWrite=function(p,v){levels[p]=v};global.digitalRead=function(p){return levels[p]||0};';

/** Runs `npm start -- --once --port` on a board; resolves with the screen's lines. */
async function start(port: string, options: Partial<StartOptions>): Promise<{ good: boolean; lines: string[] }> {
  const lines: string[] = [];
  const screen = createScreen({ write: (text) => lines.push(...text.trimEnd().split('\n')) });
  const { signal } = new AbortController();
  const ports = { mqtt: 0, http: 0 };
  const build = () => bundleFor(undefined, screen, signal);
  const good = await run(
    { board: 'serial', port, host: '127.0.0.1', once: true, ports, build, ...options },
    screen,
    signal,
  );
  return { good, lines };
}

/** A file of the board's Storage, as text; empty where there is none. */
async function fileOn(standIn: SerialStandIn, name: string): Promise<string> {
  const board = await openBoard({ port: standIn.port, interrupt: true });
  try {
    const text = unquoted(await board.console.evaluate(`btoa(require("Storage").read("${name}")||"")`));
    return Buffer.from(text, 'base64').toString();
  } finally {
    await board.close();
  }
}

async function standInFor(t: TestContext, over: 'pty' | 'tcp', storage: Record<string, string> = {}) {
  const standIn = await startStandIn({ over, storage: { '.boot0': PINS, ...storage } });
  t.after(() => standIn.stop());
  return standIn;
}

test(
  'a board keeps its identity: it is called through the cloud here, and has its own settings back afterwards',
  LIMIT,
  async (t) => {
    const own = JSON.stringify(OWN);
    const standIn = await standInFor(t, 'pty', { 'device.json': own });
    t.after(() => rm(keptFile(OWN), { force: true }));
    let asked: readonly string[] = [];
    const consent = async (changes: readonly string[]) => {
      asked = changes;
      return true;
    };
    const { good, lines } = await start(standIn.port, { consent });
    assert.ok(good, lines.join('\n'));
    const text = lines.join('\n');
    assert.match(text, /^board +LINUX, Espruino 2v\d+\S* at /m);
    assert.match(text, /^board +serial: online in \d+ ms$/m);
    assert.match(text, /^call +TogglePin \{"pin":"led"\} -> 200 \{"pin":"led","value":0\} in \d+ ms$/m);
    assert.match(text, /^board +has its own settings back$/m);
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /^device\.json: it signs in at 127\.0\.0\.1:\d+, not at 192\.0\.2\.7:1883$/);
    assert.doesNotMatch(text, /the-boards-own-secret/);
    assert.equal(await fileOn(standIn, 'device.json'), own);
    await assert.rejects(readFile(keptFile(OWN)), { code: 'ENOENT' });
  },
);

test(
  'without consent nothing is written to a board that has something of its own, and what would be is told',
  LIMIT,
  async (t) => {
    const own = JSON.stringify(OWN);
    const standIn = await standInFor(t, 'tcp', { 'device.json': own, '.bootcde': 'print("somebody else")' });
    await assert.rejects(start(standIn.port, {}), ({ message }: Error) => {
      assert.match(message, /^nothing was written to the board\. What would be:\n/);
      assert.match(message, /\n {2}device\.json: it signs in at 127\.0\.0\.1:\d+, not at 192\.0\.2\.7:1883\n/);
      assert.match(message, /\n {2}its program \(\.bootcde, 22 bytes, not this firmware\) is replaced\n/);
      assert.match(message, /--yes/);
      return true;
    });
    assert.equal(await fileOn(standIn, 'device.json'), own);
    assert.equal(await fileOn(standIn, '.bootcde'), 'print("somebody else")');
    await assert.rejects(readFile(keptFile(OWN)), { code: 'ENOENT' });
  },
);

test(
  'a bare board gets a throw-away identity, keeps it, and is taken with it the next time, unasked',
  LIMIT,
  async (t) => {
    const standIn = await standInFor(t, 'tcp');
    const first = await start(standIn.port, { consent: async () => true });
    assert.ok(first.good, first.lines.join('\n'));
    assert.match(first.lines.join('\n'), /^board +keeps these settings for the next time/m);
    const settings = JSON.parse(await fileOn(standIn, 'device.json'));
    assert.match(settings.productKey, /^a1[0-9a-f]{8}$/);
    assert.equal(settings.host, '127.0.0.1');
    const again = await start(standIn.port, { ports: { mqtt: settings.port, http: 0 } });
    assert.ok(again.good, again.lines.join('\n'));
    assert.deepEqual(JSON.parse(await fileOn(standIn, 'device.json')), settings);
  },
);

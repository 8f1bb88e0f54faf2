// npm run call in a real terminal: what a person sees, and what is left after Ctrl-C.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { clipped, isWatched, jsonLine, takesEscapes, visible } from '../../../scripts/call/terminal.ts';
import type { Cloud } from '../../../scripts/cloud/cloud.ts';
import { alink, answering, cloudFor, connect, credentials, device, target } from '../cloud/help.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';

/** Runs the command in a pseudo-terminal. */
function callIn(t: TestContext, cloud: Cloud, args: string[], environment: Record<string, string> = {}) {
  const { CI: _, NO_COLOR: __, ...inherited } = process.env;
  const env = {
    ...inherited,
    TERM: 'xterm-256color',
    RRPC_ENDPOINT: target(cloud).endpoint,
    RRPC_DEVICE: 'a1Bcd,lamp',
    RRPC_ACCESS_KEY: 'key,key-secret',
    ...environment,
  };
  const pty = spawn(process.execPath, ['--import', 'tsx', 'scripts/call.ts', ...args], { cwd: ROOT, env, cols: 100 });
  let shown = '';
  const waiting: (() => void)[] = [];
  pty.onData((text) => {
    shown += text;
    for (const look of waiting) look();
  });
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  t.after(() => {
    try {
      pty.kill('SIGKILL');
    } catch {
      // It has ended by itself.
    }
  });
  return {
    pid: pty.pid,
    shown: () => shown,
    press: (keys: string) => pty.write(keys),
    exit: () => ended,
    /** Waits until so much has been shown. */
    until: (wanted: (shown: string) => boolean) =>
      new Promise<void>((resolve, reject) => {
        const look = () => wanted(shown) && resolve();
        waiting.push(look);
        void ended.then(() => reject(new Error(`ended before that: ${JSON.stringify(shown)}`)));
        look();
      }),
  };
}

async function setUp(t: TestContext) {
  const cloud = await cloudFor(t);
  const board = await connect(t, cloud, credentials(device, 'signmethod=hmacsha256,ext=1'));
  return { cloud, board };
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('an answer is green and a refusal red; with NO_COLOR there is no escape code at all', async (t) => {
  const { cloud, board } = await setUp(t);
  answering(board, (request) => {
    const { params } = JSON.parse(request.toString());
    return alink(request, params.bad ? { code: 460, message: 'no' } : {});
  });
  const good = callIn(t, cloud, ['Ping']);
  assert.equal(await good.exit(), 0);
  assert.ok(good.shown().includes('\u001b[32m{"code":200,"data":{}}\u001b[39m'), JSON.stringify(good.shown()));
  const bad = callIn(t, cloud, ['Ping', '{"bad":1}']);
  assert.equal(await bad.exit(), 1);
  assert.ok(bad.shown().includes('\u001b[31m{"code":460,"data":{},"message":"no"}\u001b[39m'));
  const plain = callIn(t, cloud, ['Ping'], { NO_COLOR: '1' });
  assert.equal(await plain.exit(), 0);
  assert.equal(plain.shown(), '{"code":200,"data":{}}\r\n');
});

test('a spinner turns while a person waits; Ctrl-C ends it at once with 130, and the cursor is back', async (t) => {
  const { cloud } = await setUp(t);
  const call = callIn(t, cloud, ['Ping']);
  await call.until((shown) => shown.includes(HIDE) && shown.includes('Ping on a1Bcd,lamp'));
  const pressed = performance.now();
  call.press('\u0003');
  assert.equal(await call.exit(), 130);
  assert.ok(performance.now() - pressed < 2000);
  assert.ok(call.shown().lastIndexOf(SHOW) > call.shown().lastIndexOf(HIDE));
  assert.equal(isRunning(call.pid), false);
});

test('no spinner turns with --json, on a build server, or with NO_COLOR, however long it takes', async (t) => {
  const { cloud } = await setUp(t);
  const calls = [
    callIn(t, cloud, ['--json', '--timeout', '1000', 'Ping']),
    callIn(t, cloud, ['--timeout', '1000', 'Ping'], { CI: 'true' }),
    callIn(t, cloud, ['--timeout', '1000', 'Ping'], { NO_COLOR: '1' }),
  ];
  for (const call of calls) {
    assert.equal(await call.exit(), 1);
    assert.match(call.shown(), /TIMEOUT/);
    assert.ok(!call.shown().includes(HIDE));
  }
});

test('a watch stays in its place, goes on over a refusal, and Ctrl-C ends it with 130 and the figures', async (t) => {
  const { cloud, board } = await setUp(t);
  let calls = 0;
  answering(board, (request) => alink(request, ++calls === 2 ? { code: 429, message: 'busy' } : { data: { calls } }));
  const call = callIn(t, cloud, ['--watch', '100ms', 'Count']);
  await call.until((shown) => shown.includes('429 busy') && shown.includes('{"calls":3}'));
  call.press('\u0003');
  assert.equal(await call.exit(), 130);
  assert.ok(call.shown().includes('\u001b[2A\u001b[J'));
  assert.match(call.shown(), /\r\n\d+ calls: \d+ good, 1 failed; p50 [\d.]+ ms, p99 [\d.]+ ms\r\n$/);
});

test('escape codes go to a terminal that takes them, and animations only where nobody builds', () => {
  const terminal = { isTTY: true, write: () => true };
  assert.deepEqual(
    [{ TERM: 'xterm' }, { TERM: 'xterm', CI: '' }, { TERM: 'dumb' }, { TERM: 'xterm', NO_COLOR: '1' }].map((one) => [
      takesEscapes(terminal, one),
      isWatched(terminal, one),
    ]),
    [
      [true, true],
      [true, false],
      [false, false],
      [false, false],
    ],
  );
  assert.equal(takesEscapes({ write: () => true }, { TERM: 'xterm' }), false);
});

test('control characters are shown, not sent, and JSON stays the same JSON', () => {
  const text = 'a\u001b\u007f\u009b\u2028b';
  assert.equal(visible(text), 'a???\u2028b');
  assert.equal(visible('plain: äöü 中'), 'plain: äöü 中');
  assert.equal(jsonLine(text), '"a\\u001b\\u007f\\u009b\\u2028b"');
  assert.equal(JSON.parse(jsonLine(text)), text);
});

test('a line is cut to the columns there are, wide characters counted twice', () => {
  assert.equal(clipped('abcdef', 6), 'abcdef');
  assert.equal(clipped('abcdefg', 6), 'abcde~');
  assert.equal(clipped('\u4e2d\u4e2d\u4e2d\u4e2d', 6), '\u4e2d\u4e2d~');
});

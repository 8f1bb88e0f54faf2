import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STEPS } from '../../../scripts/start/demo.ts';
import { createScreen, type Screen } from '../../../scripts/start/screen.ts';

/** A screen whose text is kept. */
function screen() {
  const texts: string[] = [];
  return { texts, screen: createScreen({ write: (text) => texts.push(text) }) };
}

const [step] = STEPS;
assert.ok(step);
const result = { code: 200, data: { pin: 'led', value: 1 }, messageId: '1', ms: 8.6 };

test('a bundle is told against its budget', () => {
  const { texts, screen: out } = screen();
  const made = { file: 'dist/firmware.js', code: '', map: '', bytes: 4096, budget: 8192, ms: 2345 };
  out.bundle({ ...made, warnings: ['unused'] } as never);
  assert.deepEqual(texts, [
    'warning  unused\n',
    'bundle   dist/firmware.js: 4,096 of 8,192 bytes (50 %), built in 2.3 s\n',
  ]);
});

test('a port other than the usual one is explained', () => {
  const { texts, screen: out } = screen();
  out.cloud('127.0.0.1', { mqtt: 1883, http: 8080 }, { mqtt: 1883, http: 8080 });
  out.cloud('127.0.0.1', { mqtt: 1885, http: 8081 }, { mqtt: 1883, http: 8080 });
  assert.deepEqual(texts, [
    'cloud    MQTT 127.0.0.1:1883, API http://127.0.0.1:8080\n',
    'cloud    MQTT 127.0.0.1:1885 (1883 is in use), API http://127.0.0.1:8081 (8080 is in use)\n',
  ]);
});

test('a call is told with its answer, and with what is wrong about it', () => {
  const { texts, screen: out } = screen();
  out.call({ step, result, problem: undefined });
  out.call({ step, result: { ...result, code: 460, data: {} }, problem: 'value must be 0 or 1' });
  out.call({ step, result: undefined, problem: 'device a,b is not connected' });
  assert.deepEqual(texts, [
    'call     SetPin {"pin":"led","value":1} -> 200 {"pin":"led","value":1} in 9 ms\n',
    'call     SetPin {"pin":"led","value":1} -> 460 {}: value must be 0 or 1 in 9 ms\n',
    'call     SetPin {"pin":"led","value":1} -> no answer: device a,b is not connected\n',
  ]);
});

test("of the board's console everything but information is shown", () => {
  const { texts, screen: out } = screen();
  for (const line of ['I 0.1 link ready', '', 'W 1.2 link lost', 'E 1.3 boot x', 'Uncaught Error: y'])
    out.console(line);
  assert.deepEqual(texts, ['console  W 1.2 link lost\n', 'console  E 1.3 boot x\n', 'console  Uncaught Error: y\n']);
});

test('what a board says cannot steer the terminal', () => {
  const { texts, screen: out } = screen();
  out.console('W \u001b[2J\u0007\u009b1A');
  out.call({ step, result: undefined, problem: 'a\u001b[31mb\nc' });
  assert.deepEqual(texts, [
    'console  W ?[2J??1A\n',
    'call     SetPin {"pin":"led","value":1} -> no answer: a?[31mb?c\n',
  ]);
});

test('what to type next stands in a line each, to be copied', () => {
  const { texts, screen: out } = screen();
  out.next(['npm run call -- Ping', 'npm run call -- --help'], 'Ctrl-C ends it');
  out.next([], 'npm start keeps it');
  assert.deepEqual(texts, [
    'next     npm run call -- Ping\n',
    '         npm run call -- --help\n',
    '         Ctrl-C ends it\n',
    'next     npm start keeps it\n',
  ]);
});

test('where nobody watches, what is under way is a plain line, and its end is none', () => {
  const { texts, screen: out } = screen();
  out.busy('bundle', 'building')();
  assert.deepEqual(texts, ['bundle   building\n']);
});

/** What a terminal was sent while `use` had its screen. */
function onTerminal(use: (out: Screen, texts: string[]) => void): string[] {
  const environment = { ...process.env };
  const texts: string[] = [];
  // The package shows nothing where CI is set.
  delete process.env.CI;
  process.env.TERM = 'xterm';
  try {
    const terminal = {
      isTTY: true,
      columns: 80,
      write: (text: string) => texts.push(text),
      cursorTo: () => true,
      clearLine: () => true,
      moveCursor: () => true,
    };
    use(createScreen(terminal), texts);
  } finally {
    process.env = environment;
  }
  return texts;
}

test('a terminal shows what is under way until it is done, and what comes meanwhile as a line of its own', () => {
  onTerminal((out, texts) => {
    const listeners = process.listenerCount('SIGINT');
    const done = out.busy('bundle', 'building');
    assert.equal(process.listenerCount('SIGINT'), listeners, "Ctrl-C is the command's");
    out.say('cloud', 'is up');
    done();
    const said = texts.length;
    assert.match(texts.join(''), /building/);
    assert.match(texts.join(''), /is up\n/);
    out.say('board', 'is up');
    assert.equal(texts.length, said + 1, 'nothing is drawn after its end');
  });
});

test('of two things under way the newest is shown, and the other one again when it is done', () => {
  onTerminal((out, texts) => {
    /** The last of the two that was drawn since it was asked last. */
    const shown = () => /.*(building|looking)/s.exec(texts.splice(0).join(''))?.[1];
    const built = out.busy('bundle', 'building');
    assert.equal(shown(), 'building');
    const found = out.busy('board', 'looking');
    assert.equal(shown(), 'looking');
    found();
    assert.equal(shown(), 'building');
    built();
    assert.equal(shown(), undefined);
    const said = texts.length;
    out.say('board', 'is up');
    assert.equal(texts.length, said + 1, 'nothing is drawn after its end');
  });
});

test('a bundle that was built before says so', () => {
  const { texts, screen: out } = screen();
  const made = { file: 'dist/firmware.js', bytes: 4096, budget: 8192, ms: 5, warnings: [], kept: true };
  out.bundle(made);
  assert.deepEqual(texts, [
    'bundle   dist/firmware.js: 4,096 of 8,192 bytes (50 %), nothing changed since it was built\n',
  ]);
});

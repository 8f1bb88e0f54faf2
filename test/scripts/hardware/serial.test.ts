// The hardware suite on a board at a port: the real interpreter behind a pseudo-terminal and over TCP, with a loop wire.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openBoard } from '../../../scripts/device/serial/board.ts';
import { unquoted } from '../../../scripts/device/serial/console.ts';
import { loopPins } from '../../support/loopPins.ts';
import { NO_INTERPRETER, startStandIn } from '../../support/serialInterpreter.ts';
import { hardware } from './runs.ts';

const OWN = JSON.stringify({
  productKey: 'own',
  deviceName: 'mine',
  deviceSecret: 'do-not-tell',
  host: '127.0.0.1',
  port: 1,
});

/** A board with pins, LED wired to door, with settings of its own or with none. */
async function boardAt(t: TestContext, over: 'pty' | 'tcp', settings: string | undefined = OWN): Promise<string> {
  const storage = { '.boot0': loopPins(2, 32), ...(settings ? { 'device.json': settings } : {}) };
  const standIn = await startStandIn({ over, storage });
  t.after(() => standIn.stop());
  return standIn.port;
}

/** device.json as the board has it now. */
async function settingsAt(port: string): Promise<string> {
  const board = await openBoard({ port, interrupt: true });
  try {
    return unquoted(await board.console.evaluate('require("Storage").read("device.json")||""'));
  } finally {
    await board.close();
  }
}

const serial = (port: string, ...more: string[]): string[] => [
  '--board',
  'serial',
  '--port',
  port,
  '--no-build',
  ...more,
];

for (const over of ['pty', 'tcp'] as const)
  test(`over ${over}: a loop wire shows what an output did, the rest is named as not seen, the settings go back`, {
    skip: NO_INTERPRETER,
    timeout: 240_000,
  }, async (t) => {
    const port = await boardAt(t, over);
    const flags = serial(port, '--yes', '--loop', 'led:door', '--theme', 'services of pins', '--theme', 'duplicate');
    const { code, out, error, junit } = await hardware(t, flags);
    assert.equal(code, 0, out + error);
    for (const name of [
      'SetPin sets an output, and gives the level read back: level of led',
      'WatchPin posts each edge of an input, and UnwatchPin ends it: edges of door',
      'a request that comes 2 times moves the pin once, and is counted: level of led',
    ])
      assert.match(junit, new RegExp(`name="${name}" time="[^"]*"/>`), name);
    assert.match(junit, /<skipped message="not seen: level of relay - no loop wire"\/>/);
    assert.match(out, /, 0 failed, \d+ not seen\n/);
    assert.ok(!(out + error + junit).includes('do-not-tell'), 'the secret is shown');
    assert.equal(await settingsAt(port), OWN);
  });

test('Ctrl-C in the middle ends it with 1, and the settings go back', {
  skip: NO_INTERPRETER,
  timeout: 240_000,
}, async (t) => {
  const port = await boardAt(t, 'tcp');
  let killed = false;
  const { code, error } = await hardware(t, serial(port, '--yes', '--theme', 'links'), (all, kill) => {
    if (killed || !all.includes('✓')) return;
    killed = true;
    kill('SIGINT');
  });
  assert.ok(killed);
  assert.deepEqual([code, error.split('\n').at(-2)], [1, 'test:hardware: interrupted']);
  assert.equal(await settingsAt(port), OWN);
});

test('without consent nothing is written; a board without settings has none afterwards', {
  skip: NO_INTERPRETER,
  timeout: 240_000,
}, async (t) => {
  const port = await boardAt(t, 'tcp', '');
  const { code, error } = await hardware(t, serial(port));
  assert.equal(code, 1);
  assert.match(
    error,
    /nothing was written to the board.*\n {2}device\.json is replaced .*\n {2}these outputs are moved: led, relay, dimmer, servo\nSay --yes/,
  );
  const ran = await hardware(t, serial(port, '--yes', '--name', '^Ping'));
  assert.equal(ran.code, 0, ran.out + ran.error);
  assert.equal(await settingsAt(port), '');
});

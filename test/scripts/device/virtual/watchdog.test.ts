/** The ESP32's watchdog on the virtual board: who feeds it, when it bites, and what of a bundle that hangs is left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, handClock } from './bench.ts';

const BITE = /^E \(\d+\) task_wdt: Task watchdog got triggered\.$/;
/** The boots that a board has told of by `print("boot")`. */
const boots = (board: { readonly lines: readonly string[] }): number =>
  board.lines.filter((line) => line === 'boot').length;

test('a watchdog that is not fed boots the board again, one that is fed does not', async (t) => {
  const clock = handClock();
  const board = await bench(t, 'print("boot"); E.enableWatchdog(5, false);', { clock });
  clock.advance(4000);
  await board.evaluate('E.kickWatchdog()');
  clock.advance(4999);
  assert.deepEqual(board.lines, ['boot']);
  clock.advance(1);
  assert.match(board.lines[1] ?? '', BITE);
  assert.deepEqual([board.lines[0], board.lines[2], board.lines.length], ['boot', 'boot', 3]);
});

test('seconds are rounded to whole ones, less than none or no number is one, and a second time takes the place of the first', async (t) => {
  for (const [argument, ms] of [
    ['2.4', 2000],
    ['2.5', 3000],
    ['-3', 1000],
    ['"x"', 1000],
    ['100), E.enableWatchdog(2', 2000],
  ] as const) {
    const clock = handClock();
    const board = await bench(t, `print("boot"); E.enableWatchdog(${argument}, false);`, { clock });
    clock.advance(ms - 1);
    assert.equal(boots(board), 1, argument);
    clock.advance(1);
    assert.equal(boots(board), 2, argument);
  }
});

test('feeding a watchdog that is off turns nothing on', async (t) => {
  const clock = handClock();
  const board = await bench(t, 'print("boot"); E.kickWatchdog();', { clock });
  clock.advance(3_600_000);
  assert.equal(clock.waiting, 0);
  assert.deepEqual(board.lines, ['boot']);
});

for (const automatic of ['', ', true', ', undefined', ', 1'])
  test(`fed by the idle loop (${automatic || 'no second argument'}), it never bites an idle board, and bites one that is blocked`, async (t) => {
    const clock = handClock();
    const board = await bench(t, `print("boot"); E.enableWatchdog(30${automatic});`, { clock });
    clock.advance(3_600_000);
    assert.equal(boots(board), 1);
    board.block(29_000);
    clock.advance(29_000);
    await board.settled();
    assert.equal(boots(board), 1, 'what blocks for less is outlasted');
    board.block(60_000);
    clock.advance(31_000);
    assert.equal(boots(board), 2);
    assert.equal(await board.evaluate('1+1'), '2', 'the restart ends what blocked');
  });

test('a blocked board runs nothing and answers nothing until it goes on', async (t) => {
  const clock = handClock();
  const board = await bench(t, 'setInterval(function () { print("tick"); }, 1000);', { clock });
  board.block(5000);
  clock.advance(4000);
  await board.settled();
  assert.deepEqual(board.lines, []);
  await assert.rejects(board.evaluate('1'), /^Error: no answer: the board is blocked$/);
  clock.advance(1000);
  await board.settled();
  assert.ok(board.lines.length > 0);
  assert.equal(await board.evaluate('1'), '1');
});

test('fed by hand, it bites though the idle loop goes round', async (t) => {
  const clock = handClock();
  const source =
    'print("boot"); E.enableWatchdog(3, false); var well = true; setInterval(function () { if (well) E.kickWatchdog(); }, 1000);';
  const board = await bench(t, source, { clock });
  const second = async (): Promise<void> => {
    clock.advance(1000);
    await board.settled();
  };
  for (let i = 0; i < 20; i++) await second();
  assert.equal(boots(board), 1);
  await board.evaluate('well = false');
  for (let i = 0; i < 3; i++) await second();
  assert.equal(boots(board), 2);
});

test('a soft restart leaves it running, that of the chip ends it', async (t) => {
  for (const [restart, again] of [
    ['load()', true],
    ['reset()', true],
    ['E.reboot()', false],
  ] as const) {
    const clock = handClock();
    const board = await bench(t, 'print("boot");', { clock });
    await board.evaluate('E.enableWatchdog(5, false)');
    await board.evaluate(restart);
    await board.settled();
    clock.advance(60_000);
    assert.equal(board.lines.filter((line) => BITE.test(line)).length, again ? 1 : 0, restart);
  }
});

test('pressing reset ends it too', async (t) => {
  const clock = handClock();
  const board = await bench(t, '', { clock });
  await board.evaluate('E.enableWatchdog(5, false)');
  await board.restart();
  clock.advance(60_000);
  assert.deepEqual(board.lines, []);
});

test('a callback that never returns is cut off, and the board boots again with its Storage', async (t) => {
  const source =
    'var s = require("Storage"), n = +(s.read("n") || 0) + 1; s.write("n", "" + n); print("boot " + n);' +
    'E.enableWatchdog(1); if (n < 2) setTimeout(function () { print("hangs"); while (true); }, 1);';
  const board = await bench(t, source);
  await board.line(/^boot 2$/);
  assert.match(board.lines[2] ?? '', BITE);
  assert.deepEqual([board.lines[0], board.lines[1], board.lines[3]], ['boot 1', 'hangs', 'boot 2']);
  assert.equal(await board.evaluate('n'), '2');
});

test('a bundle that hangs at each boot is started again each time, until it finds out', async (t) => {
  const source =
    'var s = require("Storage"), n = +(s.read("n") || 0) + 1; s.write("n", "" + n); E.enableWatchdog(1);' +
    'if (n < 3) while (true); print("gave up at boot " + n);';
  const board = await bench(t, source, { unwatchedMs: 300 });
  await board.line(/^gave up at boot 3$/);
  assert.equal(board.lines.filter((line) => BITE.test(line)).length, 2);
});

test('a bundle that hangs with no watchdog leaves a board that is dead until it is restarted, and the computer well', async (t) => {
  const source = 'if (!require("Storage").read("cure")) while (true); print("cured");';
  const board = await bench(t, source, { unwatchedMs: 300 });
  assert.deepEqual(board.lines, ['the bundle does not return: the board hangs until it is restarted']);
  await assert.rejects(board.evaluate('1'), /the board is blocked/);
  board.storage.set('cure', '1');
  await board.restart();
  assert.equal(board.lines[1], 'cured');
  await assert.rejects(board.evaluate('while (true);'), /hangs/);
});

test('at the console, what never returns is cut off and said to have no answer', async (t) => {
  const board = await bench(t, 'print("boot"); E.enableWatchdog(1);');
  await assert.rejects(board.evaluate('while (true);'), /^Error: no answer: the watchdog restarted the board$/);
  await board.line(BITE);
  await assert.rejects(board.evaluate('while (true) { try { while (true); } catch (e) {} }'), /restart/);
});

test('what the bundle may find of the guard is nothing', async (t) => {
  const source =
    'E.enableWatchdog(5); var names = Object.keys(global).join(); setTimeout(function () { print(names === Object.keys(global).join()); }, 1);';
  const board = await bench(t, source);
  await board.line(/^true$/);
});

test('a board that is stopped while it waits to start again stays off', async (t) => {
  const board = await bench(t, 'print("boot"); E.enableWatchdog(1);');
  await board.evaluate('while (true);').catch(() => undefined);
  await board.stop();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(boots(board), 1);
  await assert.rejects(board.restart(), /stopped/);
});

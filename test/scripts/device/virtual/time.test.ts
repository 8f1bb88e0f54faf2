/** Timers and dates of the virtual board, on a clock moved by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, handClock } from './bench.ts';

test('a timeout of 10 s runs after 10 s, not before', async (t) => {
  const clock = handClock();
  const board = await bench(t, 'setTimeout(function () { print(getTime()); }, 10000);', { clock });
  clock.advance(9999);
  await board.settled();
  assert.deepEqual(board.lines, []);
  clock.advance(1);
  await board.settled();
  assert.deepEqual(board.lines, ['1010']);
});

test('an interval keeps its beat', async (t) => {
  const clock = handClock();
  const board = await bench(t, 'setInterval(function () { print(Math.round(getTime() * 1000) - 1000000); }, 100);', {
    clock,
  });
  for (let i = 0; i < 4; i++) {
    clock.advance(75);
    await board.settled();
  }
  assert.deepEqual(board.lines, ['150', '225', '300'], 'each turn comes when the clock was moved');
});

test('a timer set in a timer waits its own time', async (t) => {
  const clock = handClock();
  const board = await bench(t, 'setTimeout(function () { setTimeout(function () { print("inner"); }, 50); }, 50);', {
    clock,
  });
  clock.advance(50);
  await board.settled();
  clock.advance(49);
  await board.settled();
  assert.deepEqual(board.lines, []);
  clock.advance(1);
  await board.settled();
  assert.deepEqual(board.lines, ['inner']);
});

test("Date, getTime and setTime follow the board's clock", async (t) => {
  const clock = handClock();
  const board = await bench(t, '', { clock });
  assert.equal(await board.evaluate('[Date.now(), new Date().getTime(), getTime()]'), '[1000000,1000000,1000]');
  await board.evaluate('setTime(5)');
  clock.advance(1500);
  assert.equal(await board.evaluate('getTime()'), '6.5');
  await board.evaluate('E.setTimeZone(5.5)');
  assert.equal(await board.evaluate('new Date(0).toString()'), '"Thu Jan 1 1970 05:30:00 GMT+0530"');
});

test('stop leaves nothing waiting on the clock', async (t) => {
  const clock = handClock();
  const source = 'setInterval(function () {}, 10); digitalPulse(2, 1, [5, 5]); E.enableWatchdog(5, false);';
  const board = await bench(t, source, { clock });
  assert.ok(clock.waiting > 0);
  await board.stop();
  assert.equal(clock.waiting, 0);
});

/** The virtual board as a device: boot, console, REPL, restart, errors. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startVirtualBoard } from '../../../../scripts/device/virtual/board.ts';
import { bench, handClock } from './bench.ts';

test('a bundle that is not there is an error that names it', async () => {
  await assert.rejects(startVirtualBoard({ bundle: '/nowhere/firmware.js', storage: {} }), /nowhere/);
});

test('the bundle runs at global scope, from Storage, with the files beside it', async (t) => {
  const source =
    'var here = 1; print(this === global, require("Storage").list(), require("Storage").readJSON("device.json").a)';
  const board = await bench(t, source, { storage: { 'device.json': '{"a":"b"}' } });
  assert.deepEqual(board.lines.join(' '), 'true [    ".bootcde",    "device.json"  ] b');
  assert.equal(await board.evaluate('here'), '1');
});

test('a file in Storage is bytes: UTF-8 stands there as one character a byte', async (t) => {
  const source =
    'var s = require("Storage").readJSON("a").t; print(s.length, JSON.stringify(s), JSON.parse("\\"\\\\u4e2d\\"").length)';
  const board = await bench(t, source, { storage: { a: '{"t":"中"}' } });
  assert.deepEqual(board.lines, ['3 "\\u00E4\\u00B8\\u00AD" 1']);
});

test('evaluate gives the value as E.toJS writes it, and rejects with what is thrown', async (t) => {
  const board = await bench(t, 'var o = {a: [1, "x"]};');
  assert.equal(await board.evaluate('o'), '{a:[1,"x"]}');
  assert.equal(await board.evaluate('undefined'), 'undefined');
  assert.equal(await board.evaluate('var made = 5'), 'undefined');
  assert.equal(await board.evaluate('made'), '5');
  await assert.rejects(board.evaluate('throw new Error("no")'), /^Error: Error: no$/);
  await assert.rejects(board.evaluate('{{'), /SyntaxError/);
});

test('an exception at boot is printed with its place, and timers go on', async (t) => {
  const board = await bench(t, 'setTimeout(function () { print("alive"); }, 1);\nthrow new Error("boom");');
  await board.line(/^alive$/);
  assert.deepEqual(board.lines.slice(0, 2), ['Uncaught Error: boom', '    at .bootcde:2:7']);
});

test('of two exceptions in one turn the last is printed', async (t) => {
  const source = 'var o = {}; o.on("x", function (n) { throw "e" + n; }); o.emit("x", 1); o.emit("x", 2);';
  const board = await bench(t, source);
  await board.line(/^Uncaught/);
  assert.deepEqual(board.lines, ['Uncaught e2']);
});

test('an exception in the handler of exceptions is printed itself, once', async (t) => {
  const board = await bench(t, 'process.on("uncaughtException", function () { throw "worse"; }); throw "bad";');
  await board.settled();
  assert.deepEqual(board.lines, ['Uncaught worse']);
});

test('E tells init when the bundle has run', async (t) => {
  const board = await bench(t, 'E.on("init", function () { print("init"); }); print("bundle");');
  assert.deepEqual(board.lines, ['bundle', 'init']);
});

test('restart runs the stored bundle in a fresh world and keeps Storage', async (t) => {
  const clock = handClock();
  const source =
    'print(typeof left, require("Storage").read("note")); var left = 1; digitalWrite(2, 1); setTimeout(function () { print("old"); }, 100);';
  const board = await bench(t, source, { clock });
  await board.evaluate('require("Storage").write("note", "kept")');
  await board.restart();
  assert.deepEqual(board.lines, ['undefined undefined', 'undefined kept']);
  assert.equal(board.pins.log.length, 1, 'the log starts anew');
  clock.advance(100);
  await board.settled();
  assert.deepEqual(board.lines.slice(2), ['old'], 'the timer of the first run is gone, the second run has its own');
});

test('load() boots again, reset() comes up without the bundle', async (t) => {
  const board = await bench(t, 'print("boot"); digitalWrite(2, 1);');
  await board.evaluate('load()');
  await board.settled();
  assert.deepEqual(board.lines, ['boot', 'boot']);
  await board.evaluate('reset()');
  await board.settled();
  assert.deepEqual(board.lines, ['boot', 'boot']);
  assert.equal(board.pins.mode(2), 'input');
});

test('E.reboot boots again, and .bootrst goes before .bootcde', async (t) => {
  const board = await bench(t, 'print("cde"); E.setBootCode("print(\'rst\')", true);');
  await board.evaluate('E.reboot()');
  await board.settled();
  assert.deepEqual(board.lines, ['cde', 'rst']);
});

test('a module kept in Storage can be required', async (t) => {
  const storage = { counter: 'var n = 0; exports.next = function () { return ++n; };' };
  const board = await bench(t, 'require("counter").next(); print(require("counter").next());', { storage });
  assert.deepEqual(board.lines, ['2']);
});

test('Storage refuses what does not fit', async (t) => {
  const source = `var s = require("Storage"), big = new Array(1000001).join("x");
    try { s.write("a", big); print("fine"); } catch (e) { print(e.toString()); } print(s.read("a"), s.getFree() > 900000);`;
  const board = await bench(t, source);
  assert.deepEqual(board.lines, ['Error: Unable to find or create file', 'undefined true']);
});

test('process tells the version, the board and its memory', async (t) => {
  const source =
    'print(process.version, process.env.BOARD, process.memory().total, process.memory().free, getSerial());';
  const board = await bench(t, source, { memory: { total: 4000, usage: 300 } });
  assert.deepEqual(board.lines, ['2v29 ESP32 4000 3700 240ac4000110']);
});

test('two boards do not share their worlds', async (t) => {
  const one = await bench(t, 'Object.prototype.mine = 1;');
  const two = await bench(t, 'print(typeof ({}).mine);');
  assert.equal(await one.evaluate('({}).mine'), '1');
  assert.deepEqual(two.lines, ['undefined']);
});

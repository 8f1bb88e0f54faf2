/** Sockets of the virtual board against a real TCP peer. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { bench, peer, receive } from './bench.ts';

/** Connects to `port` and prints every event of the socket `c`. */
const connected = (port: number): string => `
  var c = require("net").connect({host: "127.0.0.1", port: ${port}});
  ["connect", "drain", "end"].forEach(function (name) { c.on(name, function () { print(name); }); });
  c.on("close", function (failed) { print("close", failed); });
  c.on("error", function (e) { print("error", e.code, e.message); });
`;

test('data arrives in chunks of 536 bytes at most, one a turn', async (t) => {
  const server = await peer(t);
  const source = `${connected(server.port)} c.on("data", function (d) { print("data", d.length); });`;
  const board = await bench(t, source);
  const socket = await server.accept();
  socket.write('x'.repeat(1200));
  await board.line(/^data 128$/);
  assert.deepEqual(
    board.lines.filter((line) => line.startsWith('data')),
    ['data 536', 'data 536', 'data 128'],
  );
});

test('every byte value passes both ways as one character', async (t) => {
  const server = await peer(t);
  const board = await bench(t, `${connected(server.port)} c.on("data", function (d) { c.write(d); });`);
  const socket = await server.accept();
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  socket.write(all);
  assert.equal(await receive(socket, 256), all.toString('latin1'));
  assert.equal(board.sockets[0]?.bytesIn, 256);
});

test('write answers false, and drain follows when everything is gone', async (t) => {
  const server = await peer(t);
  const board = await bench(t, `${connected(server.port)} print("write", c.write("hello"));`);
  assert.equal(await receive(await server.accept(), 5), 'hello');
  await board.line(/^drain$/);
  // The first drain is the write's, the second the connection's own.
  assert.deepEqual(board.lines.slice(0, 4), ['write false', 'drain', 'connect', 'drain']);
});

test('a typed array is written as the text of its numbers', async (t) => {
  const server = await peer(t);
  await bench(t, `${connected(server.port)} c.write(new Uint8Array([65, 66, 67]));`);
  assert.equal(await receive(await server.accept(), 8), '65,66,67');
});

test('writing after end throws, and what was written before goes out', async (t) => {
  const server = await peer(t);
  const source = `${connected(server.port)} c.write("last"); c.end();
    try { c.write("more"); } catch (e) { print(e.toString()); }`;
  const board = await bench(t, source);
  assert.equal(await receive(await server.accept(), 4), 'last');
  await board.line(/^close false$/);
  assert.equal(board.lines[0], 'Error: This socket is closed');
});

test('the peer closing gives end and close, no error', async (t) => {
  const server = await peer(t);
  const board = await bench(t, connected(server.port));
  const socket = await server.accept();
  await board.line(/^drain$/);
  socket.end();
  await board.line(/^close/);
  assert.deepEqual(board.lines.slice(-2), ['end', 'close false']);
});

test('a refused connection throws from net.connect, and no socket is left', async (t) => {
  const source = `try { require("net").connect({host: "127.0.0.1", port: 1}); print("connected"); }
    catch (e) { print(e.toString()); }`;
  const board = await bench(t, source);
  assert.deepEqual(board.lines, ['ERROR: Connect failed (err 111)', 'InternalError: Unable to create socket']);
  assert.equal(board.sockets.length, 0);
});

test('an unknown host throws from net.connect', async (t) => {
  const board = await bench(
    t,
    `try { require("net").connect({host: "no.such.host.invalid", port: 1}); } catch (e) { print(e.toString()); }`,
  );
  assert.deepEqual(board.lines, ['InternalError: Unable to locate host']);
});

test('options that are no object print an error and give undefined', async (t) => {
  const board = await bench(t, 'print(require("net").connect(5)); print(require("net").connect({port: 1}, 5));');
  assert.deepEqual(board.lines, [
    'ERROR: Expecting Options to be an Object but it was Number',
    'undefined',
    'ERROR: Expecting Callback Function but got Number',
    'undefined',
  ]);
});

test('the faults make connect throw, or fail by events', async (t) => {
  const source = `function go() { try { var s = require("net").connect({host: "127.0.0.1", port: 9});
      s.on("error", function (e) { print("error", e.code, e.message); });
      s.on("close", function (failed) { print("close", failed); }); }
    catch (e) { print(e.toString()); } }`;
  const board = await bench(t, source);
  board.faults.connect = 'refuse';
  await board.evaluate('go()');
  board.faults.connect = 'noHost';
  await board.evaluate('go()');
  board.faults.connect = 'errorEvent';
  await board.evaluate('go()');
  await board.line(/^close true$/);
  board.faults.connect = 'closeEvent';
  await board.evaluate('go()');
  await board.line(/^close false$/);
  assert.deepEqual(board.lines, [
    'ERROR: Connect failed (err 111)',
    'InternalError: Unable to create socket',
    'InternalError: Unable to locate host',
    'error -9 connection reset',
    'close true',
    'close false',
  ]);
});

test('a dropped link is silent on the board while the peer sees the end', async (t) => {
  const server = await peer(t);
  const board = await bench(t, connected(server.port));
  const socket = await server.accept();
  await board.line(/^drain$/);
  const closed = once(socket, 'close');
  socket.resume();
  board.dropLink();
  await closed;
  await board.settled();
  assert.deepEqual(board.lines, ['connect', 'drain']);
});

test('a stalled write keeps its bytes until the fault is gone', async (t) => {
  const server = await peer(t);
  const board = await bench(t, connected(server.port), { faults: { stallWrites: true } });
  const socket = await server.accept();
  await board.line(/^drain$/);
  await board.evaluate('c.write("held")');
  await board.settled();
  assert.equal(board.sockets[0]?.bytesOut, 0);
  board.faults.stallWrites = false;
  await board.evaluate('c.write("!")');
  assert.equal(await receive(socket, 5), 'held!');
});

test('chunkBytes of 1 splits at every byte', async (t) => {
  const server = await peer(t);
  const source = `${connected(server.port)} var got = []; c.on("data", function (d) { got.push(d); });`;
  const board = await bench(t, source, { faults: { chunkBytes: 1 } });
  const socket = await server.accept();
  socket.end('abc');
  await board.line(/^close false$/);
  assert.equal(await board.evaluate('got.join("|")'), '"a|b|c"');
});

test('data without a listener waits for read, and for a listener that comes late', async (t) => {
  const server = await peer(t);
  const board = await bench(
    t,
    `var c = require("net").connect({port: ${server.port}});
    function poll() { if (c.available() >= 6) print("got", c.read(2), c.available());
      else setTimeout(poll, 1); } poll();`,
  );
  (await server.accept()).write('abcdef');
  assert.equal(await board.line(/^got/), 'got ab 4');
  await board.evaluate('c.on("data", function (d) { print("late", d); })');
  assert.equal(await board.line(/^late/), 'late cdef');
});

test('a connect callback and on("connect") exclude each other', async (t) => {
  const server = await peer(t);
  const board = await bench(
    t,
    `var c = require("net").connect({port: ${server.port}}, function (s) { print("cb", s === c); });
    try { c.on("connect", function () {}); } catch (e) { print(e.toString()); }`,
  );
  assert.equal(await board.line(/^cb/), 'cb true');
  assert.match(board.lines[0] ?? '', /^InternalError: on\("connect"\)/);
});

test("stop closes the board's connections", async (t) => {
  const server = await peer(t);
  const board = await bench(t, connected(server.port));
  const socket = await server.accept();
  const closed = once(socket, 'close');
  socket.resume();
  await board.stop();
  await closed;
  assert.deepEqual(await board.exited, { asked: true, code: 0, signal: null });
  await assert.rejects(board.evaluate('1'), /stopped/);
});

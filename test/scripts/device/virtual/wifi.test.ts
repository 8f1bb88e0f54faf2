/** The simulated Wi-Fi of the virtual board. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, handClock, peer } from './bench.ts';

const LISTEN = `var w = require("Wifi");
  w.on("connected", function (d) { print("connected", d.ip); });
  w.on("disconnected", function (d) { print("disconnected", d.msg); });`;

test('without the option there is no Wi-Fi, and the net is there', async (t) => {
  const board = await bench(t, 'try { require("Wifi"); } catch (e) { print(e.toString()); }');
  assert.deepEqual(board.lines, ['Error: Module "Wifi" not found']);
  assert.equal(board.wifi, undefined);
});

test('joining calls back without an error and says connected', async (t) => {
  const clock = handClock();
  const source = `${LISTEN} w.connect("home", {password: "secret12"}, function (e) { print("done", e, w.getIP().ip); });`;
  const board = await bench(t, source, { clock, wifi: { ssid: 'home', password: 'secret12', joinMs: 100 } });
  assert.equal(board.wifi?.isConnected, false);
  clock.advance(100);
  await board.settled();
  assert.deepEqual(board.lines, ['done null 192.168.1.20', 'connected 192.168.1.20']);
});

test('a wrong password and an unknown network call back with the reason, after three attempts', async (t) => {
  const clock = handClock();
  const board = await bench(
    t,
    `${LISTEN} function join(s, p) { w.connect(s, {password: p}, function (e) { print("done", e); }); }`,
    {
      clock,
      wifi: { ssid: 'home', password: 'secret12', joinMs: 100 },
    },
  );
  await board.evaluate('join("home", "wrong")');
  clock.advance(299);
  await board.settled();
  assert.deepEqual(board.lines, []);
  clock.advance(1);
  await board.settled();
  await board.evaluate('join("elsewhere", "secret12")');
  clock.advance(300);
  await board.settled();
  assert.deepEqual(board.lines, [
    'disconnected HANDSHAKE_TIMEOUT',
    'done HANDSHAKE_TIMEOUT',
    'disconnected NO_AP_FOUND',
    'done NO_AP_FOUND',
  ]);
  await assert.rejects(board.evaluate('join("", "x")'), /No SSID/);
});

test('while Wi-Fi is down net.connect throws, and its sockets have died in silence', async (t) => {
  const server = await peer(t);
  const source = `${LISTEN} var c = require("net").connect({port: ${server.port}}); c.on("close", function () { print("close"); });`;
  const board = await bench(t, source, { wifi: { ssid: 'home', connectedAtBoot: true } });
  await server.accept();
  board.wifi?.drop();
  await board.line(/^disconnected BEACON_TIMEOUT$/);
  await assert.rejects(board.evaluate(`require("net").connect({port: ${server.port}})`), /Unable to locate host/);
  await board.settled();
  assert.deepEqual(board.lines, ['disconnected BEACON_TIMEOUT']);
});

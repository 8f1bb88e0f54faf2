// The hardware suite's command line: each flag, and what it says where it is wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadBoard } from '../../../scripts/bundle/board.ts';
import { isHere } from '../../../scripts/hardware/borrow.ts';
import { type HardwareFlags, parseLoop, readFlags } from '../../../scripts/hardware/flags.ts';
import { movedBy, rolesOf } from '../../hardware/bench/roles.ts';

const USUAL: HardwareFlags = { board: 'virtual', target: 'esp32-devkit-v1', build: true, theme: [] };
const THEMES = ['boot', 'links'];

test('the report goes to a file of the kind of board unless it is told where', () => {
  assert.equal(readFlags(USUAL, THEMES).junit, 'dist/hardware-virtual.xml');
  assert.equal(readFlags({ ...USUAL, junit: 'a.xml' }, THEMES).junit, 'a.xml');
});

test('a board at a port has its port, its wire and its speed', () => {
  const { port, loop, baud } = readFlags(
    { ...USUAL, board: 'serial', port: '/dev/ttyUSB0', loop: 'led:door', baud: '9600' },
    THEMES,
  );
  assert.deepEqual([port, loop, baud], ['/dev/ttyUSB0', { output: 'led', input: 'door' }, 9600]);
});

test('what is wrong is said by its flag, with what that takes', () => {
  for (const [change, says] of [
    [{ board: 'esp' }, /^--board takes virtual, espruino, serial, not "esp"$/],
    [{ port: '/dev/ttyUSB0' }, /^--port is for --board serial, not for virtual$/],
    [{ loop: 'led:door' }, /^--loop is for --board serial/],
    [{ yes: true }, /^--yes is for --board serial/],
    [{ board: 'serial' }, /^--board serial needs --port: /],
    [{ board: 'serial', port: 'x', loop: 'led' }, /^--loop takes an output and the input .* not "led"$/],
    [{ board: 'serial', port: 'x', baud: 'fast' }, /^--baud takes 300\.\.3000000, not "fast"$/],
    [{ theme: ['bot'] }, /^--theme: no theme has "bot" in its name: boot, links$/],
    [{ name: '(' }, /regular expression/],
    [{ bundle: '/none/there.js' }, /^--bundle: there is no file \/none\/there\.js$/],
  ] as readonly (readonly [Partial<HardwareFlags>, RegExp])[])
    assert.throws(() => readFlags({ ...USUAL, ...change }, THEMES), { name: 'UsageError', message: says });
  for (const loop of ['', ':', 'led:', ':door', 'a:b:c']) assert.throws(() => parseLoop(loop), /--loop takes/, loop);
});

test('the loop wire is from an output to an input of the board', async () => {
  const data = await loadBoard('esp32-devkit-v1');
  const roles = rolesOf(data, { output: 'fan', input: 'button' });
  assert.deepEqual([need(roles.output), need(roles.input)], ['fan', 'button']);
  assert.throws(
    () => rolesOf(data, { output: 'door', input: 'door' }),
    /^Error: --loop: "door" is no output of .*: led, relay, fan$/,
  );
  assert.throws(() => rolesOf(data, { output: 'led', input: 'led' }), /"led" is no input of .*: button, door$/);
});

test('the outputs that cases move are known beforehand, on every board', async () => {
  assert.deepEqual(movedBy(rolesOf(await loadBoard('esp32-devkit-v1'), undefined)), [
    'led',
    'relay',
    'dimmer',
    'servo',
  ]);
  const bare = rolesOf({ name: 'bare', chip: 'esp32', pins: [] }, undefined);
  assert.deepEqual(movedBy(bare), []);
  assert.deepEqual(bare.servo, { unseen: 'no servo on this board' });
});

test('a board behind a pseudo-terminal or loopback finds this computer at loopback', () => {
  for (const port of ['/dev/pts/3', 'tcp://127.0.0.1:2323', 'tcp://localhost:1', 'tcp://[::1]:1'])
    assert.ok(isHere(port), port);
  for (const port of ['/dev/ttyUSB0', 'tcp://192.168.1.5:23', 'COM3', '/dev/cu.usbserial-1'])
    assert.ok(!isHere(port), port);
});

function need(role: { seen: { name: string } } | { unseen: string }): string {
  return 'seen' in role ? role.seen.name : role.unseen;
}

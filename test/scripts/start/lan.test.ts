import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { boardAddresses, openDoor } from '../../../scripts/start/lan.ts';

const info = (address: string, more: Partial<NetworkInterfaceInfo> = {}) =>
  [{ address, family: 'IPv4', internal: false, ...more }] as NetworkInterfaceInfo[];

test('a board reaches a home network before a public one, and networks inside the computer last', () => {
  const found = boardAddresses({
    docker0: info('172.17.0.1'),
    eth1: info('203.0.113.9'),
    wlan0: info('192.168.1.5'),
    lo: info('127.0.0.1', { internal: true }),
    eth0: info('169.254.3.4'),
    v6: info('fe80::1', { family: 'IPv6' } as never),
  });
  assert.deepEqual(found, ['192.168.1.5', '203.0.113.9', '172.17.0.1']);
  assert.deepEqual(boardAddresses({ lo: info('127.0.0.1', { internal: true }) }), []);
});

test('the door lets bytes through both ways, and closes with all its connections', async (t) => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  t.after(() => echo.close());
  const door = await openDoor('127.0.0.2', 0, (echo.address() as AddressInfo).port);
  const board = connect(door.port, '127.0.0.2');
  board.write('hello');
  assert.equal(String((await once(board, 'data'))[0]), 'hello');
  const closed = once(board, 'close');
  await door.close();
  await closed;
  const [error] = await once(connect(door.port, '127.0.0.2'), 'error');
  assert.equal(error.code, 'ECONNREFUSED');
});

test('a board whose broker is gone is let go', async (t) => {
  const broker = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const door = await openDoor('127.0.0.2', 0, (broker.address() as AddressInfo).port);
  t.after(() => door.close());
  await once(connect(door.port, '127.0.0.2').resume(), 'close');
  broker.close();
  await once(broker, 'close');
  await once(connect(door.port, '127.0.0.2').resume(), 'close');
});

test('an address that is not of this computer is an error that names it', async () => {
  await assert.rejects(openDoor('192.0.2.1', 0, 1), /192\.0\.2\.1 is not an address of this computer/);
});

// What the built bundle writes into CONNECT, on the sandbox and on the real interpreter: a server reads it with another
// implementation of MQTT, and Node's own HMAC says what the password must be.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type IConnectPacket, parser } from 'mqtt-packet';
import { findInterpreter, startEspruino } from '../../scripts/device/espruino.ts';
import { startVirtualBoard } from '../../scripts/device/virtual/board.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/firmware.js', import.meta.url));

/** How long the board may take to its first packet, in ms. */
const LIMIT_MS = 15_000;

const BOARDS = [
  { kind: 'the virtual board', start: startVirtualBoard, skip: false },
  {
    kind: 'the real interpreter',
    start: startEspruino,
    skip: findInterpreter() === undefined && 'no Espruino interpreter was found (set ESPRUINO to the path of one)',
  },
];

/** Boots a board with these members in its settings, and gives the CONNECT that it sends. */
async function connectOf(
  t: TestContext,
  start: typeof startEspruino | typeof startVirtualBoard,
  members: object,
): Promise<IConnectPacket> {
  assert.ok(existsSync(BUNDLE), 'there is no dist/firmware.js: npm run build');
  const server = createServer();
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const packet = new Promise<IConnectPacket>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no CONNECT in ${LIMIT_MS} ms`)), LIMIT_MS);
    server.once('connection', (socket) => {
      const reader = parser();
      reader.once('packet', (first) => {
        clearTimeout(limit);
        socket.destroy();
        if (first.cmd === 'connect') resolve(first);
        else reject(new Error(`the first packet is ${first.cmd}`));
      });
      reader.once('error', reject);
      socket.on('error', () => undefined);
      socket.on('data', (data) => reader.parse(data));
    });
  });
  const { port } = server.address() as AddressInfo;
  const settings = { host: '127.0.0.1', port, retry: { first: 3600, ceiling: 3600 }, ...members };
  const board = await start({ bundle: BUNDLE, storage: { 'device.json': JSON.stringify(settings) } });
  t.after(() => board.stop());
  return packet;
}

for (const { kind, start, skip } of BOARDS)
  for (const [method, hash] of [
    [undefined, 'sha256'],
    ['hmacsha256', 'sha256'],
    ['hmacsha1', 'sha1'],
  ] as const)
    for (const secret of ['s', '0123456789abcdef0123456789abcdef', '~'.repeat(64)])
      test(`${kind} signs in by ${method ?? 'the default'} with a secret of ${secret.length} bytes as Node does`, {
        skip,
        timeout: 2 * LIMIT_MS,
      }, async (t) => {
        const { clientId, username, password, keepalive, clean, protocolId, protocolVersion, will } = await connectOf(
          t,
          start,
          {
            productKey: 'a1Bcd',
            deviceName: 'lamp-1',
            deviceSecret: secret,
            keepAlive: 300,
            ...(method && { signMethod: method }),
          },
        );
        const signed = createHmac(hash, secret).update('clientIdlamp-1deviceNamelamp-1productKeya1Bcd').digest('hex');
        assert.deepEqual(
          [clientId, username, String(password)],
          [`lamp-1|securemode=3,signmethod=hmac${hash}|`, 'lamp-1&a1Bcd', signed],
        );
        assert.deepEqual([protocolId, protocolVersion, keepalive, clean, will], ['MQTT', 4, 300, true, undefined]);
      });

for (const { kind, start, skip } of BOARDS)
  test(`${kind} asks in its client id for RRPC on custom topics, where its settings do`, { skip }, async (t) => {
    const device = { productKey: 'pk', deviceName: 'dn', deviceSecret: 'secret', ext: 1 };
    const { clientId } = await connectOf(t, start, device);
    assert.equal(clientId, 'dn|securemode=3,signmethod=hmacsha256,ext=1|');
  });

// npm run cloud as a command: what it prints, how it ends.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect as dialTls } from 'node:tls';
import { createClient } from '../../scripts/call/client.ts';
import { makeCertificate } from '../../scripts/cloud/mqtt/certificate.ts';
import { type Running, run } from './cloud/command.ts';
import { iot } from './cloud/http/official.ts';

const flags = ['--mqtt', '0', '--http', '0', '--device', 'a1,lamp,hidden-secret', '--access-key', 'me,hidden-key'];
const cloud = (t: Parameters<typeof run>[0], args: string[], environment = {}): Running =>
  run(t, 'scripts/cloud.ts', args, environment);

test('it says on one line that it is ready, and ends with 0 on Ctrl-C', async (t) => {
  const running = cloud(t, flags);
  assert.match(await running.line(/^cloud ready/), /^cloud ready mqtt=\d+ http=\d+$/);
  running.child.kill('SIGINT');
  assert.equal(await running.exit(), 0);
  assert.equal(running.stderr(), '');
});

test('devices may come from a file, and the access key from the environment, away from the process list', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cloud-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'devices.csv');
  writeFileSync(file, 'productKey,deviceName,deviceSecret\na1,lamp,hidden-secret\na1,door,hidden-secret\n');
  const running = cloud(t, ['--mqtt', '0', '--http', '0', '--memory', '--devices', file], {
    RRPC_ACCESS_KEY: 'me,key',
  });
  const http = /http=(\d+)/.exec(await running.line(/^cloud ready/))?.[1];
  const command = run(t, 'scripts/call.ts', ['--endpoint', `127.0.0.1:${http}`, '--device', 'a1,door', 'Ping'], {
    RRPC_ACCESS_KEY: 'me,key',
  });
  assert.equal(await command.exit(), 1);
  // It is known, and away.
  assert.match(command.stderr(), /OFFLINE/i);
});

test('without a device it starts, says how to register one, and a call says that it needs its name', async (t) => {
  const key = ['--access-key', 'me,hidden-key'];
  const running = cloud(t, ['--mqtt', '0', '--http', '0', '--memory', ...key]);
  const http = /http=(\d+)/.exec(await running.line(/^cloud ready/))?.[1];
  assert.match(await running.line(/^devices/), /none yet: RegisterDevice adds one, or --device productKey,deviceName/);
  const unnamed = run(t, 'scripts/call.ts', ['Ping']);
  assert.equal(await unnamed.exit(), 1);
  assert.match(unnamed.stderr(), /give --device productKey,deviceName/);
  const client = createClient({ endpoint: `127.0.0.1:${http}`, accessKey: { id: 'me', secret: 'hidden-key' } }, 5000);
  const product = await client.createProduct(new iot.CreateProductRequest({ productName: 'test', nodeType: 0 }));
  const { productKey = '' } = product.body.data ?? {};
  const registered = await client.registerDevice(new iot.RegisterDeviceRequest({ productKey, deviceName: 'lamp' }));
  assert.equal(registered.body.success, true);
  const named = run(t, 'scripts/call.ts', ['--device', `${productKey},lamp`, 'Ping']);
  assert.equal(await named.exit(), 1);
  assert.match(named.stderr(), /OFFLINE/i);
});

test('a store that holds devices needs no flag: a call goes to its first', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cloud-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const store = ['--store', join(folder, 'store')];
  const first = cloud(t, [...flags, ...store]);
  await first.line(/^cloud ready/);
  first.child.kill('SIGINT');
  assert.equal(await first.exit(), 0);
  const second = cloud(t, [...flags.slice(0, 4), ...flags.slice(6), ...store]);
  await second.line(/^cloud ready/);
  const command = run(t, 'scripts/call.ts', ['Ping']);
  assert.equal(await command.exit(), 1);
  assert.match(command.stderr(), /lamp.*OFFLINE|OFFLINE.*lamp/is);
  assert.doesNotMatch(second.stdout(), /none yet/);
});

test('the ports for TLS and WebSocket are told too, when they are asked for', async (t) => {
  const running = cloud(t, [...flags, '--tls', '0', '--websocket', '0']);
  assert.match(await running.line(/^cloud ready/), /^cloud ready mqtt=\d+ http=\d+ tls=\d+ websocket=\d+$/);
});

test('a certificate of yours is the one that its TLS port shows', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { cert, key } = await makeCertificate('127.0.0.1');
  const files = { cert: join(folder, 'c.pem'), key: join(folder, 'k.pem') };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  const running = cloud(t, [...flags, '--tls', '0', '--tls-cert', files.cert, '--tls-key', files.key]);
  const port = Number(/tls=(\d+)/.exec(await running.line(/^cloud ready/))?.[1]);
  const socket = dialTls({ host: '127.0.0.1', port, ca: cert });
  await once(socket, 'secureConnect');
  const shown = socket.getPeerX509Certificate()?.fingerprint256;
  socket.destroy();
  assert.equal(shown, new X509Certificate(cert).fingerprint256);
});

test('a port in use is named, and it ends with 1', async (t) => {
  const first = cloud(t, flags);
  const port = /http=(\d+)/.exec(await first.line(/^cloud ready/))?.[1] ?? '';
  const second = cloud(t, flags.with(1, port));
  assert.equal(await second.exit(), 1);
  assert.equal(
    second.stderr(),
    `cloud: MQTT port ${port} is in use on 127.0.0.1: choose another, or 0 for a free one\n`,
  );
});

for (const [what, args, says, accessKey] of [
  [
    'a malformed device',
    [...flags, '--device', 'a1,hidden-secret'],
    /--device takes productKey,deviceName,deviceSecret/,
  ],
  ['a malformed access key', [...flags, '--access-key', 'hidden-key'], /--access-key takes id,secret/],
  ['a file of devices that is not there', [...flags, '--devices', 'x.csv'], /--devices x.csv: there is no such file/],
  ['a malformed access key in the environment', flags.slice(0, 6), /--access-key takes id,secret/, 'hidden-key'],
  ['no access key', flags.slice(0, 6), /give at least one --access-key id,secret, or the variable RRPC_ACCESS_KEY/],
  ['a port that is none', flags.with(3, 'x'), /--http takes a port/],
  ['rates of no kind', [...flags, '--rates', 'many'], /--rates takes platform or none/],
  [
    'a certificate without its key',
    [...flags, '--tls', '0', '--tls-cert', 'x'],
    /give --tls-cert and --tls-key together/,
  ],
  [
    'a certificate that is not there',
    [...flags, '--tls', '0', '--tls-cert', 'x', '--tls-key', 'y'],
    /x cannot be read: ENOENT/,
  ],
  ['a hook without a broker', [...flags, '--hook', '0'], /--hook is for the broker that --broker names/],
  ['a password in the address', [...flags, '--broker', 'mqtt://me:hidden@127.0.0.1'], /RRPC_BROKER_PASSWORD/],
  [
    'a broker that is not there',
    [...flags, '--broker', 'mqtt://127.0.0.1:1'],
    /mqtt:\/\/127\.0\.0\.1:1 cannot be reached/,
  ],
  ['another form', [...flags, '--offline-as', 'none'], /--offline-as takes rrpcCode or errorCode/],
] as readonly [what: string, args: string[], says: RegExp, accessKey?: string][]) {
  test(`${what} ends it with 1 and one line that says what is accepted, without a secret`, async (t) => {
    const running = cloud(t, args, { RRPC_ACCESS_KEY: accessKey ?? '' });
    assert.equal(await running.exit(), 1);
    assert.match(running.stderr(), says);
    assert.equal(running.stderr().trim().split('\n').length, 1);
    assert.doesNotMatch(running.stderr() + running.stdout(), /hidden/);
  });
}

test('--help tells the flags', async (t) => {
  const running = cloud(t, ['--help']);
  assert.equal(await running.exit(), 0);
  for (const flag of ['--mqtt', '--http', '--device', '--access-key', '--strict'])
    assert.ok(running.stdout().includes(flag));
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dialTcp } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { callMessage } from '../../../scripts/call/callService.ts';
import { startCloud } from '../../../scripts/cloud/cloud.ts';
import { accessKey, cloudFor, connect, device, target } from './help.ts';

const options = { mqttPort: 0, httpPort: 0, devices: [device], accessKeys: [accessKey] };

test('free ports are taken and told', async (t) => {
  const cloud = await cloudFor(t);
  for (const port of [cloud.mqttPort, cloud.httpPort]) assert.ok(port > 0 && port < 65536);
  assert.notEqual(cloud.mqttPort, cloud.httpPort);
});

test('a port in use is named, and the other one is not kept', async (t) => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  t.after(() => blocker.close());
  const { port } = blocker.address() as AddressInfo;
  await assert.rejects(startCloud({ ...options, mqttPort: port }), new RegExp(`MQTT port ${port} is in use`));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const free = (probe.address() as AddressInfo).port;
  probe.close();
  await assert.rejects(
    startCloud({ ...options, mqttPort: free, httpPort: port }),
    new RegExp(`HTTP port ${port} is in use`),
  );
  const again = await startCloud({ ...options, mqttPort: free });
  await again.stop();
});

const [away] = Object.values(networkInterfaces()).flatMap((all) =>
  (all ?? []).filter((one) => !one.internal && one.family === 'IPv4'),
);

test('devices may come in from the network while callers may not, and an address that is not this computer is named', {
  skip: away === undefined ? 'this computer has no network' : false,
}, async (t) => {
  const host = away?.address ?? '';
  const cloud = await cloudFor(t, { mqttHost: host });
  const reached = (port: number, to: string) =>
    new Promise<string>((resolve) => {
      const socket = dialTcp(port, to, () => resolve('yes')).on('error', (error: NodeJS.ErrnoException) =>
        resolve(error.code ?? ''),
      );
      t.after(() => socket.destroy());
    });
  assert.equal(await reached(cloud.mqttPort, host), 'yes');
  assert.equal(await reached(cloud.mqttPort, '127.0.0.1'), 'ECONNREFUSED');
  assert.equal(await reached(cloud.httpPort, '127.0.0.1'), 'yes');
  assert.equal(await reached(cloud.httpPort, host), 'ECONNREFUSED');
  await assert.rejects(
    startCloud({ ...options, mqttHost: '192.0.2.1' }),
    /192\.0\.2\.1 is not an address of this computer/,
  );
});

test('a port out of range, an address of another computer, and a device given twice are named', async () => {
  await assert.rejects(startCloud({ ...options, httpPort: 70_000 }), /HTTP port must be 0\.\.65535, not 70000/);
  await assert.rejects(
    startCloud({ ...options, host: '192.0.2.1' }),
    /192\.0\.2\.1 is not an address of this computer/,
  );
  await assert.rejects(startCloud({ ...options, devices: [device, device] }), /"a1Bcd,lamp" is given twice/);
});

test('stopping ends devices, strangers, callers and calls under way, and frees the ports', async (t) => {
  const cloud = await startCloud(options);
  const lamp = await connect(t, cloud);
  const stranger = dialTcp(cloud.mqttPort, '127.0.0.1').on('error', () => {});
  await once(stranger, 'connect');
  const arrived = new Promise((resolve) => lamp.once('message', resolve));
  const call = callMessage(target(cloud), Buffer.from('x'), { timeout: 8000 }).catch((error: Error) => error);
  await arrived;
  const gone = Promise.all([
    new Promise((resolve) => lamp.once('close', () => resolve(0))),
    once(stranger.resume(), 'close'),
  ]);
  await cloud.stop();
  await gone;
  assert.ok((await call) instanceof Error);
  const again = await startCloud({ ...options, mqttPort: cloud.mqttPort, httpPort: cloud.httpPort });
  await again.stop();
});

test('an unknown device is not online', async (t) => {
  const cloud = await cloudFor(t);
  assert.equal(cloud.isOnline('a1Bcd', 'nobody'), false);
  assert.equal(cloud.isOnline('nothing', 'lamp'), false);
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { startCloudNear } from '../../../scripts/start/ports.ts';
import { accessKey, device } from '../cloud/help.ts';

const options = { devices: [device], accessKeys: [accessKey] };

/** A port that something else listens on. */
async function takenPort(t: TestContext): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function started(t: TestContext, ...args: Parameters<typeof startCloudNear>) {
  const cloud = await startCloudNear(...args);
  t.after(() => cloud.stop());
  return cloud;
}

test('where the usual ports are in use the next free ones are taken', async (t) => {
  const usual = { mqtt: await takenPort(t), http: await takenPort(t) };
  const cloud = await started(t, options, {}, usual);
  assert.ok(cloud.mqttPort > usual.mqtt && cloud.mqttPort < usual.mqtt + 50);
  assert.ok(cloud.httpPort > usual.http && cloud.httpPort < usual.http + 50);
});

test('a port that was asked for and is in use is an error that names it', async (t) => {
  const taken = await takenPort(t);
  const usual = { mqtt: 0, http: 0 };
  await assert.rejects(startCloudNear(options, { mqtt: taken }, usual), new RegExp(`^Error: MQTT port ${taken} is in`));
  await assert.rejects(startCloudNear(options, { http: taken }, usual), new RegExp(`^Error: HTTP port ${taken} is in`));
});

test('a port that was asked for is taken, and 0 is a free one', async (t) => {
  const probe = await startCloudNear(options, { mqtt: 0, http: 0 });
  const asked = { mqtt: probe.mqttPort, http: probe.httpPort };
  await probe.stop();
  const cloud = await started(t, options, asked);
  assert.deepEqual({ mqtt: cloud.mqttPort, http: cloud.httpPort }, asked);
});

test("the API's port asked for on the usual port of the devices moves the devices", async (t) => {
  const probe = await startCloudNear(options, { mqtt: 0, http: 0 });
  const port = probe.httpPort;
  await probe.stop();
  const cloud = await started(t, options, { http: port }, { mqtt: port, http: 0 });
  assert.equal(cloud.httpPort, port);
  assert.notEqual(cloud.mqttPort, port);
});

test('an error that is not a port in use is given on', async () => {
  await assert.rejects(startCloudNear({ ...options, host: '192.0.2.1' }, {}), /192\.0\.2\.1 is not an address/);
});

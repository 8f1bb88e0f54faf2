// A gateway in front of a broker that speaks MQTT 3.1.1 alone, and that tells who comes and goes as EMQX does: Aedes, open.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Aedes } from 'aedes';
import { callMessage, callService } from '../../../../scripts/call/callService.ts';
import { alink, answering, credentials, device, next, target } from '../help.ts';
import { gatewayFor, join } from './rig.ts';

/** A broker without rules. `tell` publishes as the broker itself. */
async function plainBroker(t: TestContext) {
  const aedes = await Aedes.createBroker();
  aedes.authorizePublish = (_client, _packet, done) => done(null);
  const server = createServer((socket) => aedes.handle(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    server.close();
  });
  const tell = (what: 'connected' | 'disconnected', body: object) =>
    new Promise<void>((resolve, reject) => {
      const topic = `$SYS/brokers/node/clients/lamp/${what}`;
      const { clientId: clientid, username } = credentials(device, 'signmethod=hmacsha256,ext=1');
      const payload = Buffer.from(JSON.stringify({ clientid, username, ...body }));
      const packet = { cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false } as const;
      aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  return { port: (server.address() as AddressInfo).port, tell };
}

test('calls go and come back on the system topics', async (t) => {
  const { port } = await plainBroker(t);
  const cloud = await gatewayFor(t, port);
  answering(await join(t, port), (request) => alink(request, { data: { old: true } }));
  assert.deepEqual((await callService(target(cloud), 'Ping', {})).data, { old: true });
});

test("on a custom topic the gateway's own request, which such a broker sends back to it, is not taken for the answer", async (t) => {
  const { port } = await plainBroker(t);
  const cloud = await gatewayFor(t, port);
  const lamp = await join(t, port);
  const heard: string[] = [];
  lamp.on('message', (topic, payload) => {
    // Such a broker sends a device's answer back to it as well: a device must not answer that.
    if (heard.includes(topic)) return;
    heard.push(topic);
    lamp.publish(topic, `you said ${payload}`);
  });
  const { payload } = await callMessage(target(cloud), Buffer.from('hello'), { topic: '/a1Bcd/lamp/user/get' });
  assert.equal(payload.toString(), 'you said hello');
});

test('a device that is not there is TIMEOUT, as such a broker does not tell; once it says who went, HALFCONN at once', async (t) => {
  const { port, tell } = await plainBroker(t);
  const cloud = await gatewayFor(t, port);
  await assert.rejects(callMessage(target(cloud), Buffer.from('x'), { timeout: 1000 }), { code: 'TIMEOUT' });
  const online = next(cloud, 'online');
  await tell('connected', { keepalive: 60 });
  await online;
  assert.equal(cloud.isOnline(device.productKey, device.deviceName), true);
  const offline = next(cloud, 'offline');
  await tell('disconnected', { reason: 'tcp_closed' });
  await offline;
  await assert.rejects(callMessage(target(cloud), Buffer.from('x')), { code: 'HALFCONN' });
});

test('a device that signed in with ext=1 gets its services on the ext form', async (t) => {
  const { port, tell } = await plainBroker(t);
  const cloud = await gatewayFor(t, port);
  const lamp = await join(t, port);
  await lamp.subscribeAsync('/ext/rrpc/+/sys/a1Bcd/lamp/thing/service/+');
  const seen = new Set<string>();
  lamp.on('message', (topic, payload) => {
    if (seen.has(topic)) return;
    seen.add(topic);
    lamp.publish(topic, alink(payload));
  });
  const online = next(cloud, 'online');
  await tell('connected', { keepalive: 60 });
  await online;
  assert.equal((await callService(target(cloud), 'Ping', {})).code, 200);
  assert.match([...seen][0] ?? '', /^\/ext\/rrpc\/\d{19}\/sys\/a1Bcd\/lamp\/thing\/service\/Ping$/);
});

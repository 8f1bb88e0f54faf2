// What the cloud's tests share: a cloud on free ports, a device played by mqtt.js, the official client.
import type { TestContext } from 'node:test';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { type Cloud, type CloudOptions, startCloud } from '../../../scripts/cloud/cloud.ts';
import type { CloudEvents } from '../../../scripts/cloud/events.ts';
import { devicePassword, parseClientId } from '../../../scripts/cloud/identity.ts';

export const device = { productKey: 'a1Bcd', deviceName: 'lamp', deviceSecret: 'device-secret' };
export const other = { productKey: 'a1Bcd', deviceName: 'door', deviceSecret: 'other-secret' };
export const accessKey = { id: 'key', secret: 'key-secret' };

/** A cloud on free ports, stopped after the test; devices may reconnect as often as they like. */
export async function cloudFor(t: TestContext, options: Partial<CloudOptions> = {}): Promise<Cloud> {
  const base = { mqttPort: 0, httpPort: 0, devices: [device, other], accessKeys: [accessKey] };
  const cloud = await startCloud({ ...base, connectsPerMinute: Number.POSITIVE_INFINITY, ...options });
  t.after(() => cloud.stop());
  return cloud;
}

/** The clientId, user name and password of a device. */
export function credentials(identity = device, more = 'signmethod=hmacsha256,timestamp=789', cid = '12345') {
  const clientId = `${cid}|securemode=3,${more}|`;
  const id = parseClientId(clientId);
  if (typeof id === 'string') throw new Error(id);
  const { productKey, deviceName, deviceSecret } = identity;
  const password = devicePassword({ ...id, productKey, deviceName }, id.signMethod, deviceSecret);
  return { clientId, username: `${deviceName}&${productKey}`, password };
}

/** An mqtt.js client towards the cloud, ended after the test; not waited for. */
export function dial(t: TestContext, cloud: Cloud, options: IClientOptions): MqttClient {
  const base = { reconnectPeriod: 0, keepalive: 60, connectTimeout: 5000 };
  const client = mqtt.connect(`mqtt://127.0.0.1:${cloud.mqttPort}`, { ...base, ...options });
  client.on('error', () => {});
  t.after(async () => {
    await client.endAsync(true);
  });
  return client;
}

/** A connected device. */
export async function connect(t: TestContext, cloud: Cloud, options: IClientOptions = {}, identity = device) {
  const client = dial(t, cloud, { ...credentials(identity), ...options });
  await new Promise<void>((resolve, reject) => client.once('connect', () => resolve()).once('error', reject));
  return client;
}

/** Waits for the next event of a cloud that `wanted` accepts. */
export function next<K extends keyof CloudEvents>(
  cloud: Cloud,
  event: K,
  wanted: (detail: CloudEvents[K]) => boolean = () => true,
): Promise<CloudEvents[K]> {
  return new Promise((resolve) => {
    const listener = (detail: CloudEvents[K]) => {
      if (!wanted(detail)) return;
      cloud.off(event, listener);
      resolve(detail);
    };
    cloud.on(event, listener);
  });
}

/** Where callService finds a cloud's device. */
export function target(cloud: Cloud, identity: { productKey: string; deviceName: string } = device) {
  const { productKey, deviceName } = identity;
  return { endpoint: `127.0.0.1:${cloud.httpPort}`, accessKey, device: { productKey, deviceName } };
}

/** Makes a device answer every RRPC request, in either form, with what `answer` makes of it. */
export function answering(client: MqttClient, answer: (request: Buffer, topic: string) => string | Buffer): void {
  client.on('message', (topic, payload) => {
    client.publish(topic.replace('/rrpc/request/', '/rrpc/response/'), answer(payload, topic));
  });
}

/** An Alink reply to an Alink request, with what `reply` says in place of or beside code 200 and data {}. */
export function alink(request: Buffer, reply: Record<string, unknown> = {}): string {
  const { id } = JSON.parse(request.toString());
  return JSON.stringify({ id, code: 200, data: {}, ...reply });
}

// What the gateway's tests share: clouds in front of a broker, and devices on that broker.
import type { TestContext } from 'node:test';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { CloudOptions } from '../../../../scripts/cloud/cloud.ts';
import { type Mosquitto, startMosquitto } from '../../../support/mosquitto.ts';
import { cloudFor, device, other } from '../help.ts';

/** Users of the broker, by name and password: the gateways', and the devices'. */
export const users = {
  gateway: 'gateway-password',
  [`${device.deviceName}&${device.productKey}`]: 'lamp-password',
  [`${other.deviceName}&${other.productKey}`]: 'door-password',
};

/** A Mosquitto, stopped after the test. */
export async function brokerFor(t: TestContext): Promise<Mosquitto> {
  const broker = await startMosquitto(users);
  t.after(() => broker.stop());
  return broker;
}

/** A gateway in front of the broker on `port`, stopped after the test. */
export function gatewayFor(t: TestContext, port: number, options: Partial<CloudOptions> = {}) {
  const broker = { protocol: 'mqtt', host: '127.0.0.1', port, username: 'gateway', password: users.gateway } as const;
  return cloudFor(t, { broker, ...options });
}

/** A device connected to the broker on `port`, with its subscriptions made. */
export async function join(
  t: TestContext,
  port: number,
  options: IClientOptions = {},
  { productKey, deviceName }: { productKey: string; deviceName: string } = device,
): Promise<MqttClient> {
  const username = `${deviceName}&${productKey}`;
  const base = { clientId: `${deviceName}-${port}`, username, password: users[username] ?? '', reconnectPeriod: 100 };
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { ...base, ...options });
  client.on('error', () => {});
  t.after(() => client.endAsync(true));
  await new Promise<void>((resolve, reject) => client.once('connect', () => resolve()).once('error', reject));
  const own = `/sys/${productKey}/${deviceName}`;
  await client.subscribeAsync([
    `${own}/rrpc/request/+`,
    `${own}/thing/service/#`,
    `${own}/thing/event/+/post_reply`,
    `/ext/rrpc/+/${productKey}/${deviceName}/user/get`,
  ]);
  return client;
}

// The devices of a load run: each signs in as a real one does and answers every call after the time a board takes.
import { randomBytes } from 'node:crypto';
import mqtt, { type MqttClient } from 'mqtt';
import type { DeviceIdentity } from '../cloud/devices.ts';
import { devicePassword } from '../cloud/identity.ts';

/** CONNECTs at once. */
const AT_ONCE = 50;

/** Identities of one product, with secrets of their own. */
export function identities(count: number): DeviceIdentity[] {
  return Array.from({ length: count }, (_, i) => ({
    productKey: 'a1Load',
    deviceName: `board-${i}`,
    deviceSecret: randomBytes(16).toString('hex'),
  }));
}

/** Connected devices. */
export interface Fleet {
  /** How long the device took over the call whose payload this is, in milliseconds, once; undefined when none did. */
  takeTime(payload: string): number | undefined;
  close(): Promise<void>;
}

/** Connects devices to the broker at `port` and subscribes each to its calls. Every call's payload must differ: it is echoed
 *  after `boardMs`. Rejects when one is refused. */
export async function connectFleet(devices: readonly DeviceIdentity[], port: number, boardMs: number): Promise<Fleet> {
  const times = new Map<string, number>();
  const clients: MqttClient[] = [];
  const fleet: Fleet = {
    takeTime(payload) {
      const time = times.get(payload);
      times.delete(payload);
      return time;
    },
    async close() {
      await Promise.all(clients.map((client) => client.endAsync(true)));
    },
  };
  const waiting = [...devices];
  const worker = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop())
      clients.push(await connectOne(next, port, boardMs, times));
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } catch (error) {
    waiting.length = 0;
    await fleet.close();
    throw error;
  }
  return fleet;
}

async function connectOne(
  { productKey, deviceName, deviceSecret }: DeviceIdentity,
  port: number,
  boardMs: number,
  times: Map<string, number>,
): Promise<MqttClient> {
  const cid = `${productKey}.${deviceName}`;
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    clientId: `${cid}|securemode=3,signmethod=hmacsha256|`,
    username: `${deviceName}&${productKey}`,
    password: devicePassword({ cid, productKey, deviceName }, 'hmacsha256', deviceSecret),
    keepalive: 300,
    reconnectPeriod: 0,
  });
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error(`${deviceName} was not let in`)));
  });
  client.on('error', () => {});
  client.on('message', (topic, payload) => {
    const arrived = performance.now();
    const answer = () => {
      times.set(payload.toString(), performance.now() - arrived);
      client.publish(topic.replace('/request/', '/response/'), payload);
    };
    if (boardMs > 0) setTimeout(answer, boardMs);
    else answer();
  });
  await client.subscribeAsync(`/sys/${productKey}/${deviceName}/rrpc/request/+`);
  return client;
}

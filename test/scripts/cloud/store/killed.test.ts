// A cloud killed at any moment: what it acknowledged is there when it runs again.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import mqtt, { type MqttClient } from 'mqtt';
import type { Cloud } from '../../../../scripts/cloud/cloud.ts';
import { type Running, run } from '../command.ts';
import { credentials, device } from '../help.ts';
import { signedByHand } from '../http/official.ts';

const KILLS = 20;
const base = '/sys/a1Bcd/lamp/thing/event/property/post';
const begin = Date.now() - 3_600_000;

interface Round {
  running: Running;
  api: Cloud;
  lamp: MqttClient;
}

async function start(t: TestContext, folder: string): Promise<Round> {
  const flags = ['--mqtt', '0', '--http', '0', '--connects', '0', '--rates', 'none', '--store', folder];
  const keys = ['--device', 'a1Bcd,lamp,device-secret', '--access-key', 'key,key-secret'];
  const running = run(t, 'scripts/cloud.ts', [...flags, ...keys]);
  const [, mqttPort, httpPort] = /mqtt=(\d+) http=(\d+)/.exec(await running.line(/^cloud ready/)) ?? [];
  const lamp = mqtt.connect(`mqtt://127.0.0.1:${mqttPort}`, { ...credentials(device), reconnectPeriod: 0 });
  t.after(() => lamp.end(true));
  lamp.on('error', () => {});
  await new Promise((resolve) => lamp.once('connect', resolve));
  return { running, api: { httpPort: Number(httpPort) } as Cloud, lamp };
}

/** Registers devices and posts values, several at a time, until `most` of both were acknowledged; then kills the cloud with
 *  the others under way. Adds what was acknowledged. */
async function killUnderLoad({ running, api, lamp }: Round, round: number, most: number, acknowledged: Acknowledged) {
  let done = 0;
  let killed = false;
  const ended = running.exit();
  const count = () => {
    done += 1;
    if (done < most || killed) return;
    killed = true;
    running.child.kill('SIGKILL');
  };
  let next = round * 1000;
  const post = () => {
    const id = next++;
    const params = { n: { value: id, time: begin + id } };
    lamp.publish(base, JSON.stringify({ id: String(id), version: '1.0', params, method: 'thing.event.property.post' }));
  };
  lamp.on('message', (_topic, payload) => {
    const { id, code } = JSON.parse(payload.toString());
    assert.equal(code, 200);
    acknowledged.values.add(Number(id));
    count();
    if (!killed) post();
  });
  for (let i = 0; i < 4; i++) post();
  const register = async (worker: number) => {
    for (let i = 0; !killed; i++) {
      const DeviceName = `r${round}w${worker}n${i}`;
      const answer = await signedByHand(api, 'RegisterDevice', { ProductKey: 'a1Bcd', DeviceName });
      assert.equal(answer.Success, true);
      acknowledged.devices.set(DeviceName, String(answer.Data?.IotId));
      count();
    }
  };
  // A request that was under way ends with the connection: it was not acknowledged.
  await Promise.all([0, 1, 2, 3].map((worker) => register(worker).catch((error) => assert.ok(killed, error))));
  assert.equal(await ended, null);
  lamp.end(true);
}

interface Acknowledged {
  /** IotIds by name. */
  devices: Map<string, string>;
  values: Set<number>;
}

/** The IotIds of all devices, by name, from all pages. */
async function allDevices(api: Cloud): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let NextToken = ''; ; ) {
    const page = await signedByHand(api, 'QueryDevice', { ProductKey: 'a1Bcd', PageSize: '50', NextToken });
    const { DeviceInfo } = page.Data as { DeviceInfo: { DeviceName: string; IotId: string }[] };
    for (const { DeviceName, IotId } of DeviceInfo) found.set(DeviceName, IotId);
    if (!page.NextToken) return found;
    NextToken = String(page.NextToken);
  }
}

/** All values of the lamp's property `n`, from all pages. */
async function allValues(api: Cloud): Promise<Set<number>> {
  const found = new Set<number>();
  for (let StartTime = String(begin); ; ) {
    const range = { StartTime, EndTime: '9999999999999', Asc: '1', PageSize: '50', Identifier: 'n' };
    const page = await signedByHand(api, 'QueryDevicePropertyData', {
      ...range,
      ...{ ProductKey: 'a1Bcd', DeviceName: 'lamp' },
    });
    const data = page.Data as { List: { PropertyInfo: { Value: string }[] }; NextValid: boolean; NextTime: number };
    for (const { Value } of data.List.PropertyInfo) found.add(Number(Value));
    if (!data.NextValid) return found;
    StartTime = String(data.NextTime);
  }
}

test(`killed ${KILLS} times under load, it has every acknowledged device and value after each restart`, {
  timeout: 240_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const acknowledged: Acknowledged = { devices: new Map(), values: new Set() };
  for (let round = 0; round <= KILLS; round++) {
    const started = await start(t, join(folder, 'store'));
    const [devices, values] = await Promise.all([allDevices(started.api), allValues(started.api)]);
    for (const [name, iotId] of acknowledged.devices) assert.equal(devices.get(name), iotId, `round ${round}: ${name}`);
    for (const id of acknowledged.values) assert.ok(values.has(id), `round ${round}: value ${id}`);
    if (round < KILLS) await killUnderLoad(started, round, 5 + ((round * 7) % 23), acknowledged);
    else started.lamp.end(true);
  }
  assert.ok(acknowledged.devices.size > KILLS && acknowledged.values.size > KILLS);
  t.diagnostic(`${acknowledged.devices.size} devices, ${acknowledged.values.size} values acknowledged`);
});

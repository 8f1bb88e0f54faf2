// mqtt.js against each of the platform's rules: what it is answered, and that another device's calls go on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IClientOptions, MqttClient } from 'mqtt';
import { callService } from '../../../../scripts/call/callService.ts';
import type { Cloud } from '../../../../scripts/cloud/cloud.ts';
import { FILTERS_PER_DEVICE, PAYLOAD_BYTES, TOPIC } from '../../../../scripts/cloud/limits.ts';
import { alink, answering, cloudFor, connect, credentials, device, next, other, target } from '../help.ts';

const own = '/a1Bcd/lamp/user/';

/** A topic of the device's own of `bytes` bytes. */
const long = (bytes: number) => own + 'x'.repeat(bytes - own.length);

/** A topic of the device's own of `slashes` slashes. */
const deep = (slashes: number) => own + '/'.repeat(slashes - 4);

async function answers(cloud: Cloud, identity: typeof device): Promise<void> {
  assert.equal((await callService(target(cloud, identity), 'Ping', {})).code, 200);
}

for (const [what, change, code] of [
  ['a clientId without parameters', { clientId: 'lamp' }, 2],
  ['a clientId of 65 characters', { clientId: `${'x'.repeat(65)}|securemode=3,signmethod=hmacsha256|` }, 2],
  ['a way to sign that is none', { clientId: '1|securemode=3,signmethod=hmacsha512|' }, 2],
  ['an unknown device', { username: 'nobody&a1Bcd' }, 4],
  ['an unknown product', { username: 'lamp&other' }, 4],
  ["another device's secret", { ...credentials(other), username: 'lamp&a1Bcd' }, 4],
  ['no password', { password: '' }, 4],
  ['a keep-alive of 29 s', { keepalive: 29 }, 5],
  ['a keep-alive of 1,201 s', { keepalive: 1201 }, 5],
  ['no keep-alive', { keepalive: 0 }, 5],
  ['a Will', { will: { topic: `${own}gone`, payload: 'x', qos: 0, retain: false } }, 5],
  ['MQTT 5', { protocolVersion: 5 }, 1],
] as [string, IClientOptions, number][])
  test(`mqtt.js with ${what} is refused by CONNACK ${code}, and what the device signs otherwise is taken`, async (t) => {
    const cloud = await cloudFor(t);
    const told = next(cloud, 'refused');
    await assert.rejects(connect(t, cloud, change), { code });
    assert.equal((await told).returnCode ?? code, code);
    answering(await connect(t, cloud), (request) => alink(request));
    await answers(cloud, device);
  });

for (const [what, publish, says] of [
  ["another device's topic", (lamp) => lamp.publish('/a1Bcd/door/user/x', 'x'), /not the device's own/],
  ["another device's answer", (lamp) => lamp.publish('/sys/a1Bcd/door/rrpc/response/1', 'x'), /not the device's own/],
  ["another product's topic", (lamp) => lamp.publish('/other/lamp/user/x', 'x'), /not the device's own/],
  ["the broker's own topics", (lamp) => lamp.publish('$SYS/x', 'x'), /not the device's own/],
  ['QoS 2', (lamp) => lamp.publish(`${own}x`, 'x', { qos: 2 }), /QoS 2 is not supported/],
  ['retain', (lamp) => lamp.publish(`${own}x`, 'x', { retain: true }), /retain is not supported/],
  [
    `a topic of ${TOPIC.bytes + 1} bytes`,
    (lamp) => lamp.publish(long(TOPIC.bytes + 1), 'x'),
    /128 bytes and 7 slashes/,
  ],
  [`${TOPIC.slashes + 1} slashes`, (lamp) => lamp.publish(deep(TOPIC.slashes + 1), 'x'), /128 bytes and 7 slashes/],
  [
    'a payload of 256 KB and a byte',
    (lamp) => lamp.publish(`${own}x`, Buffer.alloc(PAYLOAD_BYTES + 1)),
    /262144 bytes at most/,
  ],
] as readonly (readonly [string, (lamp: MqttClient) => unknown, RegExp])[])
  test(`mqtt.js that publishes with ${what} is closed, told why on a line, and no other`, async (t) => {
    const cloud = await cloudFor(t);
    const published: string[] = [];
    cloud.on('publish', ({ topic }) => published.push(topic));
    const lamp = await connect(t, cloud);
    answering(await connect(t, cloud, {}, other), (request) => alink(request));
    const told = next(cloud, 'refused');
    const closed = new Promise<void>((resolve) => lamp.once('close', () => resolve()));
    publish(lamp);
    await closed;
    assert.match((await told).reason, says);
    assert.deepEqual(published, []);
    await answers(cloud, other);
  });

test('mqtt.js that publishes the longest topic and the largest payload is taken', async (t) => {
  const cloud = await cloudFor(t);
  const lamp = await connect(t, cloud);
  for (const [topic, payload] of [
    [long(TOPIC.bytes), 'x'],
    [deep(TOPIC.slashes), 'x'],
    [`${own}x`, Buffer.alloc(PAYLOAD_BYTES)],
  ] as const) {
    const told = next(cloud, 'publish');
    await lamp.publishAsync(topic, payload, { qos: 1 });
    assert.equal((await told).topic, topic);
  }
});

test('mqtt.js has its filters refused one by one: at QoS 2, of another, too long, and the 101st', async (t) => {
  const cloud = await cloudFor(t);
  const lamp = await connect(t, cloud);
  const granted = async (filters: Record<string, { qos: 0 | 1 | 2 }>) => {
    const suback = new Promise<unknown>((resolve) =>
      lamp.once('packetreceive', (packet) => resolve(packet.cmd === 'suback' ? packet.granted : packet.cmd)),
    );
    lamp.subscribe(filters, () => {});
    return suback;
  };
  const one = { qos: 1 } as const;
  assert.deepEqual(await granted({ [`${own}a`]: { qos: 2 }, [`${own}b`]: one }), [0x80, 1]);
  assert.deepEqual(await granted({ '/a1Bcd/+/user/x': one, '/a1Bcd/door/user/x': one, '#': one }), [0x80, 0x80, 0x80]);
  assert.deepEqual(await granted({ [long(TOPIC.bytes)]: one, [long(TOPIC.bytes + 1)]: one }), [1, 0x80]);
  for (let held = 2; held < FILTERS_PER_DEVICE; held += 7) {
    const count = Math.min(7, FILTERS_PER_DEVICE - held);
    const filters = Object.fromEntries(Array.from({ length: count }, (_, i) => [`${own}${held + i}`, one]));
    assert.deepEqual(await granted(filters), Array(count).fill(1));
  }
  assert.deepEqual(await granted({ [`${own}more`]: one }), [0x80]);
  answering(lamp, (request) => alink(request));
  await answers(cloud, device);
});

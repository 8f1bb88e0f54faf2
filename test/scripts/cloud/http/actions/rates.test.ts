// More messages to a device in a second than it may get, and the QoS of Pub: what the API answers, what arrives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESSAGE_RATES } from '../../../../../scripts/cloud/limits.ts';
import { fakeClock } from '../../fakeClock.ts';
import { alink, answering, cloudFor, connect, next } from '../../help.ts';
import { signedByHand } from '../official.ts';
import { named, other } from './things.ts';

const pub = { ProductKey: 'a1Bcd', TopicFullName: '/a1Bcd/lamp/user/get', MessageContent: 'aGk=' };
const rrpc = { ...named, RequestBase64Byte: 'aGk=', Timeout: '1000' };

test('a 51st message to a device in a second is iot.messagebroker.RateLimit by whichever action, and is not sent', async (t) => {
  const clock = fakeClock(Date.now());
  const cloud = await cloudFor(t, { clock, rates: 'platform' });
  const lamp = await connect(t, cloud);
  answering(lamp, (request, topic) => (topic.includes('/user/') ? '' : alink(request)));
  for (let i = 0; i < MESSAGE_RATES.down; i++) assert.equal((await signedByHand(cloud, 'Pub', pub)).Success, true);
  const arrived: string[] = [];
  lamp.on('message', (topic) => arrived.push(topic));
  for (const [action, values] of [
    ['Pub', pub],
    ['RRpc', rrpc],
    ['InvokeThingService', { ...named, Identifier: 'Get', Args: '{}' }],
    ['SetDeviceProperty', { ...named, Items: '{"led":1}' }],
  ] as const) {
    const { Success, Code, ErrorMessage } = await signedByHand(cloud, action, values);
    assert.deepEqual([action, Success, Code], [action, false, 'iot.messagebroker.RateLimit']);
    assert.match(ErrorMessage ?? '', /lamp/);
  }
  // Another device has a rate of its own.
  assert.equal((await signedByHand(cloud, 'RRpc', { ...rrpc, ...other })).RrpcCode, 'OFFLINE');
  clock.advance(1000);
  const called = await signedByHand(cloud, 'InvokeThingService', { ...named, Identifier: 'Get', Args: '{}' });
  assert.equal(called.Success, true);
  assert.deepEqual(
    arrived.filter((topic) => !topic.includes('/user/')).map((topic) => topic.includes('/rrpc/request/')),
    [true],
  );
});

test('a call beyond the rate is told and kept as one that was refused by it', async (t) => {
  const clock = fakeClock(Date.now());
  const cloud = await cloudFor(t, { clock, rates: 'platform' });
  await connect(t, cloud);
  for (let i = 0; i < MESSAGE_RATES.down; i++) await signedByHand(cloud, 'Pub', pub);
  for (const [action, values] of [
    ['RRpc', rrpc],
    ['SetDeviceProperty', { ...named, Items: '{"led":1}' }],
  ] as const) {
    const told = next(cloud, 'call');
    await signedByHand(cloud, action, values);
    const { api, rrpcCode, code } = await told;
    assert.deepEqual([api, rrpcCode, code], [action, 'UNKNOWN', 'iot.messagebroker.RateLimit']);
  }
});

for (const clean of [true, false])
  test(`Pub at QoS 1 arrives at QoS 1, and at QoS 0 at 0, whatever was subscribed, with clean=${clean}`, async (t) => {
    const cloud = await cloudFor(t);
    const lamp = await connect(t, cloud, { clean });
    await lamp.subscribeAsync(pub.TopicFullName, { qos: 1 });
    const seen: number[] = [];
    const acknowledged: number[] = [];
    lamp.on('packetreceive', (packet) => packet.cmd === 'publish' && seen.push(packet.qos));
    lamp.on('packetsend', (packet) => packet.cmd === 'puback' && acknowledged.push(packet.messageId ?? 0));
    for (const Qos of ['1', '0', '1']) {
      const arrived = new Promise((resolve) => lamp.once('message', resolve));
      assert.equal((await signedByHand(cloud, 'Pub', { ...pub, Qos })).Success, true);
      await arrived;
    }
    assert.deepEqual(seen, [1, 0, 1]);
    assert.equal(new Set(acknowledged).size, 2);
    // Its acknowledgements did not end the connection.
    answering(lamp, (request) => alink(request));
    const called = await signedByHand(cloud, 'InvokeThingService', { ...named, Identifier: 'Get', Args: '{}' });
    assert.equal(called.Success, true);
  });

// Properties set, services called and messages published over the API: what reaches the device, what is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeClock } from '../../fakeClock.ts';
import { alink, answering, cloudFor, connect, next } from '../../help.ts';
import { tslText } from '../../model/thing.ts';
import { signedByHand } from '../official.ts';
import { message, named, other, setUp } from './things.ts';

test('a property is set in Alink JSON, a double with its decimal point, and the answer is told and kept', async (t) => {
  const { cloud, lamp } = await setUp(t);
  const arrived = message(lamp);
  const told = next(cloud, 'reply');
  const answer = await signedByHand(cloud, 'SetDeviceProperty', { ...named, Items: '{"led":1,"heat":20}' });
  const { topic, text } = await arrived;
  assert.equal(topic, '/sys/a1Bcd/lamp/thing/service/property/set');
  assert.match(text, /"params":\{"led":1,"heat":20\.0\},"method":"thing\.service\.property\.set"/);
  lamp.publish(`${topic}_reply`, alink(Buffer.from(text)));
  const { messageId } = await told;
  assert.equal(answer.Data?.MessageId, messageId);
  const all = { from: 0, to: Date.now() + 1000, ascending: true, limit: 10 };
  const { records } = await cloud.store.calls('a1Bcd', 'lamp', all);
  assert.deepEqual(
    records.map(({ api, code }) => [api, code]),
    [
      ['SetDeviceProperty', 'SENT'],
      ['', 'ANSWERED'],
    ],
  );
});

test('without a thing model Items and Args go to the device as they were written', async (t) => {
  const { cloud, lamp } = await setUp(t, { model: false });
  const setting = message(lamp);
  await signedByHand(cloud, 'SetDeviceProperty', { ...named, Items: '{"any": 10.0}' });
  assert.match((await setting).text, /"params":\{"any": 10\.0\}/);
  answering(lamp, (request) => alink(request));
  const calling = message(lamp);
  await signedByHand(cloud, 'InvokeThingService', { ...named, Identifier: 'Any', Args: '{"x": 1.0}' });
  assert.match((await calling).text, /"params":\{"x": 1\.0\}/);
});

test('a message to a device over 256 KB is PublishMessageFailed by whichever action, and is not sent', async (t) => {
  const { cloud, lamp } = await setUp(t, { model: false });
  const large = JSON.stringify({ any: 'x'.repeat(256 * 1024) });
  for (const [action, values] of [
    ['SetDeviceProperty', { ...named, Items: large }],
    ['InvokeThingService', { ...named, Identifier: 'Any', Args: large }],
    ['Pub', { ProductKey: 'a1Bcd', TopicFullName: '/a1Bcd/lamp/user/get', MessageContent: btoa(large) }],
  ] as const) {
    const { Code, ErrorMessage } = await signedByHand(cloud, action, values);
    assert.equal(Code, 'iot.messagebroker.PublishMessageFailed', action);
    assert.match(ErrorMessage ?? '', /262144 bytes at most/);
  }
  const arrived = message(lamp);
  await signedByHand(cloud, 'SetDeviceProperty', { ...named, Items: '{"small":1}' });
  assert.match((await arrived).text, /"small":1/);
});

test('an async service is answered at once with a message id and no result, and goes to its own topic', async (t) => {
  const { cloud, lamp } = await setUp(t);
  const arrived = message(lamp);
  const answer = await signedByHand(cloud, 'InvokeThingService', { ...named, Identifier: 'Reboot', Args: '{}' });
  assert.deepEqual([answer.Success, Object.keys(answer.Data ?? {})], [true, ['MessageId']]);
  assert.equal((await arrived).topic, '/sys/a1Bcd/lamp/thing/service/Reboot');
});

test('an async call to a device that is offline is iot.messagebroker.OFFLINE; among many it is passed over', async (t) => {
  const { cloud, lamp } = await setUp(t);
  const set = await signedByHand(cloud, 'SetDeviceProperty', { ...other, Items: '{"led":1}' });
  assert.deepEqual([set.Success, set.Code], [false, 'iot.messagebroker.OFFLINE']);
  const one = await signedByHand(cloud, 'InvokeThingService', { ...other, Identifier: 'Reboot', Args: '{}' });
  assert.equal(one.Code, 'iot.messagebroker.OFFLINE');
  const arrived = message(lamp);
  const many = {
    ProductKey: 'a1Bcd',
    'DeviceName.1': 'door',
    'DeviceName.2': 'lamp',
    Identifier: 'Reboot',
    Args: '{}',
  };
  assert.equal((await signedByHand(cloud, 'InvokeThingsService', many)).Success, true);
  assert.match((await arrived).topic, /lamp\/thing\/service\/Reboot$/);
});

test('Pub brings bytes to the device whole, and succeeds though the device is away', async (t) => {
  const { cloud, lamp } = await setUp(t);
  const bytes = Buffer.from([0, 255, 10, 200]);
  const arrived = new Promise<Buffer>((resolve) => lamp.once('message', (_topic, payload) => resolve(payload)));
  const pub = {
    ProductKey: 'a1Bcd',
    TopicFullName: '/a1Bcd/lamp/user/get',
    MessageContent: bytes.toString('base64'),
    Qos: '1',
  };
  assert.match(String((await signedByHand(cloud, 'Pub', pub)).MessageId), /^\d{19}$/);
  assert.deepEqual(await arrived, bytes);
  const away = await signedByHand(cloud, 'Pub', { ...pub, TopicFullName: '/a1Bcd/door/user/get' });
  assert.equal(away.Success, true);
});

test('IotId is accepted wherever ProductKey and DeviceName are, and goes before them', async (t) => {
  const { cloud, lamp, iotId } = await setUp(t);
  answering(lamp, (request, topic) => (topic.includes('/rrpc/') ? alink(request) : ''));
  const range = { StartTime: '1', EndTime: '2', Identifier: 'led' };
  for (const [action, values] of [
    ['RRpc', { RequestBase64Byte: Buffer.from('{"id":"1"}').toString('base64'), Timeout: '3000' }],
    ['InvokeThingService', { Identifier: 'SetPin', Args: '{}' }],
    ['InvokeThingsService', { Identifier: 'Reboot', Args: '{}', 'IotId.1': iotId }],
    ['SetDeviceProperty', { Items: '{"led":1}' }],
    ['QueryDevicePropertyStatus', {}],
    ['QueryDevicePropertyData', range],
    ['QueryDeviceEventData', range],
    ['GetDeviceStatus', {}],
    ['BatchGetDeviceState', { 'IotId.1': iotId }],
    ['QueryDeviceDetail', {}],
    ['DeleteDevice', {}],
  ] as const) {
    const wrong = { ProductKey: 'nothing', DeviceName: 'nobody', 'DeviceName.1': 'nobody' };
    const answer = await signedByHand(cloud, action, { ...wrong, IotId: iotId, ...values });
    assert.equal(answer.Success, true, `${action}: ${answer.Code} ${answer.ErrorMessage}`);
  }
  assert.equal(cloud.store.deviceById(iotId), undefined);
});

test('every RrpcCode is reached', async (t) => {
  const clock = fakeClock(Date.now());
  const cloud = await cloudFor(t, { clock });
  const ask = () =>
    signedByHand(cloud, 'RRpc', { ...named, RequestBase64Byte: 'aGk=', Timeout: '1000' }).then(
      ({ RrpcCode }) => RrpcCode,
    );
  assert.equal(await ask(), 'OFFLINE');
  const lamp = await connect(t, cloud);
  answering(lamp, () => 'yes');
  assert.equal(await ask(), 'SUCCESS');
  lamp.removeAllListeners('message');
  const asked = message(lamp);
  const silent = ask();
  await asked;
  clock.advance(1000);
  assert.equal(await silent, 'TIMEOUT');
  const lost = next(cloud, 'offline');
  lamp.stream.destroy();
  await lost;
  assert.equal(await ask(), 'HALFCONN');
  const again = await connect(t, cloud);
  const last = message(again);
  const unknown = ask().catch(() => 'the connection ended');
  await last;
  const told = next(cloud, 'call');
  await cloud.stop();
  assert.equal((await told).rrpcCode, 'UNKNOWN');
  await unknown;
});

test('a module of a thing model is imported beside the default one, listed by it and checked under its name', async (t) => {
  const { cloud, lamp } = await setUp(t);
  const module = { FunctionBlockId: 'fb', FunctionBlockName: 'Second', TslStr: tslText };
  assert.equal((await signedByHand(cloud, 'ImportThingModelTsl', { ...named, ...module })).Success, true);
  const query = async (more = {}) =>
    JSON.parse(String((await signedByHand(cloud, 'QueryThingModel', { ...named, ...more })).Data?.ThingModelJson));
  assert.deepEqual((await query()).functionBlocks, [
    { functionBlockId: 'fb', functionBlockName: 'Second', productKey: 'a1Bcd' },
  ]);
  assert.deepEqual(
    [(await query({ FunctionBlockId: 'fb' })).identifier, (await query({ FunctionBlockId: 'fb' })).name],
    ['fb', 'Second'],
  );
  const arrived = message(lamp);
  await signedByHand(cloud, 'SetDeviceProperty', { ...named, Items: '{"fb:heat":5}' });
  assert.match((await arrived).text, /"params":\{"fb:heat":5\.0\}/);
  const wrong = await signedByHand(cloud, 'SetDeviceProperty', { ...named, Items: '{"fb:level":-1}' });
  assert.equal(wrong.Code, 'iot.device.SetDevicePropertyFailed');
});

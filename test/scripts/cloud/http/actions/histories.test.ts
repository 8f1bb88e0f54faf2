// Property values and events over the API, in pages and by their kind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tslText } from '../../model/thing.ts';
import { signedByHand } from '../official.ts';
import { named, setUp } from './things.ts';

test('the newest values of a product without a model are those posted; with one, those declared', async (t) => {
  const { cloud } = await setUp(t, { model: false });
  await cloud.store.saveProperties('a1Bcd', 'lamp', { led: 1, text: 'on', 'fb:x': 2 }, 1000);
  const status = async (more = {}) => {
    const { Data } = await signedByHand(cloud, 'QueryDevicePropertyStatus', { ...named, ...more });
    const list = (Data as { List: { PropertyStatusInfo: { Identifier: string; Value?: string; Unit?: string }[] } })
      .List;
    return Object.fromEntries(list.PropertyStatusInfo.map(({ Identifier, Value }) => [Identifier, Value]));
  };
  assert.deepEqual(await status(), { led: '1', text: 'on' });
  assert.deepEqual(await status({ FunctionBlockId: 'fb' }), { 'fb:x': '2' });
  await signedByHand(cloud, 'ImportThingModelTsl', { ...named, TslStr: tslText });
  const declared = await status();
  assert.deepEqual(
    [declared.led, declared.level, 'level' in declared, declared.text],
    ['1', undefined, true, undefined],
  );
});

test('numbers come back as the device wrote them: a result, values and an event', async (t) => {
  const { cloud, lamp } = await setUp(t, { model: false });
  const written = '{"n":9007199254740993,"x":10.0}';
  lamp.on('message', (topic, payload) => {
    const { id } = JSON.parse(payload.toString());
    if (topic.includes('/rrpc/request/'))
      lamp.publish(topic.replace('/request/', '/response/'), `{"id":"${id}","code":200,"data":${written}}`);
  });
  const { Data } = await signedByHand(cloud, 'InvokeThingService', { ...named, Identifier: 'Get', Args: '{}' });
  assert.equal(Data?.Result, written);
  const acknowledged = new Promise<void>((resolve) => {
    lamp.on('message', (topic) => topic.endsWith('/Pressed/post_reply') && resolve());
  });
  const post = (identifier: string, params: string) =>
    lamp.publish(
      `/sys/a1Bcd/lamp/thing/event/${identifier}/post`,
      `{"id":"1","version":"1.0","params":${params},"method":"thing.event.${identifier}.post"}`,
    );
  post('property', written);
  post('Pressed', `{"value":${written}}`);
  await acknowledged;
  const list = async (action: string, more = {}) =>
    JSON.stringify((await signedByHand(cloud, action, { ...named, ...more })).Data);
  for (const value of ['9007199254740993', '10.0'])
    assert.ok((await list('QueryDevicePropertyStatus')).includes(`"Value":"${value}"`), value);
  const range = { StartTime: '0', EndTime: String(Date.now() + 1000) };
  assert.match(await list('QueryDevicePropertyData', { ...range, Identifier: 'n' }), /"Value":"9007199254740993"/);
  assert.ok((await list('QueryDeviceEventData', range)).includes(JSON.stringify(written)));
});

test('a history is read to its end in pages, in both orders', async (t) => {
  const { cloud } = await setUp(t, { model: false });
  for (let n = 1; n <= 25; n++) await cloud.store.saveProperties('a1Bcd', 'lamp', { n }, 1000 + n);
  for (const Asc of ['1', '0']) {
    const seen: number[] = [];
    const range = { StartTime: '1000', EndTime: '2000' };
    for (let page = 0; page < 3; page++) {
      const ask = { ...named, ...range, Asc, PageSize: '10', Identifier: 'n' };
      const { Data } = await signedByHand(cloud, 'QueryDevicePropertyData', ask);
      const data = Data as { List: { PropertyInfo: { Value: string }[] }; NextValid: boolean; NextTime?: number };
      seen.push(...data.List.PropertyInfo.map(({ Value }) => Number(Value)));
      assert.equal(data.NextValid, page < 2);
      if (Asc === '1') range.StartTime = String(data.NextTime);
      else range.EndTime = String(data.NextTime);
    }
    const all = Array.from({ length: 25 }, (_, i) => i + 1);
    assert.deepEqual(seen, Asc === '1' ? all : all.reverse());
  }
});

test('events are told by their identifier and by their type', async (t) => {
  const { cloud } = await setUp(t);
  for (const [i, name] of ['alarm', 'other', 'alarm'].entries())
    await cloud.store.saveEvent('a1Bcd', 'lamp', name, { i }, i);
  const times = async (more: Record<string, string>) => {
    const { Data } = await signedByHand(cloud, 'QueryDeviceEventData', {
      ...named,
      StartTime: '0',
      EndTime: '9',
      Asc: '1',
      ...more,
    });
    return (Data as { List: { EventInfo: { Time: string }[] } }).List.EventInfo.map(({ Time }) => Time);
  };
  assert.deepEqual(await times({}), ['0', '1', '2']);
  assert.deepEqual(await times({ Identifier: 'other' }), ['1']);
  assert.deepEqual(await times({ EventType: 'alert' }), ['0', '2']);
  assert.deepEqual(await times({ EventType: 'info' }), ['1']);
});

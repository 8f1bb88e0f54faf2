import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloudEmitter } from '../../../scripts/cloud/events.ts';
import { Models } from '../../../scripts/cloud/model/models.ts';
import { Posts } from '../../../scripts/cloud/posts.ts';
import type { Push } from '../../../scripts/cloud/rrpc.ts';
import { newDevice, newProduct } from '../../../scripts/cloud/store/fresh.ts';
import { memoryStore, StoreError } from '../../../scripts/cloud/store/store.ts';
import { fakeClock } from './fakeClock.ts';

const lamp = { productKey: 'pk', deviceName: 'lamp' };
const base = '/sys/pk/lamp/thing/event';
const DAY = 24 * 3_600_000;

async function setUp(tsl?: object) {
  const clock = fakeClock();
  const store = memoryStore(clock);
  await store.saveProduct(newProduct('test', clock.now(), 'pk'));
  await store.saveDevice(newDevice('pk', 'lamp', clock.now()));
  if (tsl) await store.saveModel('pk', { functionBlockId: '', tsl: JSON.stringify(tsl) });
  const sent: { topic: string; reply: Record<string, unknown> }[] = [];
  const push: Push = (_device, topic, payload) => {
    sent.push({ topic, reply: JSON.parse(payload.toString()) });
    return 'sent';
  };
  const posts = new Posts({ store, models: new Models(store), clock, events: new CloudEmitter(), push });
  const post = (identifier: string, body: unknown, answers: boolean | Promise<boolean> = true) =>
    posts.take(
      lamp,
      `${base}/${identifier}/post`,
      Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      answers,
    );
  const property = (params: unknown, more: object = {}) =>
    post('property', { id: '7', version: '1.0', params, method: 'thing.event.property.post', ...more });
  return { clock, store, sent, posts, post, property };
}

test('a property post is stored, and acknowledged only after it is', async () => {
  const { clock, store, sent, property } = await setUp();
  const code = property({ LED: 1, Level: { value: 2.5, time: clock.now() - 1000 } });
  assert.deepEqual(sent, [], 'nothing is sent before it is on the disk');
  assert.equal(await code, 200);
  const values = await store.lastProperties('pk', 'lamp');
  assert.deepEqual(values.get('LED'), { value: 1, text: '1', time: clock.now() });
  assert.deepEqual(values.get('Level'), { value: 2.5, text: '2.5', time: clock.now() - 1000 });
  const reply = {
    code: 200,
    data: {},
    id: '7',
    message: 'success',
    method: 'thing.event.property.post',
    version: '1.0',
  };
  assert.deepEqual(sent, [{ topic: `${base}/property/post_reply`, reply }]);
});

test('an id comes back as it was sent, also those of the SDKs, which hold more than a number', async () => {
  const { sent, property } = await setUp();
  for (const id of ['1|exp-topic|/sys/pk/lamp/thing/event/property/post_reply', '4294967295', 12]) {
    assert.equal(await property({ LED: 1 }, { id }), 200);
    assert.equal(sent.at(-1)?.reply.id, String(id));
  }
});

test('an event post is stored with its time and acknowledged', async () => {
  const { clock, store, sent, post } = await setUp();
  const params = { value: { times: 3 }, time: clock.now() - 5 };
  assert.equal(await post('Pressed', { id: '1', version: '1.0', params, method: 'thing.event.Pressed.post' }), 200);
  const range = { from: 0, to: clock.now(), ascending: true, limit: 10 };
  const { records } = await store.events('pk', 'lamp', range);
  assert.deepEqual(records, [
    { identifier: 'Pressed', value: { times: 3 }, text: '{"times":3}', time: clock.now() - 5 },
  ]);
  assert.equal(sent[0]?.topic, `${base}/Pressed/post_reply`);
});

test('numbers are stored as the device wrote them', async () => {
  const { clock, store, post } = await setUp();
  const text = '{"id":"1","method":"thing.event.property.post","params":{"n":9007199254740993,"x":{"value":10.0}}}';
  assert.equal(await post('property', text), 200);
  const values = await store.lastProperties('pk', 'lamp');
  assert.deepEqual([values.get('n')?.text, values.get('x')?.text], ['9007199254740993', '10.0']);
  const event = '{"id":"1","method":"thing.event.Pressed.post","params":{"value":{"n":[1.50, 9007199254740993]}}}';
  assert.equal(await post('Pressed', event), 200);
  const { records } = await store.events('pk', 'lamp', { from: 0, to: clock.now(), ascending: true, limit: 10 });
  assert.equal(records[0]?.text, '{"n":[1.50, 9007199254740993]}');
});

test('an event whose output has no "value" around it is stored the same', async () => {
  const { clock, store, post } = await setUp();
  const event = (params: object) => post('Pressed', { id: '1', params, method: 'thing.event.Pressed.post' });
  assert.equal(await event({ times: 3 }), 200);
  assert.equal(await event({ value: 4 }), 200);
  const { records } = await store.events('pk', 'lamp', { from: 0, to: clock.now(), ascending: true, limit: 10 });
  assert.deepEqual(
    records.map(({ value }) => value),
    [{ times: 3 }, { value: 4 }],
  );
});

test('a batch is stored whole, each value under its own time, and acknowledged once on its own topic', async () => {
  const { clock, store, sent, post } = await setUp();
  const now = clock.now();
  const params = {
    properties: {
      LED: [
        { value: 1, time: now - 2 },
        { value: 0, time: now - 1 },
      ],
      Level: [{ value: 5, time: now - 2 }],
    },
    events: { Pressed: [{ value: { times: 1 }, time: now - 1 }] },
  };
  const method = 'thing.event.property.batch.post';
  assert.equal(await post('property/batch', { id: '7', version: '1.0', params, method }), 200);
  const range = { from: 0, to: now, ascending: true, limit: 10 };
  assert.deepEqual((await store.propertyValues('pk', 'lamp', 'LED', range)).records, [
    { value: 1, text: '1', time: now - 2 },
    { value: 0, text: '0', time: now - 1 },
  ]);
  assert.equal((await store.lastProperties('pk', 'lamp')).get('Level')?.value, 5);
  const event = { identifier: 'Pressed', value: { times: 1 }, text: '{"times":1}', time: now - 1 };
  assert.deepEqual((await store.events('pk', 'lamp', range)).records, [event]);
  const reply = { code: 200, data: {}, id: '7', message: 'success', method, version: '1.0' };
  assert.deepEqual(sent, [{ topic: `${base}/property/batch/post_reply`, reply }]);
});

test('a history is stored under its times, and does not take the place of a newer value', async () => {
  const { clock, store, sent, post, property } = await setUp();
  const now = clock.now();
  assert.equal(await property({ LED: 1 }), 200);
  const params = [{ identity: lamp, properties: [{ LED: { value: 0, time: now - 5 } }], events: [] }];
  const method = 'thing.event.property.history.post';
  assert.equal(await post('property/history', { id: '8', version: '1.0', params, method }), 200);
  assert.equal((await store.lastProperties('pk', 'lamp')).get('LED')?.value, 1);
  const range = { from: 0, to: now - 1, ascending: true, limit: 10 };
  const { records } = await store.propertyValues('pk', 'lamp', 'LED', range);
  assert.deepEqual(records, [{ value: 0, text: '0', time: now - 5 }]);
  assert.equal(sent.at(-1)?.topic, `${base}/property/history/post_reply`);
});

test('one bad value of a batch, and the method of another post, refuse it whole', async () => {
  const { store, sent, post } = await setUp();
  const method = 'thing.event.property.batch.post';
  const properties = { LED: [{ value: 1 }], 'a/b': [{ value: 1 }] };
  assert.equal(await post('property/batch', { id: '7', params: { properties }, method }), 460);
  assert.match(String(sent[0]?.reply.message), /"a\/b" is not a property's identifier/);
  const good = { properties: { LED: [{ value: 1 }] } };
  assert.equal(await post('property/batch', { id: '7', params: good, method: 'thing.event.property.post' }), 460);
  assert.match(String(sent[1]?.reply.message), /method must be thing\.event\.property\.batch\.post on this topic/);
  assert.equal((await store.lastProperties('pk', 'lamp')).size, 0);
});

test('with sys.ack 0, and where another gateway answers, it is stored and not acknowledged', async () => {
  const { store, sent, property, post } = await setUp();
  assert.equal(await property({ LED: 1 }, { sys: { ack: 0 } }), 200);
  const body = { id: '8', params: { LED: 2 }, method: 'thing.event.property.post' };
  assert.equal(await post('property', body, Promise.resolve(false)), 200);
  assert.equal((await store.lastProperties('pk', 'lamp')).get('LED')?.value, 2);
  assert.deepEqual(sent, []);
  assert.equal(await property({ LED: 3 }, { sys: { ack: 1 } }), 200);
  assert.equal(sent.length, 1);
});

const many = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`p${i}`, 1]));
const method = 'thing.event.property.post';
for (const [what, body, code, message] of [
  ['text that is no JSON', '{"id":', 6207, /JSON object/],
  ['JSON that is no object', [1], 6207, /JSON object/],
  ['no id', { params: { a: 1 }, method }, 460, /id must be/],
  ['an id of 257 characters', { id: 'x'.repeat(257), params: { a: 1 }, method }, 460, /id must be/],
  ['no method', { id: '7', params: { a: 1 } }, 6300, /method must be/],
  ['the method of another topic', { id: '7', params: { a: 1 }, method: 'thing.event.x.post' }, 460, /method/],
  ['no params', { id: '7', method }, 460, /params/],
  ['empty params', { id: '7', params: {}, method }, 460, /params/],
  ['params that are an array', { id: '7', params: [1], method }, 460, /params/],
  ['201 properties', { id: '7', params: many, method }, 460, /200 properties/],
  ['a name that is no identifier', { id: '7', params: { 'a/b': 1 }, method }, 460, /"a\/b" is not/],
  ['a time that is a text', { id: '7', params: { a: { value: 1, time: 'now' } }, method }, 460, /a: time must be/],
  [
    'a time two days ahead',
    { id: '7', params: { a: { value: 1, time: Date.parse('2026-01-01') + 2 * DAY } }, method },
    460,
    /a day ahead/,
  ],
] as const) {
  test(`a post of ${what} is answered ${code}, and nothing is stored`, async () => {
    const { store, sent, post } = await setUp();
    assert.equal(await post('property', body), code);
    assert.equal(sent[0]?.reply.code, code);
    assert.match(String(sent[0]?.reply.message), message);
    assert.equal((await store.lastProperties('pk', 'lamp')).size, 0);
  });
}

test('"__proto__" is refused or kept as a name like others, and harms nothing', async () => {
  const { property, store } = await setUp();
  const params = JSON.parse('{"__proto__":{"value":1},"LED":1}');
  assert.equal(await property(params), 200);
  assert.equal((await store.lastProperties('pk', 'lamp')).get('LED')?.value, 1);
  assert.equal(({} as Record<string, unknown>).value, undefined);
});

test('a product with a thing model has its posts checked against it, by the numbers of the platform', async () => {
  const int = { type: 'int', specs: { min: '0', max: '1' } };
  const { property, post, sent } = await setUp({
    properties: [{ identifier: 'LED', name: 'LED', accessMode: 'rw', dataType: int }],
    events: [
      { identifier: 'Pressed', name: 'P', type: 'info', outputData: [{ identifier: 'n', name: 'n', dataType: int }] },
    ],
    services: [],
  });
  assert.equal(await property({ LED: 1 }), 200);
  assert.equal(await property({ LED: 2 }), 6306);
  assert.match(String(sent.at(-1)?.reply.message), /LED must be a whole number, 0\.\.1/);
  assert.equal(await property({ Other: 1 }), 5092);
  const event = (value: object) => post('Pressed', { id: '1', params: { value }, method: 'thing.event.Pressed.post' });
  assert.equal(await event({ n: 1 }), 200);
  assert.equal(await event({ n: 'x' }), 6306);
  const batch = (params: object) =>
    post('property/batch', { id: '1', params, method: 'thing.event.property.batch.post' });
  assert.equal(await batch({ properties: { LED: [{ value: 0 }, { value: 1 }] } }), 200);
  assert.equal(await batch({ properties: { LED: [{ value: 0 }, { value: 2 }] } }), 6306);
  assert.equal(await batch({ events: { Other: [{ value: {} }] } }), 5160);
});

test('what the store cannot take is answered 429, so that the device may post it again', async () => {
  const { store, property, sent } = await setUp();
  store.saveProperties = () => Promise.reject(new StoreError('too many changes wait'));
  assert.equal(await property({ LED: 1 }), 429);
  assert.equal(sent[0]?.reply.code, 429);
});

test('a thing model that cannot be read is answered 500, and the cloud goes on', async () => {
  const { store, property } = await setUp();
  await store.saveModel('pk', { functionBlockId: '', tsl: 'no JSON' });
  assert.equal(await property({ LED: 1 }), 500);
});

test('what is no post is left to others', async () => {
  const { posts } = await setUp();
  for (const topic of [
    '/sys/pk/lamp/rrpc/response/1',
    '/pk/lamp/user/update',
    `${base}/property/post_reply`,
    '/sys/pk/door/thing/event/property/post',
    `${base}/a/b/post`,
    `${base}/property/pack/post`,
    `${base}/property/batch/post_reply`,
  ])
    assert.equal(posts.take(lamp, topic, Buffer.from('{}')), undefined, topic);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formOf, type Reading, readPost } from '../../../../scripts/cloud/posts/readPost.ts';

const lamp = { productKey: 'pk', deviceName: 'lamp' };
const NOW = Date.parse('2026-01-01');
const property = (identifier: string, value: unknown, time = NOW): Reading => ({
  kind: 'property',
  identifier,
  value,
  text: JSON.stringify(value),
  time,
});
const event = (identifier: string, value: unknown, time = NOW): Reading => ({
  ...property(identifier, value, time),
  kind: 'event',
});
const readText = (form: string, text: string) => readPost(form, { value: JSON.parse(text), text }, lamp, NOW);
const read = (form: string, params: unknown) => readText(form, JSON.stringify(params));

for (const [end, form] of [
  ['property/post', 'property'],
  ['Pressed/post', 'Pressed'],
  ['module:Pressed/post', 'module:Pressed'],
  ['property/batch/post', 'property/batch'],
  ['property/history/post', 'property/history'],
  ['property/pack/post', undefined],
  ['a/b/post', undefined],
  ['property/batch/post_reply', undefined],
  ['property', undefined],
] as const)
  test(`${end} ${form === undefined ? 'is no post' : `is a post of ${form}`}`, () => {
    assert.equal(formOf(end), form);
  });

test('a property post brings each property, with its time or now', () => {
  assert.deepEqual(read('property', { LED: 1, Level: { value: 2.5, time: NOW - 5 } }), [
    property('LED', 1),
    property('Level', 2.5, NOW - 5),
  ]);
});

test('a batch brings every value of every property, and every event', () => {
  const params = {
    properties: {
      Power: [
        { value: 'on', time: 10 },
        { value: 'off', time: 11 },
      ],
      WF: [{ value: 3, time: 10 }],
    },
    events: { Alarm: [{ value: { n: 1 }, time: 12 }, { value: { n: 2 } }] },
  };
  assert.deepEqual(read('property/batch', params), [
    property('Power', 'on', 10),
    property('Power', 'off', 11),
    property('WF', 3, 10),
    event('Alarm', { n: 1 }, 12),
    event('Alarm', { n: 2 }),
  ]);
  assert.deepEqual(read('property/batch', { events: { Alarm: [{ value: {} }] } }), [event('Alarm', {})]);
});

test('a history brings the properties and events of each of its parts, of the device itself', () => {
  const params = [
    {
      identity: lamp,
      properties: [{ Power: { value: 1, time: 10 }, WF: { value: 2, time: 10 } }, { Power: { value: 0, time: 11 } }],
      events: [{ Alarm: { value: { n: 1 }, time: 12 } }],
    },
    { properties: [{ Power: { value: 1, time: 13 } }] },
  ];
  assert.deepEqual(read('property/history', params), [
    property('Power', 1, 10),
    property('WF', 2, 10),
    property('Power', 0, 11),
    event('Alarm', { n: 1 }, 12),
    property('Power', 1, 13),
  ]);
});

test('every value comes with the text that the device wrote, in every form', () => {
  const textsOf = (form: string, text: string) => {
    const readings = readText(form, text);
    assert.ok(!('code' in readings));
    return readings.map((reading) => reading.text);
  };
  const [large, point] = ['12345678901234567890', '10.0'];
  assert.deepEqual(textsOf('property', `{"a":${large}, "b": {"time":1, "value": ${point} }}`), [large, point]);
  assert.deepEqual(textsOf('Pressed', `{"value":{"n": ${point}},"time":1}`), [`{"n": ${point}}`]);
  assert.deepEqual(textsOf('Pressed', `{"n":${large}}`), [`{"n":${large}}`]);
  const batch = `{"properties":{"a":[{"value":${large}},{"value":${point}}]},"events":{"E":[{"value":{"n":${point}}}]}}`;
  assert.deepEqual(textsOf('property/batch', batch), [large, point, `{"n":${point}}`]);
  const history = `[{"properties":[{"a":{"value":${large}}}],"events":[{"E":{"value":{"n":${point}}}}]}]`;
  assert.deepEqual(textsOf('property/history', history), [large, `{"n":${point}}`]);
});

const times = (count: number) => Array.from({ length: count }, (_, i) => ({ value: {}, time: i }));
for (const [what, form, params, message] of [
  ['a batch that is a list', 'property/batch', [{}], /params must be an object that is not empty/],
  ['a batch without anything', 'property/batch', { properties: {} }, /params holds neither a property nor an event/],
  ['a batch whose properties are a list', 'property/batch', { properties: [1] }, /properties must be an object/],
  ['a batch of a value alone', 'property/batch', { properties: { LED: 1 } }, /properties\.LED must be an array of/],
  [
    'a batch with a time that is a text',
    'property/batch',
    {
      properties: {
        LED: [
          { value: 1, time: 2 },
          { value: 1, time: 'x' },
        ],
      },
    },
    /properties\.LED\[1\]: time must be/,
  ],
  ['a batch of 201 values', 'property/batch', { properties: { LED: times(201) } }, /200 properties/],
  ['a batch of 21 events', 'property/batch', { events: { Alarm: times(21) } }, /20 events/],
  ['a batch of an event with no name', 'property/batch', { events: { '': [{}] } }, /"" is not an event's identifier/],
  ['a history that is an object', 'property/history', { properties: [] }, /params must be an array/],
  ['an empty history', 'property/history', [], /params must be an array that is not empty/],
  ['a history of numbers', 'property/history', [1], /params\[0\] must be an object/],
  [
    "a sub-device's history",
    'property/history',
    [{ identity: { productKey: 'pk', deviceName: 'door' }, properties: [{ LED: 1 }] }],
    /params\[0\]\.identity must be the device itself/,
  ],
  [
    'a history without lists',
    'property/history',
    [{ properties: { LED: 1 } }],
    /params\[0\]\.properties must be an array/,
  ],
  [
    'a history two days ahead',
    'property/history',
    [{ properties: [{ LED: { value: 1, time: NOW + 2 * 86_400_000 } }] }],
    /params\[0\]\.properties\[0\]\.LED: time must be milliseconds since 1970, no more than a day ahead/,
  ],
] as const)
  test(`${what} is malformed`, () => {
    const fault = read(form, params);
    assert.ok('code' in fault);
    assert.equal(fault.code, 460);
    assert.match(fault.message, message);
  });

// Thing models: TSL read, values checked, arguments written for devices, ThingModelJson.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeParameters } from '../../../../scripts/cloud/model/encode.ts';
import { Models, ThingModel } from '../../../../scripts/cloud/model/models.ts';
import { thingModelJson } from '../../../../scripts/cloud/model/thingModelJson.ts';
import { readTsl, TslError } from '../../../../scripts/cloud/model/tsl.ts';
import { newProduct } from '../../../../scripts/cloud/store/fresh.ts';
import { memoryStore } from '../../../../scripts/cloud/store/store.ts';
import { tsl, tslText } from './thing.ts';

const model = new ThingModel(
  new Map([
    ['', readTsl(tslText)],
    ['fb', readTsl(tslText)],
  ]),
);

test("TSL's own set, get and post are the properties', not services and events", () => {
  assert.deepEqual(
    readTsl(tslText).services.map(({ identifier }) => identifier),
    ['SetPin', 'Reboot'],
  );
  assert.deepEqual(
    readTsl(tslText).events.map(({ identifier }) => identifier),
    ['alarm'],
  );
});

for (const [name, good, bad] of [
  ['led', [0, 1], [true, '1', 2, null]],
  ['level', [0, 100], [-1, 101, 1.5, '5', [], 1e300]],
  ['heat', [-40, 80.5, 0.1], [-40.1, 81, '1', null]],
  ['mode', [0, 5], [1, '5', 0.5]],
  ['label', ['', 'eightchr', 'äöüß'], ['ninechars', 'äöüßx', 5]],
  ['since', ['1700000000000'], [1700000000000, 'now', '-1']],
  ['place', [{}, { x: 1.5, name: 'abcd' }], [{ y: 1 }, { x: 'a' }, { name: 'abcde' }, [], 1]],
  ['steps', [[], [1, 2.5, 3]], [[1, 2, 3, 4], ['a'], 1, { 0: 1 }]],
  ['fb:level', [7], [101]],
] as const) {
  test(`${name} takes what its type allows, and nothing else`, () => {
    for (const value of good) assert.equal(model.checkProperty(name, value), undefined, JSON.stringify(value));
    for (const value of bad) assert.ok(model.checkProperty(name, value), JSON.stringify(value));
  });
}

for (const [name, value, code, message] of [
  ['level', 101, 6306, 'level must be a whole number, 0..100, not 101'],
  ['heat', 'hot', 6307, 'heat must be a number, -40..80.5, not "hot"'],
  ['led', 2, 6308, 'led must be 0 or 1, not 2'],
  ['mode', 1, 6309, 'mode must be one of 0, 5, not 1'],
  ['label', 'ninechars', 6310, 'label must be a text of 8 bytes at most, not "ninechars"'],
  ['since', 5, 6311, 'since must be milliseconds, as a text, not 5'],
  ['place', 1, 6312, 'place must be an object, not 1'],
  ['place', { y: 1 }, 6304, 'place.y is not in the thing model, which has here: x, name'],
  ['place', { x: 181 }, 6307, 'place.x must be a number, -180..180, not 181'],
  ['steps', [1, 'a'], 6307, 'steps[1] must be a number, not "a"'],
  ['steps', [1, 2, 3, 4], 6324, 'steps must have 3 items at most, not 4'],
  ['steps', 1, 6328, 'steps must be an array, not 1'],
  ['lde', 1, 5092, /property lde is not in the thing model, which has: led, level/],
] as const) {
  test(`${name} = ${JSON.stringify(value)} is fault ${code}, in words that say what it accepts`, () => {
    const fault = model.checkProperty(name, value);
    assert.equal(fault?.code, code);
    if (typeof message === 'string') assert.equal(fault?.message, message);
    else assert.match(fault?.message ?? '', message);
  });
}

test('a read-only property may be posted, not set', () => {
  assert.equal(model.checkProperty('since', '5'), undefined);
  assert.equal(model.checkSetting('since', '5')?.message, 'property since is read-only');
  assert.equal(model.checkSetting('led', 1), undefined);
});

test('arguments and outputs are checked, and an unknown service or event is named', () => {
  assert.equal(model.checkArguments('SetPin', { pin: 'led', value: 1 }), undefined);
  assert.equal(model.checkArguments('SetPin', { value: 2 })?.message, 'value must be a whole number, 0..1, not 2');
  assert.equal(model.checkArguments('SetPin', { constructor: 1 })?.code, 6304);
  assert.equal(model.checkArguments('SetPn', {})?.code, 5161);
  assert.equal(model.checkEvent('alarm', { code: 3 }), undefined);
  assert.equal(model.checkEvent('alarm', { code: 'x' })?.code, 6306);
  assert.equal(model.checkEvent('alrm', {})?.code, 5160);
});

test('a value declared float or double goes out with a decimal point, at any depth, and nothing else changes', () => {
  const declared = readTsl(tslText).properties;
  const values = { led: 1, heat: 10, place: { x: 3, name: '3' }, steps: [1, 2.5], level: 5, label: '10', other: [1] };
  const text = encodeParameters(declared, values);
  assert.equal(
    text,
    '{"led":1,"heat":10.0,"place":{"x":3.0,"name":"3"},"steps":[1.0,2.5],"level":5,"label":"10","other":[1]}',
  );
  assert.equal(encodeParameters(declared, { heat: 1e21 }), '{"heat":1e+21}');
  assert.deepEqual(JSON.parse(text), values);
});

const [firstProperty] = tsl.properties;
for (const [what, change, says] of [
  ['no JSON', '{', /not JSON/],
  ['no object', '[]', /the TSL must be an object/],
  ['properties that are no array', '{"properties":{}}', /properties must be an array/],
  [
    'an unknown type',
    { properties: [{ ...firstProperty, dataType: { type: 'integer' } }] },
    /properties\[0\]\.dataType\.type must be one of int, float/,
  ],
  ['a missing type', { properties: [{ identifier: 'a', name: 'a' }] }, /properties\[0\]\.dataType must be an object/],
  [
    'an identifier that is none',
    { properties: [{ ...firstProperty, identifier: 'a/b' }] },
    /properties\[0\]\.identifier must be/,
  ],
  ['one identifier twice', { properties: [firstProperty, firstProperty] }, /properties: led is there twice/],
  [
    'a call type that is none',
    { services: [{ identifier: 'a', callType: 'soon' }] },
    /services\[0\]\.callType must be one of sync, async/,
  ],
  [
    'an array without items',
    { properties: [{ identifier: 'a', dataType: { type: 'array', specs: {} } }] },
    /specs\.item must be an object/,
  ],
  [
    'an event type that is none',
    { events: [{ identifier: 'a', type: 'bad' }] },
    /events\[0\]\.type must be one of info, alert, error/,
  ],
] as const) {
  test(`TSL with ${what} is refused, and the error names the place`, () => {
    const text = typeof change === 'string' ? change : JSON.stringify(change);
    assert.throws(
      () => readTsl(text),
      (error: Error) => error instanceof TslError && says.test(error.message),
    );
  });
}

test('types and values nested thousands deep are refused, and do no harm', () => {
  const type = `${'{"type":"array","specs":{"item":'.repeat(9000)}{"type":"int"}${'}}'.repeat(9000)}`;
  assert.throws(() => readTsl(`{"properties":[{"identifier":"a","dataType":${type}}]}`), /nested so deep/);
  const value = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  assert.equal(model.checkProperty('level', value)?.message, 'level must be a whole number, 0..100, not an array');
  assert.equal(model.checkProperty('steps', value)?.message, 'steps[0] must be a number, not an array');
});

test('ThingModelJson names everything as the platform does, by alphabet', () => {
  const text = thingModelJson('a1Bcd', tslText, { functionBlockId: '', functionBlockName: '' }, []);
  const json = JSON.parse(text);
  assert.deepEqual(Object.keys(json), ['events', 'productKey', 'properties', 'services']);
  const of = (identifier: string) =>
    json.properties.find((one: { identifier: string }) => one.identifier === identifier);
  assert.deepEqual(of('led').dataSpecsList, [
    { dataType: 'BOOL', name: 'off', value: 0 },
    { dataType: 'BOOL', name: 'on', value: 1 },
  ]);
  assert.deepEqual(of('level').dataSpecs, { dataType: 'INT', max: '100', min: '0', step: '1', unit: '%' });
  assert.deepEqual([of('since').rwFlag, of('led').rwFlag, of('led').required], ['READ_ONLY', 'READ_WRITE', true]);
  assert.deepEqual(of('place').dataSpecsList[1], {
    childDataType: 'TEXT',
    childName: 'Name',
    dataSpecs: { dataType: 'TEXT', length: '4' },
    dataType: 'STRUCT',
    identifier: 'name',
  });
  assert.equal(of('steps').dataSpecs.childDataType, 'FLOAT');
  const [setPin, reboot] = json.services;
  assert.deepEqual([setPin.callType, reboot.callType, setPin.serviceName], ['SYNC', 'ASYNC', 'Set a pin']);
  assert.deepEqual([setPin.inputParams[1].paramOrder, setPin.inputParams[1].direction], [1, 'PARAM_INPUT']);
  assert.equal(json.events[0].eventType, 'ALERT_EVENT_TYPE');
  assert.equal(json.events[0].outputdata[0].identifier, 'code');
});

test("a product's model is read once, and again when a module of it changes", async () => {
  const store = memoryStore();
  await store.saveProduct(newProduct('Lamps', 1, 'pk'));
  const models = new Models(store);
  assert.equal(models.of('pk'), undefined);
  await store.saveModel('pk', { functionBlockId: '', tsl: '{}' });
  const first = models.of('pk');
  assert.equal(models.of('pk'), first);
  assert.ok(first?.checkProperty('led', 1));
  await store.saveModel('pk', { functionBlockId: 'fb', tsl: tslText });
  assert.equal(models.of('pk')?.checkProperty('fb:led', 1), undefined);
  assert.ok(models.of('pk')?.checkProperty('led', 1));
});

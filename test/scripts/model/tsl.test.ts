import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { check } from '../../../firmware/services/check.ts';
import { lineOf } from '../../../firmware/services/declare.ts';
import { boardNames, loadBoard, type PinData } from '../../../scripts/bundle/board.ts';
import { ThingModel } from '../../../scripts/cloud/model/models.ts';
import { readTsl } from '../../../scripts/cloud/model/tsl.ts';
import { exampleOf } from '../../../scripts/model/example.ts';
import { type Field, type Service, servicesOf } from '../../../scripts/model/services.ts';
import { thingModel } from '../../../scripts/model/tsl.ts';
import { PINS } from '../../support/board.ts';
import { createRandom, type Random } from '../../support/random.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const services = servicesOf(ROOT);
const devkit = (await loadBoard('esp32-devkit-v1')).pins;
const { tsl, left } = thingModel('a1Bcd', services, devkit);
const cloud = new ThingModel(new Map([['', readTsl(JSON.stringify(tsl))]]));

test("every board's model is read by the cloud, and has each service but those that are told to be left out", async () => {
  for (const name of await boardNames()) {
    const { tsl, left } = thingModel('a1Bcd', services, (await loadBoard(name)).pins);
    const read = readTsl(JSON.stringify(tsl));
    const told = left.flatMap((line) => /^(\w+) is left out/.exec(line)?.[1] ?? []);
    assert.deepEqual(
      read.services.map(({ identifier }) => identifier),
      services.map(({ name }) => name).filter((one) => !told.includes(one)),
    );
  }
  assert.deepEqual(
    left.map((line) => line.split(' ')[0]),
    ['Batch', 'GetInfo:', 'GetConfig:', 'SetConfig'],
  );
});

test('a service has the method, the call type and the data types that the platform documents', () => {
  const pwm = tsl.services.find(({ identifier }) => identifier === 'SetPwm');
  assert.deepEqual(pwm, {
    identifier: 'SetPwm',
    name: 'SetPwm',
    required: false,
    callType: 'sync',
    desc: 'Sets the duty of a PWM pin, or the voltage of a DAC pin, and answers with what was set.',
    method: 'thing.service.SetPwm',
    inputData: [
      { identifier: 'pin', name: 'pin', dataType: { type: 'text', specs: { length: '32' } } },
      { identifier: 'duty', name: 'duty', dataType: { type: 'float', specs: { min: '0', max: '1', step: '0.0001' } } },
      {
        identifier: 'frequency',
        name: 'frequency',
        dataType: { type: 'int', specs: { min: '1', max: '78125', step: '1', unit: 'Hz', unitName: 'hertz' } },
      },
    ],
    outputData: [
      { identifier: 'pin', name: 'pin', dataType: { type: 'text', specs: { length: '32' } } },
      { identifier: 'duty', name: 'duty', dataType: { type: 'float', specs: { min: '0', max: '1', step: '0.0001' } } },
    ],
  });
});

test('objects whose members are declared are structs, and lists of texts arrays', () => {
  const result = (service: string, name: string) =>
    tsl.services
      .find(({ identifier }) => identifier === service)
      ?.outputData.find(({ identifier }) => identifier === name)?.dataType;
  assert.deepEqual(result('ListServices', 'services'), {
    type: 'array',
    specs: { size: '64', item: { type: 'text', specs: { length: '10240' } } },
  });
  const memory = result('GetInfo', 'memory');
  assert.equal(memory?.type, 'struct');
  assert.deepEqual(
    memory.specs.map(({ identifier, dataType }) => [identifier, dataType.type]),
    [
      ['usage', 'int'],
      ['total', 'int'],
    ],
  );
});

test("each description is within the platform's 100 characters", () => {
  for (const { identifier, desc } of tsl.services) assert.ok(desc.length > 5 && desc.length <= 100, identifier);
});

describe('properties', () => {
  const pin = (name: string, kind: PinData['kind'], property = true): PinData => ({ name, pin: 1, kind, property });
  const pins = [pin('out', 'output'), pin('in', 'input'), pin('dim', 'pwm'), pin('volts', 'dac'), pin('light', 'adc')];
  const made = thingModel('a1Bcd', services, [...pins, pin('arm', 'servo'), pin('none', 'output', false)]).tsl;

  test('outputs are set and read, inputs only read; what has a duty or a voltage is a float', () => {
    assert.deepEqual(
      made.properties.map(({ identifier, accessMode, dataType }) => [identifier, accessMode, dataType.type]),
      [
        ['out', 'rw', 'bool'],
        ['in', 'r', 'bool'],
        ['dim', 'rw', 'float'],
        ['volts', 'rw', 'float'],
        ['light', 'r', 'float'],
        ['arm', 'r', 'float'],
      ],
    );
  });

  test("the platform's own set has those that may be set, its get and post have all", () => {
    const [set, get] = made.services;
    const all = ['out', 'in', 'dim', 'volts', 'light', 'arm'];
    const names = (data: readonly { identifier: string }[] | undefined) => data?.map(({ identifier }) => identifier);
    assert.deepEqual(
      set?.inputData.map((one) => (typeof one === 'string' ? '' : one.identifier)),
      ['out', 'dim', 'volts'],
    );
    assert.deepEqual(get?.inputData, all);
    assert.deepEqual(names(get?.outputData), all);
    assert.deepEqual([set?.method, get?.method], ['thing.service.property.set', 'thing.service.property.get']);
    const post = made.events[0] as { method: string; outputData: { identifier: string }[] };
    assert.equal(post.method, 'thing.event.property.post');
    assert.deepEqual(names(post.outputData), all);
  });

  test('a board without any has neither set, get nor post', () => {
    const { tsl } = thingModel('a1Bcd', services, [pin('out', 'output', false)]);
    assert.deepEqual(tsl.properties, []);
    assert.ok(tsl.services.every(({ identifier }) => identifier !== 'set' && identifier !== 'get'));
    assert.deepEqual(
      tsl.events.map((one) => (one as { identifier: string }).identifier),
      ['PinChanged'],
    );
  });
});

test('PinChanged is declared with what the firmware posts, and no more', () => {
  const source = readFileSync(`${ROOT}/firmware/services/watchPin.ts`, 'utf8');
  const [, members = ''] = /post\('PinChanged', \{([^}]*)\}/.exec(source) ?? [];
  const posted = [...members.matchAll(/(\w+):/g)].map(([, name]) => name);
  assert.deepEqual(
    cloud.events.get('PinChanged')?.outputData.map(({ identifier }) => identifier),
    posted,
  );
  const event = { pin: 'button', value: 1, count: 3, time: 1_785_000_000_000 };
  assert.equal(cloud.checkEvent('PinChanged', event), undefined);
  assert.match(cloud.checkEvent('PinChanged', { ...event, value: 2 })?.message ?? '', /^value must be 0 or 1/);
});

/** Whether the board takes these parameters. */
function boardTakes(service: Service, params: Record<string, unknown>): boolean {
  try {
    check(lineOf(service), params, '');
    return true;
  } catch {
    return false;
  }
}

const pinTexts = Object.keys(PINS) as [string, ...string[]];

/** A value that may or may not be right. */
function anyValue({ accepts, type }: Field, random: Random): unknown {
  const [least = 0, most = 0] = accepts.split('..').map((end) => Number.parseFloat(end));
  if (random.chance(0.1)) return random.pick([null, true, 'x', -1, 1e9, 0.5, [], {}]);
  if (type === 'pin') return random.pick(pinTexts);
  if (type === 'enum') return JSON.parse(random.pick(accepts.split('|') as [string, ...string[]]));
  if (type === 'text') return 'x'.repeat(random.int(0, most + 2));
  if (type === 'float') return random.pick([least, most, (least + most) / 3, least - 0.1, most + 0.1]);
  return random.pick([least, most, least - 1, most + 1, random.int(least, most)]);
}

test('the cloud accepts every call that the board accepts', () => {
  const random = createRandom(4);
  let taken = 0;
  let refused = 0;
  for (const service of services.filter(({ name }) => cloud.services.has(name)))
    for (let round = 0; round < 300; round++) {
      const fields = Object.entries(service.input).filter(([, { optional }]) => !optional || random.chance(0.5));
      const params = Object.fromEntries(fields.map(([name, field]) => [name, anyValue(field, random)]));
      if (!boardTakes(service, params)) refused++;
      else {
        taken++;
        assert.equal(
          cloud.checkArguments(service.name, params),
          undefined,
          `${service.name} ${JSON.stringify(params)}`,
        );
      }
    }
  assert.ok(taken > 500 && refused > 500, `${taken} taken, ${refused} refused`);
});

test('the cloud refuses what is out of range, of another type or not declared', () => {
  for (const [service, params, message] of [
    ['SetPin', { pin: 'led', value: 2 }, /^value must be 0 or 1/],
    ['SetPin', { pin: 2, value: 1 }, /^pin must be a text/],
    ['PulsePin', { pin: 'led', ms: 0 }, /^ms must be a whole number, 1\.\.3600000/],
    ['SetPwm', { pin: 'dimmer', duty: 1.1 }, /^duty must be a number, 0\.\.1/],
    ['Ping', { loud: 1 }, /^loud is not in the thing model/],
    ['Batch', { operations: [] }, /^service Batch is not in the thing model/],
  ] as const)
    assert.match(cloud.checkArguments(service, params)?.message ?? '', message);
});

test('each example is accepted, by the board and by the cloud', () => {
  const kinds = { led: 'output', button: 'input', dimmer: 'pwm', arm: 'servo', light: 'adc' } as const;
  const pins = Object.entries(kinds).map(([name, kind]) => ({ name, kind, pin: 1, property: false }));
  for (const service of services) {
    const example = exampleOf(service, pins);
    assert.ok(boardTakes(service, example), `${service.name} ${JSON.stringify(example)}`);
    if (cloud.services.has(service.name)) assert.equal(cloud.checkArguments(service.name, example), undefined);
  }
});

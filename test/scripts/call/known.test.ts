import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallError } from '../../../scripts/call/errors.ts';
import { askKnown, knownFrom } from '../../../scripts/call/known.ts';
import type { Transport } from '../../../scripts/call/transport.ts';

const PINS: Record<string, string> = { SetPin: 'lamp, pump', SetPwm: 'lamp' };

/** A board that says it is `board`; asked for a pin of no name, it refuses with those that fit. */
function boardOf(board: string, asked: string[] = []): Transport {
  return {
    device: 'a,b',
    async call(service, params) {
      asked.push(service);
      if (service === 'ListServices')
        return { code: 200, data: { services: ['SetPin', 'SetPwm', 'Water', 'GetInfo'] }, ms: 1 };
      if (service === 'GetInfo') return { code: 200, data: { board }, ms: 1 };
      if (service === 'DescribeService') return { code: 200, data: { line: 'Water;a;litres:1..9' }, ms: 1 };
      assert.deepEqual(params, { pin: '' });
      return { code: 100423, data: {}, message: `pin "" is not on this board: ${PINS[service]}`, ms: 1 };
    },
    close: async () => undefined,
  };
}

test('a board of this project has the pins of its file, and no call for a pin is made', async () => {
  const asked: string[] = [];
  const known = await askKnown(boardOf('esp32-cam', asked));
  assert.deepEqual(
    known.pins.map(({ name, pin }) => `${name} ${pin}`),
    ['led 33', 'flash 4', 'relay 14', 'motion 13', 'door 15', 'siren 2'],
  );
  assert.deepEqual(asked, ['ListServices', 'DescribeService', 'GetInfo']);
  assert.deepEqual([known.device, known.board], ['a,b', 'esp32-cam']);
});

test('its services are those that it lists, and one that is not of this project is described by the board', async () => {
  const { services } = await askKnown(boardOf('esp32-cam'));
  assert.deepEqual(
    services.map(({ name, input }) => `${name} ${Object.keys(input)}`),
    ['SetPin pin,value', 'SetPwm pin,duty,frequency', 'Water litres', 'GetInfo '],
  );
});

test('a board whose file is not here is asked for its pins', async () => {
  const { pins } = await askKnown(boardOf('greenhouse'));
  assert.deepEqual(pins, [
    { name: 'lamp', kind: 'pwm' },
    { name: 'pump', kind: 'output' },
  ]);
});

test('where no board answers, the files of this project do', async () => {
  const gone: Transport = { ...boardOf('x'), call: () => Promise.reject(new CallError('OFFLINE', 'gone')) };
  const known = await knownFrom(gone);
  assert.deepEqual([known.device, known.board], [undefined, 'esp32-devkit-v1']);
  assert.ok(known.services.length >= 18);
  assert.equal((await knownFrom(undefined)).pins[0]?.name, 'led');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelsOfPost, levelsOfReply } from '../../../../scripts/cloud/page/readings.ts';

const reply = (data: unknown, code = 200) => JSON.stringify({ id: '1', code, data });
const request = (params: unknown) => JSON.stringify({ id: '1', version: '1.0', params });

test('the answer of each service that tells a level tells it', () => {
  for (const service of ['SetPin', 'GetPin', 'TogglePin', 'PulsePin', 'BlinkPin'])
    assert.deepEqual(levelsOfReply(service, request({}), reply({ pin: 'led', value: 1 })), [{ pin: 'led', value: 1 }]);
  assert.deepEqual(levelsOfReply('GetPin', request({}), reply({ pin: 2, value: 0 })), [{ pin: '2', value: 0 }]);
  assert.deepEqual(levelsOfReply('SetPwm', request({}), reply({ pin: 'dimmer', duty: 0.25 })), [
    { pin: 'dimmer', value: 0.25 },
  ]);
  assert.deepEqual(levelsOfReply('SetServo', request({}), reply({ pin: 'servo', us: 1500, degrees: 90 })), [
    { pin: 'servo', value: 0, degrees: 90 },
  ]);
  assert.deepEqual(levelsOfReply('ReadAnalog', request({}), reply({ pin: 'light', value: 0.5, millivolts: 1800 })), [
    { pin: 'light', value: 0.5, millivolts: 1800 },
  ]);
});

test('a Batch tells what each of its operations tells, in order', () => {
  const operations = [{ service: 'SetPin' }, { service: 'Ping' }, { service: 'SetPwm' }, { service: 'GetPin' }];
  const results = [
    { code: 200, data: { pin: 'led', value: 1 } },
    { code: 200, data: { uptime: 3 } },
    { code: 200, data: { pin: 'dimmer', duty: 1 } },
    { code: 100500, message: 'no' },
  ];
  assert.deepEqual(levelsOfReply('Batch', request({ operations }), reply({ results })), [
    { pin: 'led', value: 1 },
    { pin: 'dimmer', value: 1 },
  ]);
});

test('a refusal, another service, and what is no level tell nothing', () => {
  const nothing: [string, string][] = [
    ['SetPin', reply({ pin: 'led', value: 1 }, 460)],
    ['SetPin', 'not JSON'],
    ['SetPin', reply([1])],
    ['SetPin', reply({ pin: {}, value: 1 })],
    ['SetPin', reply({ pin: 'led', value: 7 })],
    ['SetPin', reply({ pin: 'led', value: '1' })],
    ['WatchPin', reply({ pin: 'button', value: 1 })],
    ['Batch', reply({ results: [{ code: 200, data: { pin: 'led', value: 1 } }] })],
    ['Batch', reply({ results: 'none' })],
  ];
  for (const [service, text] of nothing) assert.deepEqual(levelsOfReply(service, request({}), text), [], text);
});

test('properties tell by their names, with or without their time; PinChanged tells its pin', () => {
  const params = { relay: 1, button: { value: 0, time: 5 }, text: 'no', far: 2 };
  assert.deepEqual(levelsOfPost('property', request(params)), [
    { pin: 'relay', value: 1 },
    { pin: 'button', value: 0 },
  ]);
  const event = { value: { pin: 'door', value: 1, count: 1, time: 9 }, time: 9 };
  assert.deepEqual(levelsOfPost('PinChanged', request(event)), [{ pin: 'door', value: 1 }]);
  assert.deepEqual(levelsOfPost('Other', request(event)), []);
  assert.deepEqual(levelsOfPost('property', '[1]'), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf, withoutSecrets } from '../../../scripts/cloud/lines.ts';

const lamp = { productKey: 'pk', deviceName: 'lamp' };

test('a call is one line with its service, outcome, time, request and answer', () => {
  const detail = { ...lamp, api: 'InvokeThingService', service: 'SetPin', rrpcCode: 'SUCCESS', ms: 8.4 };
  assert.equal(
    lineOf('call', { ...detail, request: '{"a":1}', reply: '{"code":200}' }),
    'call     InvokeThingService pk,lamp SetPin SUCCESS 8 ms {"a":1} -> {"code":200}',
  );
});

test("a failed call shows the API's code", () => {
  const detail = { ...lamp, api: 'InvokeThingService', rrpcCode: 'SUCCESS', code: '460', ms: 1, request: '' };
  assert.match(lineOf('call', detail) ?? '', / 460 1 ms/);
});

test('control characters and overlong texts of the wire do not reach the terminal', () => {
  const refused = { clientId: '\u001b[2J\nx', username: 'u'.repeat(5000), reason: 'no', returnCode: 4 };
  const line = lineOf('refused', refused) ?? '';
  assert.ok(line.length <= 640);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point.
  assert.doesNotMatch(line, /[\u0000-\u001f]/);
});

test('the answers to calls are not told twice, other publishes are', () => {
  const payload = Buffer.from('{"params":{}}');
  assert.equal(lineOf('publish', { ...lamp, topic: '/sys/pk/lamp/rrpc/response/1', payload }), undefined);
  const post = '/sys/pk/lamp/thing/event/property/post';
  assert.match(lineOf('publish', { ...lamp, topic: post, payload }) ?? '', /property\/post \{"params":\{\}\}$/);
});

test('secrets and passwords are taken out of what is shown, whatever their spelling', () => {
  for (const text of [
    '{"wifi":{"ssid":"home","password":"hunter2"},"x":1}',
    '{"deviceSecret":"hunter2"}',
    '{"PASSWORD" : "hun\\"ter2"}',
    '{"password":"hunter2',
  ])
    assert.doesNotMatch(withoutSecrets(text), /hunter2|ter2/, text);
  assert.equal(withoutSecrets('{"ssid":"home","password":"x","n":1}'), '{"ssid":"home","password":"...","n":1}');
});

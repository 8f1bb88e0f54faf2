import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOfCall } from '../../../scripts/start/callWords.ts';

const call = (more: object) =>
  wordsOfCall({ api: 'RRpc', productKey: 'a', deviceName: 'b', request: '{}', rrpcCode: 'SUCCESS', ms: 4.4, ...more });
const request = JSON.stringify({ id: '1', version: '1.0', params: { pin: 'led' }, method: 'thing.service.GetPin' });

test('a call is told by its service and parameters, and its answer by code and data', () => {
  const reply = '{"id":"1","code":200,"data":{"value":1}}';
  const words = { asked: 'GetPin {"pin":"led"}', answer: '200 {"value":1}', problem: undefined, ms: 4.4 };
  assert.deepEqual(call({ api: 'InvokeThingService', service: 'GetPin', request, reply }), words);
  assert.deepEqual(call({ request, reply }), words, 'by RRpc, too');
});

test('a refusal is told with its message, and silence with what the cloud makes of it', () => {
  const refused = call({ request, reply: '{"id":"1","code":460,"message":"pin is missing"}' });
  assert.deepEqual([refused.answer, refused.problem], ['460', 'pin is missing']);
  const silent = call({ request, rrpcCode: 'TIMEOUT' });
  assert.deepEqual([silent.answer, silent.problem, silent.ms], ['no answer', 'TIMEOUT', undefined]);
  assert.equal(
    call({ request, rrpcCode: 'OFFLINE', code: 'iot.messagebroker.RateLimit' }).problem,
    'iot.messagebroker.RateLimit',
  );
});

test('what is no Alink JSON is shown as it is, made harmless and cut', () => {
  const words = call({ topic: '/a/b/user/get', request: 'x\u001b[2J', reply: 'y'.repeat(500) });
  assert.equal(words.asked, '/a/b/user/get x?[2J');
  assert.equal(words.answer, `${'y'.repeat(160)}...`);
  assert.equal(words.problem, undefined);
});

test('secrets are not shown', () => {
  const params = { settings: { deviceSecret: 'abc123', wifi: { ssid: 'home', password: 'pass123' } } };
  const { asked } = call({ service: 'SetConfig', request: JSON.stringify({ params }) });
  assert.doesNotMatch(asked, /abc123|pass123/);
});

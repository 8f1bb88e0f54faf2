import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallError, explainCode, explainThrown } from '../../../scripts/call/errors.ts';

const place = { endpoint: '127.0.0.1:8080', accessKeyId: 'me', device: 'pk,lamp' };

test('the two ways of telling an offline device are one', () => {
  for (const code of ['OFFLINE', 'iot.messagebroker.OFFLINE']) {
    const error = explainCode(code, '', place);
    assert.deepEqual([error.code, error.message], ['OFFLINE', 'device pk,lamp is not connected']);
  }
});

test("a code not known here keeps its name and the API's own words", () => {
  const error = explainCode('iot.messagebroker.RateLimit', 'too many calls', place);
  assert.deepEqual([error.code, error.message], ['iot.messagebroker.RateLimit', 'too many calls']);
});

test('what the client threw is one line without the string that was signed', () => {
  const message = 'InvalidVersion: code: 400, Version is not valid. server string to sign is:GET&x\ny request id: ABC';
  const error = explainThrown(Object.assign(new Error(message), { code: 'InvalidVersion' }), place);
  assert.deepEqual([error.code, error.message], ['InvalidVersion', 'Version is not valid.']);
});

test('errors of the network are UNREACHABLE, those of waiting TIMEOUT', () => {
  const thrown = (message: string, more = {}) => explainThrown(Object.assign(new Error(message), more), place).code;
  assert.equal(thrown('connect ECONNREFUSED 127.0.0.1:8080', { code: 'ECONNREFUSED' }), 'UNREACHABLE');
  assert.equal(thrown('getaddrinfo ENOTFOUND nowhere', { code: 'ENOTFOUND' }), 'UNREACHABLE');
  assert.equal(thrown('socket hang up', { code: 'ECONNRESET' }), 'UNREACHABLE');
  assert.equal(thrown('ConnectTimeout(5000). POST failed.', { name: 'RequestTimeoutError' }), 'UNREACHABLE');
  assert.equal(thrown('ReadTimeout(1000). POST failed.', { name: 'RequestTimeoutError' }), 'TIMEOUT');
});

test('another computer that does not answer is not to be started here', () => {
  const error = explainThrown(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), {
    ...place,
    endpoint: 'iot.example',
  });
  assert.equal(error.message, 'nothing answers at iot.example');
});

test('a CallError passes through', () => {
  const error = new CallError('BAD_REPLY', 'x');
  assert.equal(explainThrown(error, place), error);
});

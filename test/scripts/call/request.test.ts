import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseParams, parseTimeout, wholeTopic } from '../../../scripts/call/request.ts';

test('parameters are a JSON object, {} when left out', () => {
  assert.deepEqual(parseParams('{"pin":2}'), { pin: 2 });
  assert.deepEqual(parseParams(undefined), {});
});

test('parameters that are no JSON object are refused with an example', () => {
  for (const text of ['', '{pin:2}', '[1]', 'null', '"x"', '1', "'{}'"])
    assert.throws(() => parseParams(text), /JSON object such as '\{"pin":"led","value":1\}'/, text);
});

test('a password in parameters that do not parse is not repeated', () => {
  assert.throws(
    () => parseParams('{"password":hunter2}'),
    (error: Error) => !error.message.includes('hunter'),
  );
});

test('a timeout is 1000..8000', () => {
  assert.equal(parseTimeout('1000'), 1000);
  for (const text of ['999', '8001', '1e3', '2s', '', '-1000'])
    assert.throws(() => parseTimeout(text), /--timeout takes 1000\.\.8000/, text);
});

test("a short topic is meant within the device's own", () => {
  const lamp = { productKey: 'pk', deviceName: 'lamp' };
  assert.equal(wholeTopic('user/get', lamp), '/pk/lamp/user/get');
  assert.equal(wholeTopic('/pk/lamp/user/get', lamp), '/pk/lamp/user/get');
});

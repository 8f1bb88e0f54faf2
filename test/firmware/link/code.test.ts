import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, refuse } from '../../../firmware/link/code.ts';

test("a code of our own is in the device's range of the platform, any other is the platform's", () => {
  const own = [Code.NO_SERVICE, Code.TOO_LARGE, Code.PIN, Code.HANDLER];
  assert.deepEqual(own, [100404, 100413, 100423, 100500]);
  for (const code of own) assert.ok(code >= 100000 && code <= 110000);
  assert.deepEqual([Code.SUCCESS, Code.REQUEST, Code.PARAMETER], [200, 400, 460]);
});

test('a refusal is its code and its message', () => {
  assert.deepEqual(refuse(Code.PARAMETER, 'value must be 0 or 1'), { code: 460, message: 'value must be 0 or 1' });
});

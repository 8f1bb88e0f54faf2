import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Int64, toJson } from '../../../../scripts/cloud/http/json.ts';

test('an int64 is written digit for digit', () => {
  assert.equal(toJson({ MessageId: new Int64('889455942124347392') }), '{"MessageId":889455942124347392}');
});

test('what is no int64 cannot be made one', () => {
  for (const text of ['', '1.5', '1e9', 'x', '12345678901234567890', '"}']) assert.throws(() => new Int64(text), text);
});

test('everything else is JSON as usual, members that are undefined left out', () => {
  const value = { text: 'a"\n\u2028', list: [1, null, true, { x: -0.5 }], none: undefined, '"': '' };
  assert.equal(toJson(value), '{"text":"a\\"\\n\u2028","list":[1,null,true,{"x":-0.5}],"\\"":""}');
});

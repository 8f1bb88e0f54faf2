import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devicePassword, parseClientId, parseUsername, passwordMatches } from '../../../scripts/cloud/identity.ts';

const identity = { cid: '12345', deviceName: 'device', productKey: 'pk', timestamp: '789' };

for (const [method, password] of [
  ['hmacmd5', '14b198324fe55e1d3c88f2e705e201ee'],
  ['hmacsha1', 'fafd82a3d602b37fb0fa8b7892f24a477f851a14'],
  ['hmacsha256', '6074a46a91b1ebb2cc4ea42790ad0e80202c9843859fc292e57c4eb19fad9e57'],
] as const) {
  test(`the published test vector of ${method} is met`, () => {
    assert.equal(devicePassword(identity, method, 'secret'), password);
  });
}

test('a password is taken in upper-case hex too', () => {
  assert.equal(passwordMatches('AB0F', 'ab0f'), true);
});

test('a password that differs in one digit, in length, or is empty does not match', () => {
  for (const wrong of ['ab0e', 'ab0f0', 'ab0', '']) assert.equal(passwordMatches(wrong, 'ab0f'), false, wrong);
});

test('a timestamp that the clientId leaves out is not signed', () => {
  const { timestamp: _, ...without } = identity;
  const password = 'c8cb3dcb7159682438e5fd9a9c34f398e41bb8edb6f222795e307bafee151090';
  assert.equal(devicePassword(without, 'hmacsha256', 'secret'), password);
});

test('a clientId is taken apart, unknown keys passed over', () => {
  assert.deepEqual(parseClientId('12345|securemode=3,signmethod=hmacsha1,timestamp=789,ext=1,_v=sdk-1,lan=C|'), {
    cid: '12345',
    signMethod: 'hmacsha1',
    timestamp: '789',
    ext: 1,
  });
});

test('ext and timestamp may be left out', () => {
  assert.deepEqual(parseClientId('a|securemode=2,signmethod=hmacmd5|'), { cid: 'a', signMethod: 'hmacmd5', ext: 0 });
});

for (const [text, names] of [
  ['12345', 'key=value'],
  ['', 'key=value'],
  ['|securemode=3,signmethod=hmacsha1|', '1..64'],
  [`${'x'.repeat(65)}|securemode=3,signmethod=hmacsha1|`, '1..64'],
  ['a|securemode=3,signmethod=hmacsha1', 'key=value'],
  ['a|securemode=3,signmethod=hmacsha1|b', 'key=value'],
  ['a|securemode=3,signmethod=hmacsha1|b|', 'key=value'],
  ['a|securemode=3,,signmethod=hmacsha1|', 'key=value'],
  ['a|signmethod=hmacsha1|', 'securemode'],
  ['a|securemode=1,signmethod=hmacsha1|', 'securemode'],
  ['a|securemode=3|', 'signmethod'],
  ['a|securemode=3,signmethod=toString|', 'signmethod'],
  ['a|securemode=3,signmethod=hmacsha1,timestamp=soon|', 'timestamp'],
  ['a|securemode=3,signmethod=hmacsha1,ext=-1|', 'ext'],
] as const) {
  test(`the clientId "${text.slice(0, 50)}" is refused, naming ${names}`, () => {
    const answer = parseClientId(text);
    assert.equal(typeof answer, 'string');
    assert.ok(String(answer).includes(names), String(answer));
  });
}

test('a user name is deviceName&productKey', () => {
  assert.deepEqual(parseUsername('lamp&a1'), { deviceName: 'lamp', productKey: 'a1' });
});

test('a user name of another shape is refused', () => {
  for (const text of ['', 'lamp', '&a1', 'lamp&', 'lamp&a1&x']) assert.equal(parseUsername(text), undefined, text);
});

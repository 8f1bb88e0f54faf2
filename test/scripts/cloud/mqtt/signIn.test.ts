import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Devices } from '../../../../scripts/cloud/devices.ts';
import { type Claim, type Refusal, signIn } from '../../../../scripts/cloud/mqtt/signIn.ts';
import { RateLimit } from '../../../../scripts/cloud/rates.ts';
import { fakeClock } from '../fakeClock.ts';
import { credentials, device, other } from '../help.ts';

function setUp() {
  const clock = fakeClock();
  const devices = new Devices([device, other]);
  const rate = new RateLimit(5, 60_000);
  const decide = (claim: Partial<Claim> = {}) =>
    signIn({ ...credentials(), keepAlive: 60, will: false, ...claim }, devices, rate, clock);
  return { clock, decide };
}

for (const method of ['hmacmd5', 'hmacsha1', 'hmacsha256']) {
  test(`a device signs in by ${method}, with and without a timestamp`, () => {
    const { decide } = setUp();
    for (const more of [`signmethod=${method}`, `signmethod=${method},timestamp=1,ext=1`]) {
      const answer = decide(credentials(device, more));
      assert.ok('device' in answer);
      assert.equal(answer.device.deviceName, device.deviceName);
      assert.equal(answer.ext, more.includes('ext=1'));
    }
  });
}

const refusals: [string, Partial<Claim>, Refusal['returnCode'], RegExp][] = [
  ['a clientId without parameters', { clientId: 'lamp' }, 2, /clientId must be/],
  ['a user name of another shape', { username: 'lamp' }, 4, /username must be/],
  ['an unknown device', { username: 'lamp2&a1Bcd' }, 4, /no device a1Bcd,lamp2/],
  ['an unknown product', { username: 'lamp&a2' }, 4, /no device a2,lamp/],
  ['a wrong secret', credentials({ ...device, deviceSecret: 'wrong' }), 4, /wrong hmacsha256 password/],
  ["another device's password", { password: credentials(other).password }, 4, /wrong hmacsha256 password/],
  [
    'a clientId text that was not signed',
    { clientId: credentials(device, undefined, '54321').clientId },
    4,
    /password/,
  ],
  ['no password', { password: '' }, 4, /password/],
  ['a keep-alive of 29 s', { keepAlive: 29 }, 5, /30\.\.1200 seconds, not 29/],
  ['a keep-alive of 1201 s', { keepAlive: 1201 }, 5, /30\.\.1200 seconds, not 1201/],
  ['no keep-alive', { keepAlive: 0 }, 5, /30\.\.1200/],
  ['a Will', { will: true }, 5, /Will/],
];
for (const [what, claim, returnCode, reason] of refusals) {
  test(`${what} is refused with CONNACK ${returnCode}`, () => {
    const answer = setUp().decide(claim);
    assert.ok('returnCode' in answer);
    assert.equal(answer.returnCode, returnCode);
    assert.match(answer.reason, reason);
    assert.doesNotMatch(answer.reason, /device-secret|wrong-secret|[0-9a-f]{32}/);
  });
}

test('the limits of the keep-alive are accepted', () => {
  for (const keepAlive of [30, 1200]) assert.ok('device' in setUp().decide({ keepAlive }));
});

test('the sixth CONNECT of a device in a minute is refused with CONNACK 3, and strangers do not use up its five', () => {
  const { clock, decide } = setUp();
  for (let i = 0; i < 20; i++) decide({ password: 'guess' });
  for (let i = 0; i < 5; i++) assert.ok('device' in decide());
  const answer = decide();
  assert.ok('returnCode' in answer && answer.returnCode === 3);
  assert.ok('device' in decide(credentials(other)));
  clock.advance(60_000);
  assert.ok('device' in decide());
});

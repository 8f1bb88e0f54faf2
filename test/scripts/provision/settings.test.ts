// What each member of device.json accepts, here and on the board.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSettings as checkOnBoard } from '../../../firmware/settings.ts';
import {
  accepts,
  checkSettings,
  MEMBERS,
  type Member,
  memberOf,
  nestMembers,
  parseMember,
} from '../../../scripts/provision/settings.ts';

const GOOD = { productKey: 'pk', deviceName: 'dn', deviceSecret: 'DoNotTell', host: 'cloud.example', port: 1883 };
const WHOLE = { wifi: { ssid: 'home', password: 'DoNotTellEither' }, retry: { first: 2, ceiling: 120 } };

type Members = Record<string, unknown>;

/** Whether `check` takes these settings. */
function takes(check: (found: unknown) => unknown, settings: Members): boolean {
  try {
    check(JSON.parse(JSON.stringify(settings)));
    return true;
  } catch {
    return false;
  }
}

/** Good settings with one member changed, taken out where it is undefined. */
function withMember(name: string, value: unknown): Members {
  const [outer, inner] = name.split('.') as [string, string | undefined];
  if (inner === undefined) return { ...GOOD, [outer]: value };
  return { ...GOOD, [outer]: { ...WHOLE[outer as 'wifi' | 'retry'], [inner]: value } };
}

/** Values at, within and beyond what a member accepts, and of every other kind. */
function samples({ bytes, range, choices }: Member): unknown[] {
  const ends = bytes
    ? [bytes[0], bytes[0] + 1, bytes[1], bytes[1] + 1].map((n) => 'x'.repeat(n))
    : range
      ? [range[0], range[1], range[0] + 0.5, range[0] - 0.01, range[1] + 0.01, range[0] + 1, range[1] + 1]
      : [...(choices ?? [])];
  return [...ends, '', 'x', 0, 1, 2, -1, 1e9, true, false, null, [], {}, '60', 'hmacmd5'];
}

for (const member of MEMBERS)
  test(`${member.name} is taken and refused as on the board`, () => {
    for (const value of [undefined, ...samples(member)]) {
      const settings = withMember(member.name, value);
      assert.equal(
        takes(checkSettings, settings),
        takes(checkOnBoard, settings),
        `${member.name}: ${JSON.stringify(value)}`,
      );
    }
    // Both have something to take, and something to refuse.
    const taken = samples(member).filter((value) => takes(checkSettings, withMember(member.name, value)));
    assert.ok(taken.length > 0 && taken.length < samples(member).length);
  });

test('a member that is missing or out of range is named, with what it accepts, and no secret is shown', () => {
  for (const member of MEMBERS) {
    if (member.required)
      assert.throws(() => checkSettings(withMember(member.name, undefined)), {
        message: `device.json: ${member.name} is missing: ${accepts(member)}`,
      });
    const wrong = member.bytes ? 'TOO-LONG'.repeat(40) : 'SOMETHING';
    assert.throws(
      () => checkSettings(withMember(member.name, wrong)),
      (error: Error) => {
        assert.ok(error.message.startsWith(`device.json: ${member.name} must be ${accepts(member)}`), error.message);
        assert.ok(!error.message.includes('TOO-LONG'));
        return true;
      },
    );
  }
});

/** Each member as it may be missing and beyond what it accepts, with what is said of it in each case. */
const WRONG: readonly (readonly [name: string, missing: string | undefined, beyond: unknown, said: string])[] = [
  ['productKey', '1..64 bytes of text', 'x'.repeat(65), '1..64 bytes of text'],
  ['deviceName', '1..64 bytes of text', '', '1..64 bytes of text'],
  ['deviceSecret', '1..64 bytes of text', 'DoNotTell'.repeat(8), '1..64 bytes of text'],
  ['host', '1..127 bytes of text', 'h'.repeat(128), '1..127 bytes of text'],
  ['port', '1..65535', 65_536, '1..65535, not 65536'],
  ['tls', undefined, 'yes', 'true or false, not "yes"'],
  ['signMethod', undefined, 'hmacmd5', '"hmacsha256" or "hmacsha1", not "hmacmd5"'],
  ['ext', undefined, 2, '0 or 1, not 2'],
  ['keepAlive', undefined, 29, '30..1200 seconds, not 29'],
  ['retry.first', undefined, 0.05, '0.1..3600 seconds, not 0.05'],
  ['retry.ceiling', undefined, 3601, '0.1..3600 seconds, not 3601'],
  ['wifi.ssid', '1..32 bytes of text', 'w'.repeat(33), '1..32 bytes of text'],
  ['wifi.password', '0..64 bytes of text', 'DoNotTell'.repeat(8), '0..64 bytes of text'],
];

/** A name with a letter gone, two swapped, one doubled, in capitals, with a dash. */
const misspelt = (name: string): string[] => [
  name.slice(0, -1),
  `${name.slice(0, -2)}${name.at(-1)}${name.at(-2)}`,
  name + name.at(-1),
  name.toUpperCase(),
  name.replace(/.([A-Z]|$)/, '$&_'),
];

for (const [name, missing, beyond, said] of WRONG)
  test(`${name} missing, misspelt or beyond its range has a message of its own`, () => {
    const refused = (settings: Members, message: string): void =>
      assert.throws(() => checkSettings(settings), { message }, JSON.stringify(settings));
    if (missing === undefined) checkSettings(withMember(name, undefined));
    else refused(withMember(name, undefined), `device.json: ${name} is missing: ${missing}`);
    refused(withMember(name, beyond), `device.json: ${name} must be ${said}`);
    const [inner = '', outer] = name.split('.').reverse();
    for (const wrong of misspelt(inner)) {
      const path = outer === undefined ? wrong : `${outer}.${wrong}`;
      refused(
        { ...withMember(path, memberOf({ ...GOOD, ...WHOLE }, name) ?? 1) },
        `device.json: ${JSON.stringify(path)} is no setting: is ${name} meant?`,
      );
    }
  });

test('every member is in the table above', () => {
  assert.deepEqual(
    WRONG.map(([name]) => name),
    MEMBERS.map(({ name }) => name),
  );
});

test('a member that stands in the wrong place is refused with the right one', () => {
  for (const [settings, path, meant] of [
    [{ ...GOOD, ssid: 'home' }, 'ssid', 'wifi.ssid'],
    [{ ...GOOD, pasword: 'x' }, 'pasword', 'wifi.password'],
    [{ ...GOOD, ceiling: 5 }, 'ceiling', 'retry.ceiling'],
    [{ ...GOOD, wifi: { ...WHOLE.wifi, keepAlive: 60 } }, 'wifi.keepAlive', 'keepAlive'],
  ] as const)
    assert.throws(() => checkSettings(settings), {
      message: `device.json: "${path}" is no setting: is ${meant} meant?`,
    });
});

test('a misspelt member is refused with the one that is meant, where the board would not mind it', () => {
  const refused = (settings: Members, message: string) => assert.throws(() => checkSettings(settings), { message });
  refused({ ...GOOD, keepalive: 60 }, 'device.json: "keepalive" is no setting: is keepAlive meant?');
  refused({ ...GOOD, devicSecret: 'x' }, 'device.json: "devicSecret" is no setting: is deviceSecret meant?');
  refused(
    { ...GOOD, wifi: { sid: 'home', password: '' } },
    'device.json: "wifi.sid" is no setting: is wifi.ssid meant?',
  );
  assert.throws(
    () => checkSettings({ ...GOOD, banana: 1 }),
    /"banana" is no setting: there are productKey, deviceName/,
  );
});

test('half a Wi-Fi, and what is no object, is refused', () => {
  assert.throws(() => checkSettings({ ...GOOD, wifi: { ssid: 'home' } }), /wifi\.password is missing/);
  assert.throws(() => checkSettings({ ...GOOD, wifi: 'home' }), /wifi must be an object/);
  for (const found of [null, [], 5, 'text'])
    assert.throws(() => checkSettings(found), /device\.json must be an object/);
});

test('text of any language is written as UTF-8, and counted in bytes as the board counts', () => {
  const { bytes } = checkSettings({ ...GOOD, wifi: { ssid: 'd\u00fcne', password: '' } });
  assert.ok(Buffer.from(bytes).includes(Buffer.from('d\u00fcne', 'utf8')));
  assert.throws(
    () => checkSettings({ ...GOOD, wifi: { ssid: '\u4e2d'.repeat(11), password: '' } }),
    /wifi\.ssid must be 1\.\.32/,
  );
});

test('what is typed becomes what the member is', () => {
  const member = (name: string) => MEMBERS.find((one) => one.name === name) as Member;
  assert.equal(parseMember(member('port'), '1883'), 1883);
  assert.equal(parseMember(member('tls'), 'true'), true);
  assert.equal(parseMember(member('ext'), '1'), 1);
  assert.equal(parseMember(member('deviceName'), '42'), '42');
  assert.throws(() => parseMember(member('port'), 'many'), /port must be 1\.\.65535, not "many"/);
  assert.throws(() => parseMember(member('port'), ''), /port must be 1\.\.65535/);
  assert.deepEqual(nestMembers({ port: 1, 'wifi.ssid': 'a', 'wifi.password': 'b' }), {
    port: 1,
    wifi: { ssid: 'a', password: 'b' },
  });
  assert.equal(memberOf({ wifi: { ssid: 'a' } }, 'wifi.ssid'), 'a');
  assert.equal(memberOf({ wifi: 5 }, 'wifi.ssid'), undefined);
});

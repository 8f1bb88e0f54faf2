import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { installInterpreter } from './interpreter.ts';

const board = installInterpreter();
const { changedSettings, checkSettings, keepSettings, readSettings, tryOut } = await import(
  '../../firmware/settings.ts'
);

const GOOD = { productKey: 'pk', deviceName: 'dn', deviceSecret: 'DoNotTell', host: 'cloud.example', port: 1883 };
const DEFAULTS = { keepAlive: 60, retry: { first: 2, ceiling: 120 } };
const HOME = { ssid: 'home', password: 'DoNotTellEither' };

type Members = Record<string, unknown>;

const changeSettings = (changes: Members): void => keepSettings(changedSettings(changes));

/** What `device.json` with these members, and those of a good one, is read as: JSON, as the board reads it. */
function checked(change: Members): unknown {
  return checkSettings(JSON.parse(JSON.stringify({ ...GOOD, ...change })));
}

/** It throws a refusal with exactly this line. */
function throws(action: () => unknown, line: string): void {
  assert.throws(action, (thrown) => {
    assert.deepEqual(thrown, { code: 460, message: `device.json: ${line}` });
    return true;
  });
}

/** It is refused in exactly this line. */
function refuses(change: Members, line: string): void {
  assert.throws(
    () => checked(change),
    (thrown) => {
      assert.deepEqual(thrown, { code: 460, message: `device.json: ${line}` }, JSON.stringify(change));
      return true;
    },
  );
}

/** It is taken, and these members are in it as they were given. */
function takes(change: Members): void {
  const found = checked(change) as Members;
  for (const [name, value] of Object.entries(change)) assert.deepEqual(found[name], value, name);
}

/** A value, inside another one where a dot says so: `retry.first`. What stands beside it there is whole. */
function nested(name: string, value: unknown): Members {
  const [outer, inner] = name.split('.') as [string, string | undefined];
  if (inner === undefined) return { [outer]: value };
  return { [outer]: { ...(outer === 'wifi' ? HOME : DEFAULTS.retry), [inner]: value } };
}

/** What JSON has that is no text, and that is no number. */
const NO_TEXT = [5, 0, true, null, [], ['x'], {}];
const NO_NUMBER = ['60', '', true, null, [60], {}];

describe('the settings', () => {
  test('of the members that must be there are filled up with defaults', () => {
    assert.deepEqual(checked({}), { ...GOOD, ...DEFAULTS });
  });

  test('with every member are kept as they are', () => {
    const all = {
      ...GOOD,
      tls: true,
      signMethod: 'hmacsha1',
      ext: 1,
      keepAlive: 300,
      retry: { first: 1, ceiling: 10 },
      wifi: HOME,
    };
    assert.deepEqual(checked(all), all);
  });

  test('with half of retry get the other half', () => {
    assert.deepEqual(checked({ retry: { first: 5 } }), { ...GOOD, ...DEFAULTS, retry: { first: 5, ceiling: 120 } });
    assert.deepEqual(checked({ retry: { ceiling: 5 } }), { ...GOOD, ...DEFAULTS, retry: { first: 2, ceiling: 5 } });
    assert.deepEqual(checked({ retry: {} }), { ...GOOD, ...DEFAULTS });
  });

  test('keep a member that nobody knows, and do not mind it', () => {
    takes({ note: 'in the cellar' });
  });

  test('that are no object are refused, and so is a file that is not there', () => {
    for (const found of [undefined, null, 5, 0, '', 'text', true, false])
      throws(
        () => checkSettings(found),
        found === undefined
          ? 'the file is missing, or no JSON: npm run provision writes it'
          : 'the file must be {}, not this',
      );
  });

  test('that are empty, or a list, are refused by the first member that is missing', () => {
    for (const found of [{}, []]) throws(() => checkSettings(found), 'productKey is missing: it must be 1..64 bytes');
  });

  test('that are misspelt are refused by the member that is missing then', () => {
    for (const [right, wrong] of [
      ['productKey', 'productkey'],
      ['deviceName', 'device_name'],
      ['deviceSecret', 'secret'],
      ['host', 'Host'],
      ['port', 'ports'],
    ] as const) {
      const { [right]: value, ...rest } = GOOD;
      throws(
        () => checkSettings({ ...rest, [wrong]: value }),
        `${right} is missing: it must be ${right === 'port' ? '1..65535' : `1..${right === 'host' ? 127 : 64} bytes`}`,
      );
    }
  });
});

describe('a text', () => {
  for (const [name, least, most] of [
    ['productKey', 1, 64],
    ['deviceName', 1, 64],
    ['deviceSecret', 1, 64],
    ['host', 1, 127],
    ['wifi.ssid', 1, 32],
    ['wifi.password', 0, 64],
  ] as const) {
    const accepts = `${least}..${most} bytes`;
    const line = `${name} must be ${accepts}, not this`;

    test(`${name} is taken from ${least} to ${most} bytes`, () => {
      for (const length of [least, least + 1, most]) takes(nested(name, 'x'.repeat(length)));
    });

    test(`${name} is refused where it is missing, below or above its length, or no text`, () => {
      refuses(nested(name, undefined), `${name} is missing: it must be ${accepts}`);
      refuses(nested(name, 'x'.repeat(most + 1)), line);
      if (least > 0) refuses(nested(name, ''), line);
      for (const value of NO_TEXT) refuses(nested(name, value), line);
    });
  }
});

describe('a number', () => {
  for (const [name, least, most, step, unit] of [
    ['port', 1, 65535, 1, ''],
    ['keepAlive', 30, 1200, 1, ' seconds'],
    ['retry.first', 0.1, 3600, 0.01, ' seconds'],
    ['retry.ceiling', 0.1, 3600, 0.01, ' seconds'],
  ] as const) {
    const line = `${name} must be ${least}..${most}${unit}`;

    test(`${name} is taken from ${least} to ${most}`, () => {
      for (const value of [least, least + step, most - step, most]) takes(nested(name, value));
    });

    test(`${name} is refused below and above its range, and where it is no number, and shown`, () => {
      for (const value of [least - step, most + step, 0, -1, 1e9, ...NO_NUMBER])
        refuses(nested(name, value), `${line}, not ${JSON.stringify(value)}`);
    });
  }

  test('port must be there', () => {
    refuses({ port: undefined }, 'port is missing: it must be 1..65535');
  });
});

describe('a choice', () => {
  for (const [name, values, line, wrong] of [
    [
      'signMethod',
      ['hmacsha256', 'hmacsha1'],
      'signMethod must be "hmacsha256" or "hmacsha1"',
      ['hmacmd5', 'HMACSHA256', 'sha256', '', 0, null, true],
    ],
    ['tls', [true, false], 'tls must be true or false', [0, 1, 'true', '', null, {}]],
    ['ext', [0, 1], 'ext must be 0 or 1', [2, -1, '1', true, false, null]],
  ] as const) {
    test(`${name} is taken in each of its values, and may be left out`, () => {
      for (const value of values) takes({ [name]: value });
      assert.ok(!(name in (checked({ [name]: undefined }) as Members)));
    });

    test(`${name} is refused in any other, which is shown beside those it accepts`, () => {
      for (const value of wrong) refuses({ [name]: value }, `${line}, not ${JSON.stringify(value)}`);
    });
  }
});

describe('a member with members', () => {
  for (const name of ['retry', 'wifi'])
    test(`${name} is refused where it is no object`, () => {
      for (const value of ['home', '', 5, 0, true, false, null])
        refuses({ [name]: value }, `${name} must be {}, not this`);
    });

  test('wifi may be left out, and then it is none', () => {
    assert.ok(!('wifi' in (checked({ wifi: undefined }) as Members)));
  });
});

test('what a secret holds is in no message, whatever else is wrong', () => {
  const wrong: Members[] = [
    { deviceSecret: 'DoNotTell'.repeat(20) },
    { deviceSecret: ['DoNotTell'] },
    { deviceSecret: { DoNotTell: 1 } },
    { wifi: { ssid: 'home', password: 'DoNotTell'.repeat(20) } },
    { wifi: { ssid: 'home', password: ['DoNotTell'] } },
    { wifi: { ssid: '', password: 'DoNotTell' } },
    { wifi: ['DoNotTell'] },
    { wifi: 'DoNotTell' },
    { retry: 'DoNotTell' },
    { productKey: ['DoNotTell'] },
    { port: 0 },
    { ext: 9 },
  ];
  for (const change of wrong)
    assert.throws(
      () => checked(change),
      (thrown) => !JSON.stringify(thrown).includes('DoNotTell') && /^device\.json: /.test((thrown as Error).message),
      JSON.stringify(change),
    );
});

describe('a change of the settings', () => {
  beforeEach(() => {
    board.clear();
    board.useTimers();
    board.useStorage();
    board.files.set('device.json', JSON.stringify(GOOD));
  });
  const kept = (): Members => readSettings();

  test('is written for the next start, and what was there before is kept beside it', () => {
    changeSettings({ keepAlive: 300, wifi: HOME });
    assert.deepEqual([kept().keepAlive, kept().wifi, kept().host], [300, HOME, GOOD.host]);
    assert.deepEqual(JSON.parse(board.files.get('device.old') ?? ''), GOOD);
  });

  test('of null takes a member out', () => {
    changeSettings({ wifi: HOME, tls: true });
    changeSettings({ wifi: null, tls: null, ext: 1 });
    assert.deepEqual(['wifi' in kept(), 'tls' in kept(), kept().ext], [false, false, 1]);
    throws(() => changeSettings({ host: null }), 'host is missing: it must be 1..127 bytes');
  });

  test('that is wrong is refused as the file itself would be, and nothing is written', () => {
    for (const [change, line] of [
      [{ keepAlive: 5 }, 'keepAlive must be 30..1200 seconds, not 5'],
      [{ deviceSecret: '' }, 'deviceSecret must be 1..64 bytes, not this'],
      [{ wifi: { ssid: 'home' } }, 'wifi.password is missing: it must be 0..64 bytes'],
      [{ retry: { first: 0 } }, 'retry.first must be 0.1..3600 seconds, not 0'],
    ] as const) {
      throws(() => changeSettings(change), line);
      assert.deepEqual([...board.files], [['device.json', JSON.stringify(GOOD)]]);
    }
  });

  test('on top of one that is not known to be good keeps what was good', () => {
    changeSettings({ host: 'first.example' });
    changeSettings({ host: 'second.example' });
    assert.equal(kept().host, 'second.example');
    assert.deepEqual(JSON.parse(board.files.get('device.old') ?? ''), GOOD);
  });

  test('that does not sign in within 90 s is undone, once', () => {
    let failures = 0;
    changeSettings({ host: 'wrong.example' });
    tryOut(() => failures++);
    board.advance(89_999);
    assert.deepEqual([failures, kept().host], [0, 'wrong.example']);
    board.advance(1);
    assert.deepEqual([failures, kept()], [1, GOOD]);
    assert.ok(!board.files.has('device.old'));
    tryOut(() => failures++);
    board.advance(200_000);
    assert.equal(failures, 1);
  });

  test('that signs in is kept, and signing in again changes nothing', () => {
    changeSettings({ host: 'right.example' });
    const good = tryOut(() => assert.fail('undone'));
    board.advance(89_000);
    good();
    good();
    board.advance(200_000);
    assert.equal(kept().host, 'right.example');
    assert.ok(!board.files.has('device.old'));
  });

  test('that signs in too late stays undone', () => {
    changeSettings({ host: 'slow.example' });
    const good = tryOut(() => undefined);
    board.advance(90_000);
    good();
    assert.deepEqual(kept(), GOOD);
  });

  test('where there were none is kept at once: there is nothing to go back to', () => {
    board.files.clear();
    throws(() => changeSettings({ host: 'cloud.example' }), 'productKey is missing: it must be 1..64 bytes');
    changeSettings(GOOD);
    assert.deepEqual([kept().host, board.files.has('device.old')], [GOOD.host, false]);
  });

  test('is not tried where there was none', () => {
    const good = tryOut(() => assert.fail('undone'));
    good();
    board.advance(200_000);
    assert.deepEqual([board.pending, kept()], [0, GOOD]);
  });
});

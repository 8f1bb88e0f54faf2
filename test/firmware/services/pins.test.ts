// What the services of pins do, on pins of every kind; test/e2e/pins has each wrong parameter, and time, on boards.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, board, NAMES, posts, refuses, world } from './bench.ts';

describe('SetPin, GetPin and TogglePin', () => {
  test('answer with the pin as it was given and the level read back', () => {
    for (const pin of ['led', 2, '2', 'relay', 'dimmer']) {
      assert.deepEqual(answer('SetPin', { pin, value: 1 }), { pin, value: 1 });
      assert.deepEqual(answer('GetPin', { pin }), { pin, value: 1 });
      assert.deepEqual(answer('TogglePin', { pin }), { pin, value: 0 });
      assert.deepEqual(answer('TogglePin', { pin }), { pin, value: 1 });
    }
  });

  test('turn a duty off, and read an analog input that may be read so as a level', () => {
    answer('SetPwm', { pin: 'dimmer', duty: 0.25 });
    assert.deepEqual(answer('TogglePin', { pin: 'dimmer' }), { pin: 'dimmer', value: 0 });
    board.levels.set(35, 1);
    board.analog.set(35, 0.3);
    assert.deepEqual(answer('GetPin', { pin: 'pot' }), { pin: 'pot', value: 1 });
  });

  test('have 0 or 1 for a duty too, and reading it leaves it as it is', () => {
    for (const [duty, value] of [
      [0, 0],
      [0.001, 1],
      [0.5, 1],
      [0.999, 1],
      [1, 1],
      [0, 0],
    ] as const)
      for (const pin of ['dimmer', 'glow']) {
        answer('SetPwm', { pin, duty });
        board.steps.length = 0;
        assert.deepEqual(answer('GetPin', { pin }), { pin, value }, `${pin} at ${duty}`);
        assert.deepEqual(board.steps, []);
      }
    answer('SetPwm', { pin: 'dimmer', duty: 0.001 });
    assert.deepEqual(answer('property.get', ['dimmer']), { dimmer: 0.001 }, 'the property has the duty');
  });

  test('refuse another value, and name the pin where both are wrong', () => {
    refuses('SetPin', { pin: 'led', value: 2 }, 460, 'value must be 0 or 1, not 2');
    assert.throws(() => answer('SetPin', { pin: 'lde', value: 2 }), { code: 100423 });
  });
});

describe('PulsePin', () => {
  test('answers at once with how long it will be, or when it has ended', () => {
    assert.deepEqual(answer('PulsePin', { pin: 'led', ms: 50 }), { pin: 'led', value: 1, ms: 50 });
    board.advance(50);
    const told = answer('PulsePin', { pin: 'led', ms: 50, wait: 1 });
    assert.deepEqual(told, []);
    board.advance(50);
    assert.deepEqual(told, [{ pin: 'led', value: 0, ms: 50 }]);
  });

  test('tells who waits that another command ended it, and refuses what is too long to wait for', () => {
    const told = answer('PulsePin', { pin: 'led', ms: 50, wait: 1 });
    answer('SetPin', { pin: 'led', value: 1 });
    assert.deepEqual(told, [{ code: 429, message: 'another command ended the pulse' }]);
    refuses('PulsePin', { pin: 'led', ms: 6001, wait: 1 }, 460, 'ms must be 1..6000 to wait for');
    assert.deepEqual(answer('PulsePin', { pin: 'led', ms: 6001 }), { pin: 'led', value: 1, ms: 6001 });
  });
});

describe('BlinkPin', () => {
  test('blinks half a second on and off unless it is told otherwise, until it is stopped', () => {
    answer('BlinkPin', { pin: 'led' });
    const seen: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      seen.push(board.levels.get(2));
      board.advance(500);
    }
    assert.deepEqual(seen, [1, 0, 1, 0]);
    assert.deepEqual(answer('BlinkPin', { pin: 'led', stop: 1 }), { pin: 'led', value: 0 });
    board.steps.length = 0;
    board.advance(5000);
    assert.deepEqual(board.steps, []);
  });
});

describe('SetPwm and SetServo', () => {
  test('answer with what was set', () => {
    assert.deepEqual(answer('SetPwm', { pin: 'dimmer', duty: 0.5, frequency: 100 }), { pin: 'dimmer', duty: 0.5 });
    assert.equal(board.steps.at(-1), 'duty 4 0.5 100');
    assert.deepEqual(answer('SetServo', { pin: 'arm', degrees: 90 }), { pin: 'arm', us: 1500, degrees: 90 });
    assert.deepEqual(answer('SetServo', { pin: 13, us: 1000 }), { pin: 13, us: 1000, degrees: 45 });
    assert.match(board.steps.at(-1) ?? '', /^duty 13 0\.0504\d* 50$/);
  });

  test('refuse a frequency that no channel of the pin has', () => {
    refuses('SetPwm', { pin: 'dimmer', duty: 0.5, frequency: 76 }, 460, 'frequency must be 77..78125 Hz');
    refuses(
      'SetPwm',
      { pin: 'glow', duty: 0.5, frequency: 5000 },
      460,
      'frequency must be 77..78125 Hz, on this pin not 5000',
    );
    assert.deepEqual(answer('SetPwm', { pin: 'dimmer', duty: 0.5, frequency: 5000 }), { pin: 'dimmer', duty: 0.5 });
  });

  test('refuse an angle beyond the limits of the pin, and none at all', () => {
    refuses('SetServo', { pin: 'arm' }, 460, 'degrees or us must be 10..170 on this pin');
    for (const params of [{ degrees: 9 }, { degrees: 171 }, { us: 500 }])
      refuses('SetServo', { pin: 'arm', ...params }, 460, 'degrees must be 10..170 on this pin');
  });
});

describe('ReadAnalog', () => {
  test('takes the mean of several readings, in millivolts too where the board knows them', () => {
    const readings = [0.1, 0.2, 0.3, 0.4];
    Object.assign(globalThis, { analogRead: () => readings.shift() });
    assert.deepEqual(answer('ReadAnalog', { pin: 'light', average: 4 }), {
      pin: 'light',
      value: 0.25,
      millivolts: 900,
    });
    assert.equal(readings.length, 0);
    Object.assign(globalThis, { analogRead: () => 0.5 });
    assert.deepEqual(answer('ReadAnalog', { pin: 'pot' }), { pin: 'pot', value: 0.5, millivolts: undefined });
  });
});

describe('WatchPin', () => {
  test('posts an edge with its level, count and time in ms, until UnwatchPin', () => {
    assert.deepEqual(answer('WatchPin', { pin: 'button', debounce: 0 }), { pin: 'button', watched: 1 });
    board.levels.set(27, 1);
    board.edge(27, 0);
    const time = Math.floor(board.time * 1000);
    assert.deepEqual(posts, [['PinChanged', { pin: 'button', value: 1, count: 1, time }]]);
    assert.deepEqual(answer('UnwatchPin', { pin: 'button' }), { pin: 'button', watched: 0 });
    board.edge(27, 1);
    board.advance(1000);
    assert.equal(posts.length, 1);
  });

  test('counts what cannot be posted, and posts it as one', () => {
    answer('WatchPin', { pin: 'door' });
    world.online = false;
    for (let i = 0; i < 20; i++) board.edge(32, i % 2 ? 0 : 1);
    board.advance(5000);
    world.online = true;
    board.advance(1000);
    assert.deepEqual(
      posts.map(([, params]) => (params as { count: number }).count),
      [20],
    );
    answer('UnwatchPin', { pin: 'door' });
  });
});

describe('Batch', () => {
  const set = (pin: string, value: unknown): object => ({ service: 'SetPin', params: { pin, value } });

  test('answers each in order, and goes on after one that is refused as it runs', () => {
    answer('SetPin', { pin: 'down', value: 0 });
    const { results } = answer('Batch', {
      operations: [set('up', 1), set('down', 1), { service: 'property.get', params: ['led'] }, set('led', 1)],
    }) as { results: unknown[] };
    assert.deepEqual(results, [
      { code: 200, data: { pin: 'up', value: 1 } },
      { code: 100423, message: 'interlock: pin "up" is on' },
      { code: 200, data: { led: 0 } },
      { code: 200, data: { pin: 'led', value: 1 } },
    ]);
  });

  test('moves nothing where one is wrong, and says which', () => {
    board.steps.length = 0;
    refuses('Batch', { operations: [set('led', 1), set('led', 5)] }, 460, 'operations[1]: value must be 0 or 1, not 5');
    refuses('Batch', { operations: [{ service: 'Batch' }] }, 460, 'operations[0]: no Batch in a Batch');
    refuses('Batch', { operations: { length: 1 } }, 460, 'operations must be 1..8 items, not {"length":1}');
    for (const [service, params, message] of [
      ['SetServo', { pin: 'arm', degrees: 175 }, 'degrees must be 10..170 on this pin'],
      ['SetPwm', { pin: 'dimmer', duty: 0.5, frequency: 76 }, 'frequency must be 77..78125 Hz'],
      ['SetConfig', { settings: { keepAlive: 5 } }, 'device.json: productKey is missing: it must be 1..64 bytes'],
      [
        'DescribeService',
        { service: 'Launch' },
        `service must be one of ${NAMES.filter((name) => !name.includes('.')).join(', ')}`,
      ],
      ['property.set', { led: 2 }, 'led must be 0 or 1, not 2'],
      ['property.get', ['lamp'], 'no property "lamp": led, relay, button, dimmer, light'],
      ['SetPin', 'led', 'params must be an object'],
      ['SetPin', null, 'params must be an object'],
      [['Batch'], {}, 'service must be a name'],
    ] as const)
      refuses('Batch', { operations: [set('led', 1), { service, params }] }, 460, `operations[1]: ${message}`);
    assert.deepEqual(world.restarts, 0);
    assert.deepEqual(board.steps, []);
  });

  test('has no operation that answers later', () => {
    const wait = { service: 'PulsePin', params: { pin: 'led', ms: 5, wait: 1 } };
    refuses('Batch', { operations: [set('led', 1), wait] }, 460, 'operations[1]: wait must be 0 in a Batch');
    assert.equal(board.levels.get(2) ?? 0, 0);
  });
});

describe('Reboot and SetConfig', () => {
  test('ask for a restart, SetConfig only where the settings are right', () => {
    const good = { productKey: 'pk', deviceName: 'dn', deviceSecret: 'DoNotTell', host: 'h', port: 1 };
    board.files.set('device.json', JSON.stringify(good));
    assert.deepEqual(answer('Reboot'), {});
    refuses('SetConfig', { settings: { port: 0 } }, 460, 'device.json: port must be 1..65535, not 0');
    refuses('SetConfig', { settings: 'DoNotTell' }, 460, 'settings must be {}, not this');
    for (const name of ['keepAlve', 'keepAlive?', 'productKey:1..64 bytes', 'bytes', ''])
      assert.throws(
        () => answer('SetConfig', { settings: { [name]: 90 } }),
        ({ code, message }) => code === 460 && message.startsWith(`device.json: ${name} is none of productKey:1..64`),
      );
    assert.equal(world.restarts, 1);
    assert.deepEqual(answer('SetConfig', { settings: { port: 2 } }), {});
    assert.equal(world.restarts, 2);
    assert.doesNotMatch(JSON.stringify(answer('GetConfig')), /DoNotTell/);
  });
});

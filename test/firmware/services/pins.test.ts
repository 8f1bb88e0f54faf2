import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { getPin, setPin, togglePin } from '../../../firmware/services/pins.ts';
import { installInterpreter } from '../interpreter.ts';

const board = installInterpreter();
beforeEach(board.clear);

type Params = Record<string, unknown>;

const SERVICES = { SetPin: setPin, GetPin: getPin, TogglePin: togglePin } as unknown as Record<
  string,
  (params: Params) => unknown
>;

const ON_BOARD =
  'led, relay, valve, brake, button, door, sensor, lamp, vent, up, down, dimmer, glow, arm, light, pot, volume';

/** What the service answers. */
function answer(service: string, params: Params): unknown {
  return SERVICES[service]?.(params);
}

/** The service refuses in these words, with this code, and no pin is written. */
function refuses(service: string, params: Params, code: number, message: string): void {
  board.steps.length = 0;
  assert.throws(
    () => answer(service, params),
    (thrown) => {
      assert.deepEqual(thrown, { code, message }, `${service} ${JSON.stringify(params)}`);
      return true;
    },
  );
  assert.deepEqual(board.steps, []);
}

describe('SetPin', () => {
  test('sets an output and answers with the pin as it was given and the level read back', () => {
    for (const value of [1, 0])
      for (const pin of ['led', 2, '2']) {
        assert.deepEqual(answer('SetPin', { pin, value }), { pin, value });
        assert.equal(board.levels.get(2), value);
      }
  });

  test('turns on an output whose wire is low when on', () => {
    assert.deepEqual(answer('SetPin', { pin: 'relay', value: 1 }), { pin: 'relay', value: 1 });
    assert.deepEqual(board.steps, ['write 26 0']);
  });

  test('sets the same level again', () => {
    answer('SetPin', { pin: 'led', value: 1 });
    assert.deepEqual(answer('SetPin', { pin: 'led', value: 1 }), { pin: 'led', value: 1 });
    assert.deepEqual(board.steps, ['write 2 1', 'write 2 1']);
  });

  test('refuses a value that is neither 0 nor 1, and says what it was', () => {
    for (const value of [2, -1, 0.5, '1', '', true, false, null, [1], {}])
      refuses('SetPin', { pin: 'led', value }, 460, `value must be 0 or 1, not ${JSON.stringify(value)}`);
  });

  test('refuses a value that is missing', () => {
    refuses('SetPin', { pin: 'led' }, 460, 'value must be 0 or 1');
  });

  test('names the pin where both are wrong', () => {
    refuses('SetPin', { pin: 'lde', value: 2 }, 100423, `pin "lde" is not on this board: ${ON_BOARD}`);
  });
});

describe('GetPin', () => {
  test('reads an output as it is, and drives nothing', () => {
    board.levels.set(2, 1).set(26, 1);
    assert.deepEqual(answer('GetPin', { pin: 'led' }), { pin: 'led', value: 1 });
    assert.deepEqual(answer('GetPin', { pin: 26 }), { pin: 26, value: 0 }); // relay: on when low
    assert.deepEqual(board.steps, []);
  });

  test('reads an input', () => {
    for (const [wire, button, door] of [
      [0, 1, 0], // the button is on when low
      [1, 0, 1],
    ] as const) {
      board.levels.set(27, wire).set(32, wire);
      assert.deepEqual(answer('GetPin', { pin: 'button' }), { pin: 'button', value: button });
      assert.deepEqual(answer('GetPin', { pin: 'door' }), { pin: 'door', value: door });
    }
  });
});

describe('TogglePin', () => {
  test('turns an output over, each time, and answers with the level read back', () => {
    for (const value of [1, 0, 1]) assert.deepEqual(answer('TogglePin', { pin: 'led' }), { pin: 'led', value });
    assert.deepEqual(board.steps, ['write 2 1', 'write 2 0', 'write 2 1']);
  });

  test('turns an output over whose wire is low when on', () => {
    board.levels.set(26, 1);
    for (const value of [1, 0]) assert.deepEqual(answer('TogglePin', { pin: 'relay' }), { pin: 'relay', value });
    assert.deepEqual(board.steps, ['write 26 0', 'write 26 1']);
  });

  test('takes no notice of a value', () => {
    assert.deepEqual(answer('TogglePin', { pin: 'led', value: 0 }), { pin: 'led', value: 1 });
  });
});

describe('each of them', () => {
  const each = Object.keys(SERVICES);

  test('refuses a pin that is missing', () => {
    for (const service of each) refuses(service, { value: 1 }, 460, 'pin is missing: a name or a number');
  });

  test('refuses a pin that is not on the board, as it was given, and names those that are', () => {
    for (const pin of ['lde', '', 'LED', 'D2', '02', 6, 0, 258, -1, 2.5, null, true, {}])
      for (const service of each)
        refuses(service, { pin, value: 1 }, 100423, `pin ${JSON.stringify(pin)} is not on this board: ${ON_BOARD}`);
  });

  test('refuses what every object has', () => {
    for (const pin of ['toString', '__proto__', 'constructor', 'hasOwnProperty'])
      for (const service of each)
        refuses(service, { pin, value: 1 }, 100423, `pin ${JSON.stringify(pin)} is not on this board: ${ON_BOARD}`);
  });

  test('that writes refuses an input, by its name and by its number', () => {
    for (const service of ['SetPin', 'TogglePin']) {
      refuses(service, { pin: 'button', value: 1 }, 100423, 'pin "button" is no output');
      refuses(service, { pin: 34, value: 1 }, 100423, 'pin 34 is no output');
    }
  });
});

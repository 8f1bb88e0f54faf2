import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { MORE, PINS as traitsOf } from '../../support/board.ts';
import { board, freshPins, pin } from './bench.ts';

let pins: Awaited<ReturnType<typeof freshPins>>;

beforeEach(async () => {
  pins = await freshPins();
});
afterEach(board.clear);

/** It is refused so, and no pin moves. */
function refuses(action: () => unknown, code: number, message: string): void {
  const before = board.steps.length;
  assert.throws(action, (thrown) => {
    assert.deepEqual(thrown, { code, message });
    return true;
  });
  assert.equal(board.steps.length, before);
}

describe('a level', () => {
  test("written is the wire's, and is read back", () => {
    for (const value of [1, 0]) {
      assert.equal(pins.write(pin('lamp'), value), value);
      assert.equal(board.levels.get(21), value);
      assert.equal(pins.read(pin('lamp')), value);
    }
    assert.deepEqual(board.steps, ['write 21 1', 'write 21 0']);
  });

  test('of a pin that is on when its wire is low is turned over both ways', () => {
    for (const value of [1, 0]) {
      assert.equal(pins.write(pin('relay'), value), value);
      assert.equal(board.levels.get(26), 1 - value);
      assert.equal(pins.read(pin('relay')), value);
    }
  });

  test('read back is what the wire has, not what was written', () => {
    const wired = globalThis as unknown as { digitalRead(pin: number): number };
    const { digitalRead } = wired;
    wired.digitalRead = () => 0; // a short circuit to ground
    try {
      assert.equal(pins.write(pin('lamp'), 1), 0);
      assert.equal(pins.write(pin('brake'), 0), 1);
    } finally {
      wired.digitalRead = digitalRead;
    }
  });

  test("of an input is the wire's, turned over where that is low when on", () => {
    board.levels.set(27, 1).set(32, 1);
    assert.deepEqual([pins.read(pin('button')), pins.read(pin('door'))], [0, 1]);
    board.levels.set(27, 0).set(32, 0);
    assert.deepEqual([pins.read(pin('button')), pins.read(pin('door'))], [1, 0]);
    assert.deepEqual(board.steps, [], 'reading drives nothing');
  });

  test('of an analog input is its level where that is asked for, and what it reads where not', () => {
    board.levels.set(35, 1);
    board.analog.set(35, 0.25);
    assert.deepEqual([pins.level(pin('pot')), pins.read(pin('pot'))], [1, 0.25]);
  });
});

describe('a duty', () => {
  test('is put out, turned over where on is low, and read back without the pin', () => {
    assert.equal(pins.write(pin('dimmer'), 0.25, 200), 0.25);
    assert.equal(pins.write(pin('glow'), 0.25), 0.25);
    assert.deepEqual([pins.read(pin('dimmer')), pins.level(pin('glow'))], [0.25, 0.25]);
    assert.deepEqual(board.steps, ['duty 4 0.25 200', 'duty 5 0.75 1000']);
  });

  test('of all or nothing is a level, in a mode of its own, that is read back', () => {
    pins.write(pin('dimmer'), 0.5);
    board.steps.length = 0;
    assert.equal(pins.write(pin('dimmer'), 1), 1);
    assert.equal(pins.write(pin('dimmer'), 0), 0);
    assert.deepEqual(board.steps, ['write 4 1', 'mode 4 output', 'write 4 0', 'mode 4 output']);
  });

  test('of a DAC never goes beyond its last step', () => {
    for (const value of [0, 0.5, 1]) assert.equal(pins.write(pin('volume'), value), value);
    assert.deepEqual(board.steps, ['duty 17 0 0', 'duty 17 0.5 0', 'duty 17 0.99609375 0']);
  });
});

describe('a pulse', () => {
  test('ends by itself, and says so to who waits', () => {
    const told: boolean[] = [];
    assert.equal(
      pins.pulse(pin('led'), 500, undefined, (done) => told.push(done)),
      500,
    );
    board.advance(499);
    assert.deepEqual([pins.read(pin('led')), told], [1, []]);
    board.advance(1);
    assert.deepEqual([pins.read(pin('led')), told, board.pending], [0, [true], 0]);
  });

  test('that another command ends says so, once, and moves nothing later', () => {
    for (const end of [
      () => pins.write(pin('led'), 1),
      () => pins.pulse(pin('led'), 5, 'replace'),
      () => pins.blink(pin('led'), 10, 10, 1),
      () => pins.makeSafe(),
    ]) {
      const told: boolean[] = [];
      pins.pulse(pin('led'), 500, undefined, (done) => told.push(done));
      end();
      board.advance(50);
      const before = board.steps.length;
      board.advance(1000);
      assert.deepEqual([told, board.steps.length], [[false], before]);
      pins.write(pin('led'), 0);
    }
  });

  test('on a pin in use is refused where nothing says what becomes of that', () => {
    const busy = 'the pin is in use: then must be "extend" or "replace"';
    pins.pulse(pin('led'), 500);
    refuses(() => pins.pulse(pin('led'), 5), 429, busy);
    pins.blink(pin('lamp'), 10, 10, 0);
    refuses(() => pins.pulse(pin('lamp'), 5), 429, busy);
  });

  test('is told from a pin that is only on: what may not stay on is extended too, and asked about', () => {
    const busy = 'the pin is in use: then must be "extend" or "replace"';
    pins.pulse(pin('relay'), 3_600_000);
    refuses(() => pins.pulse(pin('relay'), 5), 429, busy);
    board.advance(100_000);
    assert.equal(pins.pulse(pin('relay'), 1000, 'extend'), 500_000, 'as long as the pin may be on, and no less');
    pins.write(pin('relay'), 1);
    assert.equal(pins.pulse(pin('relay'), 50), 50, 'only on: nothing runs');
  });

  test('is never longer than one may be, what it extends included, nor what is waited for', () => {
    refuses(() => pins.pulse(pin('led'), 3_600_001), 460, 'ms must be 1..3600000 in all');
    pins.pulse(pin('led'), 3_600_000);
    refuses(() => pins.pulse(pin('led'), 1, 'extend'), 460, 'ms must be 1..3600000 in all');
    pins.pulse(pin('led'), 5000, 'replace');
    refuses(() => pins.pulse(pin('led'), 1001, 'extend', () => undefined), 460, 'ms must be 1..6000 to wait for');
    assert.equal(
      pins.pulse(pin('led'), 1000, 'extend', () => undefined),
      6000,
    );
  });

  test('outlasts no change of the clock', () => {
    pins.write(pin('relay'), 1);
    board.time -= 86_400;
    pins.write(pin('relay'), 1);
    board.advance(600_000);
    assert.equal(pins.read(pin('relay')), 0, 'the clock was set back');
    pins.write(pin('relay'), 1);
    board.time += 86_400;
    pins.write(pin('relay'), 1);
    board.advance(1);
    assert.equal(pins.read(pin('relay')), 0, 'the clock was set forward');
  });

  test('extends by what is left, or replaces', () => {
    pins.pulse(pin('led'), 500);
    board.advance(200);
    assert.equal(pins.pulse(pin('led'), 100, 'extend'), 400);
    board.advance(399);
    assert.equal(pins.read(pin('led')), 1);
    assert.equal(pins.pulse(pin('led'), 100, 'replace'), 100);
    board.advance(100);
    assert.equal(pins.read(pin('led')), 0);
  });

  test('lasts no longer than its pin may be on', () => {
    assert.equal(pins.pulse(pin('relay'), 3_600_000), 600_000);
    board.advance(600_000);
    assert.equal(pins.read(pin('relay')), 0);
  });
});

describe('a blink', () => {
  test('turns on and off as often as it is asked, and ends off', () => {
    pins.blink(pin('led'), 10, 20, 2);
    const seen: number[] = [];
    for (let ms = 0; ms < 60; ms += 5) {
      seen.push(pins.read(pin('led')));
      board.advance(5);
    }
    assert.deepEqual(seen, [1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
    assert.equal(board.pending, 0);
  });

  test('without a count goes on', () => {
    pins.blink(pin('led'), 10, 10, 0);
    board.advance(20_000);
    assert.equal(board.pending, 1);
    assert.equal(board.steps.filter((step) => step === 'write 2 1').length, 1001);
  });

  test('ends where the interlock forbids its next turn', () => {
    pins.write(pin('down'), 0);
    pins.blink(pin('up'), 10, 10, 0);
    board.advance(15);
    pins.write(pin('down'), 1);
    board.advance(100);
    assert.deepEqual([pins.read(pin('up')), board.pending], [0, 0]);
  });
});

describe('an interlock', () => {
  test('forbids a pin of a group while another one is on, and nothing else', () => {
    const first = 'interlock: pin "up" is on';
    pins.write(pin('down'), 0);
    pins.write(pin('up'), 1);
    refuses(() => pins.write(pin('down'), 1), 100423, first);
    refuses(() => pins.pulse(pin('down'), 5), 100423, first);
    refuses(() => pins.blink(pin('down'), 5, 5, 0), 100423, first);
    pins.write(pin('up'), 1);
    pins.write(pin('down'), 0);
    pins.write(pin('led'), 1);
    pins.write(pin('up'), 0);
    assert.equal(pins.write(pin('down'), 1), 1);
    refuses(() => pins.write(pin('up'), 1), 100423, 'interlock: pin "down" is on');
  });
});

test('safe states keep to the interlock: what goes off is off before what it locks goes on', () => {
  const SAFE_ON = 0x2000;
  traitsOf.up = pin('up') | SAFE_ON;
  try {
    pins.write(pin('down'), 1);
    const from = board.steps.length;
    pins.makeSafe();
    const writes = board.steps.slice(from).filter((step) => /^write (18|19) /.test(step));
    assert.deepEqual(
      [pins.read(pin('up')), pins.read(pin('down')), writes.map((step) => step.split(' ')[1])],
      [1, 0, [String(pin('down') & 255), String(pin('up') & 255)]],
    );
    pins.write(pin('up'), 0);
    pins.write(pin('down'), 1);
    // Of 5 s without the link only `up` speaks: `down` is on and stays so.
    MORE[pin('up') & 255] = { ...MORE[pin('up') & 255], offlineAfter: 5 };
    pins.makeSafe(5);
    assert.deepEqual([pins.read(pin('up')), pins.read(pin('down'))], [0, 1]);
  } finally {
    traitsOf.up = pin('up') & ~SAFE_ON;
    delete MORE[pin('up') & 255];
  }
});

describe('a pin that may not stay on', () => {
  test('goes off at its time, however often it is set in between', () => {
    pins.write(pin('relay'), 1);
    board.advance(400_000);
    pins.write(pin('relay'), 1);
    board.advance(199_999);
    assert.equal(pins.read(pin('relay')), 1);
    board.advance(1);
    assert.equal(pins.read(pin('relay')), 0);
  });

  test('has its whole time again once it was off', () => {
    pins.write(pin('relay'), 1);
    board.advance(500_000);
    pins.write(pin('relay'), 0);
    pins.write(pin('relay'), 1);
    board.advance(599_999);
    assert.equal(pins.read(pin('relay')), 1);
    board.advance(1);
    assert.equal(pins.read(pin('relay')), 0);
  });
});

describe('a change', () => {
  test("of a property's pin is told with its number, whoever makes it, and of another pin is not", () => {
    const told: number[] = [];
    pins.onChange((number) => told.push(number));
    pins.write(pin('led'), 1);
    pins.write(pin('lamp'), 1);
    pins.write(pin('dimmer'), 0.5);
    pins.pulse(pin('relay'), 10);
    board.advance(10);
    assert.deepEqual(told, [2, 4, 26, 26]);
  });
});

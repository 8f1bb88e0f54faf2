import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { installInterpreter } from '../interpreter.ts';

const board = installInterpreter();
type Pins = typeof import('../../../firmware/pins/pins.ts');
const { traitsOf, pinNames } = await import('../../../firmware/pins/table.ts');
let pins: Pins;
let copies = 0;

beforeEach(async () => {
  // A file is run once a name: each test has pins of which nothing is known yet.
  pins = await import(new URL(`../../../firmware/pins/pins.ts?copy=${++copies}`, import.meta.url).href);
  board.useTimers();
});
afterEach(board.clear);

/** Traits of a pin of the tests' board (test/support/board.ts). */
const pin = (name: string | number): number => traitsOf[name] ?? 0;

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

describe('at boot', () => {
  const OUTPUTS = [
    'write 2 0', // led: off
    'write 26 1', // relay: off, which is high
    'write 25 1', // valve: on from the boot on
    'write 33 0', // brake: on from the boot on, which is low
    'write 21 1', // lamp: on from the boot on
    'write 22 0', // vent: off from the boot on
    'write 18 0', // up
    'write 19 1', // down: off, which is high
    'write 4 0', // dimmer
    'write 5 1', // glow: off, which is high
    'write 13 0', // arm
    'duty 17 0 0', // volume
  ];

  test('each output gets its first level and its mode then, each input its mode and no level', () => {
    assert.deepEqual(pins.boot(), []);
    assert.deepEqual(
      board.steps.filter((step) => !step.startsWith('mode')),
      OUTPUTS,
    );
    for (const step of OUTPUTS.filter((one) => one.startsWith('write'))) {
      const number = step.split(' ')[1];
      assert.equal(board.steps.indexOf(`mode ${number} output`), board.steps.indexOf(step) + 1);
    }
    for (const mode of ['mode 27 input_pullup', 'mode 32 input_pulldown', 'mode 34 input', 'mode 35 input'])
      assert.ok(board.steps.includes(mode), mode);
  });

  test('a pin that the chip does not have is named, and the others are set all the same', () => {
    for (const number of [26, 32]) board.missing.add(number);
    assert.deepEqual(pins.boot(), ['relay', 'door']);
    assert.deepEqual(
      board.steps.filter((step) => !step.startsWith('mode')),
      OUTPUTS.filter((step) => !step.includes(' 26 ')),
    );
  });

  test('a chip that has none of the pins is told with every name that it would set', () => {
    for (const name of pinNames(-1)) board.missing.add(pin(name) & 255);
    assert.deepEqual(
      pins.boot(),
      pinNames(-1).filter((name) => name !== 'light'),
    );
    assert.deepEqual(board.steps, []);
    pins.makeSafe();
  });
});

describe('safe states', () => {
  test('end what runs, and are those of the board', () => {
    pins.boot();
    for (const name of ['led', 'relay', 'lamp', 'up', 'dimmer', 'vent']) pins.write(pin(name), 1);
    for (const name of ['valve', 'brake']) pins.write(pin(name), 0);
    pins.blink(pin('glow'), 10, 10, 0);
    pins.makeSafe();
    const on = ['led', 'relay', 'valve', 'brake', 'lamp', 'vent', 'up', 'down', 'dimmer', 'glow', 'arm', 'volume'];
    assert.deepEqual(
      on.filter((name) => pins.read(pin(name))),
      ['valve', 'brake', 'vent'],
    );
    assert.equal(board.pending, 0);
  });

  test('come to a pin when the link was down for as long as it says, and to no other', () => {
    pins.boot();
    for (const name of ['led', 'relay']) pins.write(pin(name), 1);
    pins.setOnline(false);
    board.advance(20_000);
    pins.setOnline(false); // Tries that fail do not put it off.
    board.advance(9_999);
    assert.equal(pins.read(pin('relay')), 1);
    board.advance(1);
    assert.deepEqual([pins.read(pin('relay')), pins.read(pin('led'))], [0, 1]);
    board.advance(100_000);
    pins.write(pin('relay'), 1);
    pins.setOnline(false);
    board.advance(100_000);
    assert.equal(pins.read(pin('relay')), 1, 'once a loss');
  });

  test('do not come where the link is there again in time, and count anew after that', () => {
    pins.boot();
    pins.write(pin('relay'), 1);
    for (let i = 0; i < 3; i++) {
      pins.setOnline(false);
      board.advance(29_999);
      pins.setOnline(true);
    }
    board.advance(60_000);
    assert.equal(pins.read(pin('relay')), 1);
    pins.setOnline(false);
    board.advance(30_000);
    assert.equal(pins.read(pin('relay')), 0);
  });
});

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { makeSafe, pinNames, read, traitsOf, write } from '../../../firmware/pins/pins.ts';
import { Trait } from '../../../firmware/pins/trait.ts';
import { installInterpreter } from '../interpreter.ts';

const board = installInterpreter();
beforeEach(board.clear);

/** Traits of a pin of the tests' board (test/support/board.ts). */
const pin = (name: string | number): number => traitsOf[name] ?? 0;

describe('the pin table', () => {
  test('has each pin by its name and by its number', () => {
    for (const [name, number] of Object.entries({ led: 2, relay: 26, valve: 25, brake: 33, button: 27 })) {
      assert.equal(pin(name) & 255, number);
      assert.equal(pin(number), pin(name));
    }
  });

  test('names its pins once, without their numbers', () => {
    const text = 'led relay valve brake button door sensor lamp vent up down dimmer glow arm light pot volume';
    assert.deepEqual(pinNames(), text.split(' '));
  });

  test('has no trait for a pin that is not on the board', () => {
    for (const name of ['lde', '', 'LED', 'D2', ' 2', '02', '2.0', 6, -1, 2.5, 258])
      assert.ok(!pin(name), String(name));
  });

  test('has no trait for what every object has', () => {
    for (const name of ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf'])
      assert.equal(pin(name) & (Trait.OUTPUT | Trait.INPUT), 0, name);
  });
});

describe('a level', () => {
  test("written is the wire's, and is read back", () => {
    for (const value of [1, 0]) {
      assert.equal(write(pin('led'), value), value);
      assert.equal(board.levels.get(2), value);
      assert.equal(read(pin('led')), value);
    }
    assert.deepEqual(board.steps, ['write 2 1', 'write 2 0']);
  });

  test('of a pin that is on when its wire is low is turned over both ways', () => {
    for (const value of [1, 0]) {
      assert.equal(write(pin('relay'), value), value);
      assert.equal(board.levels.get(26), 1 - value);
      assert.equal(read(pin('relay')), value);
    }
  });

  test('read back is what the wire has, not what was written', () => {
    const wired = globalThis as unknown as { digitalRead(pin: number): number };
    const { digitalRead } = wired;
    wired.digitalRead = () => 0; // a short circuit to ground
    try {
      assert.equal(write(pin('led'), 1), 0);
      assert.equal(write(pin('relay'), 0), 1);
    } finally {
      wired.digitalRead = digitalRead;
    }
  });

  test("of an input is the wire's, turned over where that is low when on", () => {
    board.levels.set(27, 1).set(32, 1);
    assert.deepEqual([read(pin('button')), read(pin('door'))], [0, 1]);
    board.levels.set(27, 0).set(32, 0);
    assert.deepEqual([read(pin('button')), read(pin('door'))], [1, 0]);
    assert.deepEqual(board.steps, [], 'reading drives nothing');
  });
});

describe('at boot', () => {
  test('each output gets its safe level first and its mode then, each input its mode and no level', () => {
    assert.deepEqual(makeSafe(), []);
    assert.deepEqual(board.steps, [
      'write 2 0', // led: off
      'mode 2 output',
      'write 26 1', // relay: off, which is high
      'mode 26 output',
      'write 25 1', // valve: safe is on
      'mode 25 output',
      'write 33 0', // brake: safe is on, which is low
      'mode 33 output',
      'mode 27 input_pullup',
      'mode 32 input_pulldown',
      'mode 34 input',
      'write 21 0', // lamp
      'mode 21 output',
      'write 22 1', // vent: safe is on
      'mode 22 output',
      'write 18 0', // up
      'mode 18 output',
      'write 19 1', // down: off, which is high
      'mode 19 output',
      'write 4 0', // dimmer
      'mode 4 output',
      'write 5 1', // glow: off, which is high
      'mode 5 output',
      'mode 13 input',
      'mode 36 input',
      'mode 35 input',
      'mode 17 input',
    ]);
  });

  test('a pin that the chip does not have is named, and the others are made safe all the same', () => {
    makeSafe();
    const all = board.steps.splice(0);
    board.missing.add(26).add(32);
    assert.deepEqual(makeSafe(), ['relay', 'door']);
    assert.deepEqual(
      board.steps,
      all.filter((step) => !/ (26|32) /.test(step)),
    );
  });

  test('a chip that has none of the pins is told with every name', () => {
    for (const name of pinNames()) board.missing.add(pin(name) & 255);
    assert.deepEqual(makeSafe(), pinNames());
    assert.deepEqual(board.steps, []);
  });
});

// First states, safe states, and the time without a link.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { board, freshPins, pin } from './bench.ts';

const { pinNames } = await import('../../../firmware/pins/table.ts');
let pins: Awaited<ReturnType<typeof freshPins>>;

beforeEach(async () => {
  pins = await freshPins();
});
afterEach(board.clear);

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

/** Inputs of the virtual board: contacts that bounce, voltages, and the watches that see them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BenchBoard, bench, type HandClock, handClock } from './bench.ts';

/** Moves on millisecond by millisecond, so that the board sees each edge in a turn of its own. */
async function pass(board: BenchBoard, clock: HandClock, ms: number): Promise<void> {
  for (let i = 0; i < ms; i++) {
    clock.advance(1);
    await board.settled();
  }
}

describe('a contact that bounces', () => {
  test('comes and goes as often as it is told, and then stays', async (t) => {
    const clock = handClock();
    const board = await bench(t, '', { clock });
    board.pins.bounce(4, 1, { times: 2, everyMs: 3 });
    clock.advance(100);
    assert.deepEqual(
      board.pins.trace.map(({ value, ms }) => [value, ms]),
      [
        [1, 0],
        [0, 3],
        [1, 6],
        [0, 9],
        [1, 12],
      ],
    );
  });

  test('is ended by a level that is put there', async (t) => {
    const clock = handClock();
    const board = await bench(t, '', { clock });
    board.pins.bounce(4, 1);
    board.pins.drive(4, 0);
    clock.advance(100);
    assert.equal(board.pins.level(4), 0);
    assert.throws(() => board.pins.bounce(4, 1, { times: 1.5 }), /times must be a whole number/);
    assert.throws(() => board.pins.bounce(4, 1, { everyMs: 0 }), /everyMs must be above 0/);
    assert.throws(() => board.pins.bounce(40, 1), /pin 40 is not on this board/);
  });

  test('is one event for a debounced watch, at the time of the last edge', async (t) => {
    const clock = handClock();
    const board = await bench(
      t,
      'setWatch(function (e) { print(e.state, e.time); }, 4, {repeat: true, debounce: 20});',
      { clock },
    );
    board.pins.drive(4, 0);
    await pass(board, clock, 50);
    board.pins.bounce(4, 1, { times: 5, everyMs: 1 });
    await board.settled();
    await pass(board, clock, 50);
    assert.deepEqual(board.lines, ['true 1000.06']);
  });

  test('is every edge for a watch without debounce: 1,000 of them, none lost', async (t) => {
    const clock = handClock();
    const board = await bench(t, 'var n = 0; setWatch(function () { n++; }, 4, {repeat: true});', { clock });
    board.pins.drive(4, 0);
    await board.settled();
    board.pins.bounce(4, 1, { times: 499, everyMs: 1 });
    await pass(board, clock, 1000);
    assert.equal(await board.evaluate('n'), '1000');
  });
});

describe('a watch', () => {
  test('makes its pin an input with a pull-up, whatever its mode says', async (t) => {
    const board = await bench(t, 'pinMode(4, "output"); digitalWrite(4, 0); setWatch(function () {}, 4, true);');
    assert.equal(await board.evaluate('[getPinMode(4), digitalRead(4)]'), '["output",1]');
    assert.equal(board.pins.trace.at(-1)?.drives, false);
    assert.equal(
      await board.evaluate('pinMode(4, "input_pulldown"), digitalRead(4)'),
      '0',
      'a mode set after it holds',
    );
  });

  test('on a pin that is watched already leaves it alone', async (t) => {
    const board = await bench(
      t,
      'setWatch(function () {}, 4, true); pinMode(4, "input_pulldown"); setWatch(function () {}, 4, true);',
    );
    assert.equal(board.pins.level(4), 0);
  });

  test('reads a data pin with each edge', async (t) => {
    const board = await bench(t, 'setWatch(function (e) { print(e.state, e.data); }, 4, {repeat: true, data: 5});');
    board.pins.drive(5, 1);
    board.pins.drive(4, 0);
    board.pins.drive(5, 0);
    board.pins.drive(4, 1);
    await board.settled();
    assert.deepEqual(board.lines, ['false true', 'true false']);
  });

  test('for once may clear itself in its callback', async (t) => {
    const board = await bench(
      t,
      'var w = setWatch(function () { clearWatch(w); print(setWatch(function () {}, 4)); }, 4);',
    );
    board.pins.drive(4, 0);
    await board.settled();
    assert.deepEqual(board.lines, ['1']);
  });

  test('hears nothing of a pin with PWM', async (t) => {
    const board = await bench(t, 'setWatch(function () { print("edge"); }, 4, true); analogWrite(4, 0);');
    board.pins.drive(4, 1);
    await board.evaluate('analogWrite(4, 1)');
    await board.settled();
    assert.deepEqual(board.lines, []);
  });
});

describe('an analog input', () => {
  test('reads 12 bits, always less than 1', async (t) => {
    const board = await bench(t, '');
    await board.wires.setAnalog(34, 1);
    assert.equal(await board.evaluate('analogRead(34) === 4095 / 4096'), 'true');
    board.pins.setAnalog(34, 0.1);
    assert.equal(await board.evaluate('analogRead(34) === 409 / 4096'), 'true');
  });

  test('may be asked of a function at each reading, as noise is', async (t) => {
    const board = await bench(t, '');
    let n = 0;
    board.pins.setAnalog(34, () => [0, 0.25, 0.5, 0.75][n++ % 4] ?? 0);
    assert.equal(await board.evaluate('[analogRead(34), analogRead(34), analogRead(34)]'), '[0.25,0.5,0.75]');
  });
});

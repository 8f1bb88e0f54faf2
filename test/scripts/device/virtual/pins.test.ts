/** Pins of the virtual board: outputs, inputs, pulses, PWM, ADC, watches. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, handClock } from './bench.ts';

test('each change of an output is told once, with its time', async (t) => {
  const clock = handClock();
  const board = await bench(t, 'digitalWrite(2, 0);', { clock });
  const heard: unknown[] = [];
  board.onPin((change) => heard.push(change));
  clock.advance(40);
  await board.evaluate('digitalWrite(2, 1); digitalWrite(2, 1); D2.reset();');
  assert.deepEqual(heard, [
    { pin: 2, value: 1, ms: 40 },
    { pin: 2, value: 0, ms: 40 },
  ]);
  assert.deepEqual(board.pins.log[0], { pin: 2, value: 0, ms: 0 }, 'becoming an output is a change too');
});

test('reading an automatic output makes it an input, reading a declared one does not', async (t) => {
  const board = await bench(t, 'digitalWrite(4, 1); pinMode(5, "output"); digitalWrite(5, 1);');
  assert.equal(
    await board.evaluate('[digitalRead(4), digitalRead(5), getPinMode(4), getPinMode(5)]'),
    '[0,1,"input","output"]',
  );
  assert.equal(board.pins.level(4), 0);
});

test('the boot pulls pins up that a relay may hang on', async (t) => {
  const board = await bench(t, '');
  assert.deepEqual(
    [26, 27, 2, 4].map((pin) => board.pins.level(pin)),
    [1, 1, 0, 0],
  );
});

test('D0 is the button, held high and negated', async (t) => {
  const board = await bench(t, '');
  assert.equal(await board.evaluate('[digitalRead(D0), digitalRead(BTN1)]'), '[0,0]');
  board.pins.drive(0, 0);
  assert.equal(await board.evaluate('digitalRead(BTN1)'), '1');
});

test('pins 34 to 39 drive nothing and have no pulls', async (t) => {
  const board = await bench(t, 'digitalWrite(34, 1); pinMode(35, "input_pullup");');
  assert.deepEqual([board.pins.level(34), board.pins.level(35), board.pins.log.length], [0, 0, 0]);
});

test('a pulse ends by itself, and a train of pulses alternates', async (t) => {
  const clock = handClock();
  const board = await bench(t, 'digitalPulse(2, 1, [10, 20, 5]);', { clock });
  clock.advance(100);
  assert.deepEqual(
    board.pins.log.map(({ value, ms }) => [value, ms]),
    [
      [1, 0],
      [0, 10],
      [1, 30],
      [0, 35],
    ],
  );
  await assert.rejects(board.evaluate('digitalPulse(2, 1, -1)'), /Pulse Time is less than 0 or not a number/);
});

test('analogWrite is told as its duty, and digitalWrite ends it', async (t) => {
  const board = await bench(t, 'analogWrite(4, 0.25); digitalWrite(4, 1);');
  assert.deepEqual(
    board.pins.log.map(({ value }) => value),
    [0.25, 1],
  );
  assert.equal(board.pins.duty(4), undefined);
});

test('analogRead gives what is at an ADC pin, NaN elsewhere', async (t) => {
  const board = await bench(t, '');
  board.pins.setAnalog(34, 0.5);
  assert.equal(await board.evaluate('[analogRead(34), isNaN(analogRead(4))]'), '[0.5,true]');
  assert.throws(() => board.pins.setAnalog(34, 2), /0\.\.1/);
  assert.throws(() => board.pins.drive(40, 1), /pin 40 is not on this board: 0\.\.39/);
});

test('a watch sees the edges it asked for, with both times', async (t) => {
  const clock = handClock();
  const source =
    'setWatch(function (e) { print(e.state, e.time, e.lastTime, e.pin); }, 4, {repeat: true, edge: "rising"});';
  const board = await bench(t, source, { clock });
  for (const level of [0, 1, 0, 1] as const) {
    clock.advance(1000);
    board.pins.drive(4, level);
    await board.settled();
  }
  assert.deepEqual(board.lines, ['true 1002 1001 D4', 'true 1004 1003 D4']);
});

test('a watch without repeat fires once, clearWatch ends one', async (t) => {
  const board = await bench(
    t,
    'setWatch(function () { print("once"); }, 4); var w = setWatch(function () { print("all"); }, 4, true);',
  );
  for (const level of [0, 1] as const) {
    board.pins.drive(4, level);
    await board.settled();
  }
  await board.evaluate('clearWatch(w)');
  board.pins.drive(4, 0);
  await board.settled();
  assert.deepEqual(board.lines, ['once', 'all', 'all']);
  await assert.rejects(board.evaluate('clearWatch(w)'), /Unknown Watch 2/);
});

test('a debounced watch waits until the level rests', async (t) => {
  const clock = handClock();
  const board = await bench(t, 'setWatch(function (e) { print(e.state, e.time); }, 4, {repeat: true, debounce: 20});', {
    clock,
  });
  for (const level of [1, 0, 1] as const) {
    board.pins.drive(4, level);
    await board.settled();
    clock.advance(5);
    await board.settled();
  }
  assert.deepEqual(board.lines, []);
  clock.advance(15);
  await board.settled();
  assert.deepEqual(board.lines, ['true 1000.01']);
});

test('a watch on a flash pin or no pin prints an error and gives nothing', async (t) => {
  const board = await bench(t, 'print(setWatch(function () {}, 7), setWatch(function () {}, 99));');
  assert.match(board.lines.join(' '), /WARNING: Unable to set watch.* ERROR: Invalid pin undefined undefined$/);
});

test('a watch with irq, a bad edge or no function throws', async (t) => {
  const board = await bench(t, '');
  await assert.rejects(board.evaluate('setWatch(function () {}, 4, {irq: true})'), /not a native function/);
  await assert.rejects(board.evaluate('setWatch(function () {}, 4, {edge: "up"})'), /'edge' in setWatch should be/);
  await assert.rejects(board.evaluate('setWatch(5, 4)'), /Function or String not supplied/);
});

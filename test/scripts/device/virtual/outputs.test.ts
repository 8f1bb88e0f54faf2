/** Outputs of the virtual board, as hardware sees them: PWM, servo pulses, the DAC, timed pulses, what a reset leaves. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pulsesOf, spansOf } from '../../../../scripts/device/history.ts';
import { bench, handClock } from './bench.ts';

describe('PWM', () => {
  test('shows its duty, its frequency and the length of its pulses', async (t) => {
    const source = 'analogWrite(4, 0.25); analogWrite(13, 0.075, { freq: 50 });';
    const board = await bench(t, source, { clock: handClock() });
    assert.deepEqual([board.pins.duty(4), board.pins.frequency(4), board.pins.pulseUs(4)], [0.25, 5000, 50]);
    // Ten bits of 20,000 microseconds.
    assert.deepEqual([board.pins.frequency(13), board.pins.pulseUs(13)], [50, 1484]);
    assert.deepEqual(board.pins.log, [
      { pin: 4, value: 0.25, frequency: 5000, ms: 0 },
      { pin: 13, value: 76 / 1024, frequency: 50, ms: 0 },
    ]);
    assert.equal(board.pins.duty(2), undefined);
    assert.equal(board.pins.pulseUs(2), undefined);
  });

  test('leaves the mode as it was, and the pin deaf until it has a mode anew', async (t) => {
    const board = await bench(t, 'pinMode(4, "output"); digitalWrite(4, 1); analogWrite(4, 1);');
    assert.equal(await board.evaluate('[getPinMode(4), digitalRead(4)]'), '["output",0]');
    assert.equal(await board.evaluate('digitalWrite(4, 1), digitalRead(4)'), '0', 'still deaf');
    assert.equal(board.pins.level(4), 1, 'but the level is on the wire');
    assert.equal(await board.evaluate('pinMode(4, "output"), digitalRead(4)'), '1');
  });

  test('ends when an automatic pin is read', async (t) => {
    const board = await bench(t, 'analogWrite(4, 0.75);');
    assert.equal(await board.evaluate('[digitalRead(4), getPinMode(4)]'), '[0,"input"]');
    assert.equal(board.pins.duty(4), undefined);
  });

  test('has five channels at 5 kHz and three of other frequencies; a pin keeps its own', async (t) => {
    const source = `[4, 13, 14, 18, 19].forEach(function (p) { analogWrite(p, 0.5); });
      [21, 22, 23].forEach(function (p) { analogWrite(p, 0.5, { freq: 100 + p }); });
      analogWrite(4, 0.75); analogWrite(21, 0.25, { freq: 50 }); digitalWrite(5, 0);`;
    const board = await bench(
      t,
      `${source} analogWrite(27, 0.5); analogWrite(32, 0.5, { freq: 60 }); analogWrite(5, 0.5);`,
    );
    assert.deepEqual(board.lines, Array(3).fill('ERROR: no PWM channel available anymore'));
    assert.deepEqual(
      [4, 21, 22].map((pin) => board.pins.frequency(pin)),
      [5000, 50, 122],
    );
    assert.deepEqual(
      [27, 32, 5].map((pin) => board.pins.duty(pin)),
      [undefined, undefined, undefined],
    );
    await board.restart();
    assert.equal(board.lines.length, 6, 'the channels are free again after a reset, and run out again');
  });

  test('of D0 is turned over, and beyond 0..1 is cut', async (t) => {
    const board = await bench(t, 'analogWrite(0, 0.25); analogWrite(4, 7); analogWrite(13, -1);');
    assert.deepEqual(
      [0, 4, 13].map((pin) => board.pins.duty(pin)),
      [0.75, 1, 0],
    );
  });

  test('on a pin that is input-only puts out nothing', async (t) => {
    const board = await bench(t, 'analogWrite(34, 1);');
    assert.deepEqual([board.pins.duty(34), board.pins.log.length], [undefined, 0]);
  });
});

describe('PWM by software', () => {
  test('runs at 50 Hz unless told otherwise, on any number of pins', async (t) => {
    const board = await bench(
      t,
      '[4, 5, 12, 13, 14, 15].forEach(function (p) { analogWrite(p, 0.1, { soft: true }); }); analogWrite(18, 0.1, { soft: true, freq: 20 });',
    );
    assert.deepEqual(
      [4, 15, 18].map((pin) => board.pins.frequency(pin)),
      [50, 50, 20],
    );
    assert.equal(board.pins.pulseUs(15), 2000);
    assert.deepEqual(board.lines, []);
  });

  test('comes back after a write to a pin that has a mode of its own, until a duty of 0 or 1 ends it', async (t) => {
    const clock = handClock();
    const board = await bench(t, 'pinMode(4, "output"); analogWrite(4, 0.25, { soft: true }); digitalWrite(4, 1);', {
      clock,
    });
    assert.equal(board.pins.duty(4), undefined);
    clock.advance(20);
    assert.equal(board.pins.duty(4), 0.25);
    await board.evaluate('analogWrite(4, 1, { soft: true })');
    clock.advance(100);
    assert.deepEqual([board.pins.duty(4), board.pins.level(4)], [undefined, 1]);
  });

  test('ends low where the pin gets a mode, a write that sets one included', async (t) => {
    const board = await bench(t, 'analogWrite(4, 0.25, { soft: true }); digitalWrite(4, 1);');
    assert.deepEqual([board.pins.duty(4), board.pins.level(4)], [undefined, 0]);
  });
});

describe('the DAC', () => {
  test('sets a voltage of eight bits on D25 and D26, whatever the frequency', async (t) => {
    const board = await bench(t, 'analogWrite(25, 0.5); analogWrite(26, 0.999, { freq: 50 });');
    assert.deepEqual([board.pins.duty(25), board.pins.duty(26)], [0.5, 255 / 256]);
    assert.equal(board.pins.frequency(26), undefined);
  });

  test('puts out nothing at 1, which is one step too far', async (t) => {
    const board = await bench(t, 'analogWrite(25, 1);');
    assert.equal(board.pins.duty(25), 0);
  });

  test('has no PWM by software', async (t) => {
    const board = await bench(t, 'analogWrite(25, 0.5, { soft: true });');
    assert.deepEqual(board.lines, ['ERROR: pin does not support software PWM']);
  });
});

describe('digitalPulse', () => {
  test('during a pulse is put behind it, and does not set the level at once', async (t) => {
    const clock = handClock();
    const board = await bench(t, 'digitalPulse(2, 1, 10); digitalPulse(2, 1, [0, 5]);', { clock });
    clock.advance(100);
    assert.deepEqual(
      board.pins.log.map(({ value, ms }) => [value, ms]),
      [
        [1, 0],
        [0, 10],
        [1, 15],
      ],
    );
  });

  test('goes on over what the program writes in between', async (t) => {
    const clock = handClock();
    const board = await bench(t, 'pinMode(2, "output"); digitalPulse(2, 0, 10); digitalWrite(2, 0);', { clock });
    clock.advance(100);
    assert.equal(board.pins.level(2), 1, 'the end of the pulse comes all the same');
  });

  test('of 0 ms waits for those that are under way', async (t) => {
    const board = await bench(t, 'digitalPulse(2, 1, 1000); digitalPulse(2, 1, 0); print(digitalRead(2));', {
      clock: handClock(),
    });
    assert.deepEqual(board.lines, ['0']);
    assert.equal(board.pins.log.at(-1)?.value, 0);
  });

  test('takes no time that is none', async (t) => {
    const board = await bench(t, '');
    for (const time of ['undefined', 'null'])
      await assert.rejects(board.evaluate(`digitalPulse(2, 1, ${time})`), /Expecting Number or Array, got/);
    for (const time of ['-1', 'NaN'])
      await assert.rejects(board.evaluate(`digitalPulse(2, 1, ${time})`), /Pulse Time is less than 0 or not a number/);
    assert.equal(await board.evaluate('digitalPulse(2, 1, [1, -2, NaN])'), 'undefined');
  });
});

describe('the log', () => {
  test('says how long a pin was on, and when', async (t) => {
    const clock = handClock();
    const board = await bench(t, 'pinMode(26, "output"); setInterval(function () { D26.toggle(); }, 250);', { clock });
    for (let i = 0; i < 4; i++) {
      clock.advance(250);
      await board.settled();
    }
    assert.deepEqual(pulsesOf(board.pins.log, 26, 1), [250, 250]);
    assert.deepEqual(spansOf(board.pins.log, 26, 1000)[1], { value: 1, from: 250, to: 500, ms: 250 });
  });

  test('of every wire goes on through a reset, in which outputs are let go and pulled', async (t) => {
    const clock = handClock();
    const board = await bench(t, 'pinMode(26, "output"); digitalWrite(26, 0);', { clock });
    clock.advance(500);
    await board.restart();
    assert.deepEqual(
      board.pins.trace.filter(({ pin }) => pin === 26),
      [
        { pin: 26, value: 0, drives: true, ms: 0 },
        { pin: 26, value: 1, drives: false, ms: 500 }, // the boot's pull-up
        { pin: 26, value: 0, drives: true, ms: 500 },
      ],
    );
    assert.deepEqual(board.pins.log, [{ pin: 26, value: 0, ms: 0 }]);
    assert.equal(board.pins.now(), 500);
  });

  test('of every wire has what the world outside does, too', async (t) => {
    const board = await bench(t, '', { clock: handClock() });
    await board.wires.drive(4, 1);
    assert.deepEqual(board.pins.trace, [{ pin: 4, value: 1, drives: false, ms: 0 }]);
    assert.deepEqual(board.pins.log, []);
  });
});

describe('a mode', () => {
  test('that is given back to Espruino stays until the next access', async (t) => {
    const board = await bench(t, 'pinMode(4, "output"); digitalWrite(4, 1); pinMode(4);');
    assert.equal(await board.evaluate('getPinMode(4)'), '"output"');
    assert.equal(board.pins.level(4), 1);
    await assert.rejects(board.evaluate('pinMode(4, "foo")'), /Unknown pin mode/);
    assert.equal(await board.evaluate('digitalRead(4), getPinMode(4)'), '"input"');
  });

  test('of an alternate function is one that the ESP32 does not do', async (t) => {
    const board = await bench(t, 'pinMode(4, "output"); pinMode(4, "af_output");');
    assert.deepEqual(board.lines, ['ERROR: jshPinSetState: Unexpected state: 8']);
    assert.equal(board.pins.mode(4), 'output');
  });
});

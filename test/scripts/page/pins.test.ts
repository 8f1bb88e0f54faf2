import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PagePin } from '../../../scripts/cloud/page/protocol.ts';
import { pinOf, pinsThat, readingOf, readingText, wireLevel } from '../../../scripts/page/pins.ts';

const pin = (change: Partial<PagePin>): PagePin => ({
  ...{ name: 'it', pin: 4, kind: 'output', part: 'led', activeLow: false, idle: 0, property: false },
  ...change,
});

test('a wire that is low when on is turned over; what a call said is not', () => {
  const relay = pin({ activeLow: true });
  assert.deepEqual(readingOf({ pin: '#4', value: 0 }, relay), { value: 1 });
  assert.deepEqual(readingOf({ pin: 'it', value: 0 }, relay), { value: 0 });
  assert.deepEqual(readingOf({ pin: '#4', value: 0.25, frequency: 5000 }, pin({ kind: 'pwm', activeLow: true })), {
    value: 0.75,
  });
});

test("a servo's pulse becomes degrees by its own ends", () => {
  const servo = pin({ kind: 'servo', us: [500, 2500] });
  assert.equal(readingOf({ pin: '#4', value: 0.075, frequency: 50 }, servo).degrees, 90);
  assert.equal(readingOf({ pin: '#4', value: 1, frequency: 50 }, servo).degrees, 180, 'no further than it goes');
  assert.equal(readingOf({ pin: '#4', value: 0 }, servo).degrees, 0, 'no pulse');
  assert.equal(readingOf({ pin: 'it', value: 0, degrees: 33 }, servo).degrees, 33);
});

test('a level finds its pin by name, by number, by wire; a name goes before a number', () => {
  const pins = [pin({ name: 'led', pin: 2 }), pin({ name: 'relay', pin: 26 })];
  for (const name of ['relay', '26', '#26']) assert.equal(pinOf({ pin: name, value: 1 }, pins)?.name, 'relay');
  for (const name of ['#relay', 'RELAY', '', '#']) assert.equal(pinOf({ pin: name, value: 1 }, pins), undefined, name);
});

test('the pins that can do something are those of the kinds that the firmware means', () => {
  const kinds = ['output', 'pwm', 'servo', 'input', 'adc', 'dac'] as const;
  const pins = kinds.map((kind) => pin({ name: kind, kind }));
  const names = (can: string) => pinsThat(can, pins).map(({ name }) => name);
  assert.deepEqual(names('output'), ['output', 'pwm']);
  assert.deepEqual(names('input'), ['input']);
  assert.deepEqual(names('pin'), ['output', 'pwm', 'input']);
  assert.deepEqual(names('duty'), ['pwm', 'dac']);
  assert.deepEqual(names('servo'), ['servo']);
  assert.deepEqual(names('analog'), ['adc']);
  assert.deepEqual(names('toString'), []);
});

test('a reading is told in words that fit its pin', () => {
  assert.equal(readingText(undefined, pin({})), 'not known');
  assert.equal(readingText({ value: 1 }, pin({})), 'on');
  assert.equal(readingText({ value: 0 }, pin({ kind: 'input' })), 'off');
  assert.equal(readingText({ value: 0.4 }, pin({ kind: 'pwm' })), '40 %');
  assert.equal(readingText({ value: 0.5 }, pin({ kind: 'adc' })), '50 %');
  assert.equal(readingText({ value: 0.5 }, pin({ kind: 'adc', millivolts: 3600 })), '1.80 V');
  assert.equal(readingText({ value: 0.5, millivolts: 1234 }, pin({ kind: 'adc', millivolts: 3600 })), '1.23 V');
  assert.equal(readingText({ value: 0, degrees: 89.6 }, pin({ kind: 'servo' })), '90\u00b0');
});

test('an input that is low when on needs a low wire to be on', () => {
  assert.deepEqual([wireLevel(true, pin({})), wireLevel(false, pin({}))], [1, 0]);
  assert.deepEqual([wireLevel(true, pin({ activeLow: true })), wireLevel(false, pin({ activeLow: true }))], [0, 1]);
});

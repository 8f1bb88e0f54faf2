import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pinNames, traitsOf } from '../../../firmware/pins/table.ts';
import { Trait } from '../../../firmware/pins/trait.ts';

const NAMES = 'led relay valve brake button door sensor lamp vent up down dimmer glow arm light pot volume'.split(' ');

test('each pin is there by its name and by its number', () => {
  for (const [name, number] of Object.entries({ led: 2, relay: 26, valve: 25, brake: 33, button: 27 })) {
    assert.equal((traitsOf[name] ?? 0) & 255, number);
    assert.equal(traitsOf[number], traitsOf[name]);
  }
});

test('the pins are named once, without their numbers, all or those that can do something', () => {
  assert.deepEqual(pinNames(-1), NAMES);
  assert.deepEqual(pinNames(Trait.SERVO), ['arm']);
  assert.deepEqual(pinNames(Trait.PWM | Trait.DAC), ['dimmer', 'glow', 'volume']);
  assert.deepEqual(pinNames(0), []);
});

test('a pin that is not on the board has no trait', () => {
  for (const name of ['lde', '', 'LED', 'D2', ' 2', '02', '2.0', 6, -1, 2.5, 258])
    assert.ok(!traitsOf[name], String(name));
});

test('what every object has has no bits', () => {
  for (const name of ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf'])
    assert.equal((traitsOf[name] ?? 0) & -1, 0, name);
});

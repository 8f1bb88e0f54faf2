import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLOOD, MESSAGE_RATES } from '../../../../scripts/cloud/limits.ts';
import { Flow } from '../../../../scripts/cloud/mqtt/flow.ts';
import { fakeClock } from '../fakeClock.ts';

const NONE = { up0: Number.POSITIVE_INFINITY, up1: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };

test('the 31st message of a second at QoS 0 is dropped, and a second later one passes', () => {
  const clock = fakeClock();
  const flow = new Flow(MESSAGE_RATES, clock);
  for (let i = 0; i < 30; i++) assert.equal(flow.up(0, 10), 'pass');
  assert.equal(flow.up(0, 10), 'drop');
  clock.advance(1000);
  assert.equal(flow.up(0, 10), 'pass');
});

test('QoS 1 has ten a second of its own', () => {
  const flow = new Flow(MESSAGE_RATES, fakeClock());
  for (let i = 0; i < 10; i++) assert.equal(flow.up(1, 10), 'pass');
  assert.equal(flow.up(1, 10), 'drop');
  assert.equal(flow.up(0, 10), 'pass');
});

test('fifty messages a second go down, and no more', () => {
  const clock = fakeClock();
  const flow = new Flow(MESSAGE_RATES, clock);
  for (let i = 0; i < 50; i++) assert.equal(flow.down(), true);
  assert.equal(flow.down(), false);
  clock.advance(1000);
  assert.equal(flow.down(), true);
});

test('packets that are no PUBLISH count as a flood only', () => {
  const clock = fakeClock();
  const flow = new Flow(MESSAGE_RATES, clock);
  for (let i = 0; i < FLOOD.packets; i++) assert.equal(flow.up(undefined, 2), 'pass');
  assert.equal(flow.up(undefined, 2), 'flood');
  clock.advance(1000);
  assert.equal(flow.up(undefined, 2), 'pass');
});

test('without rates nothing is dropped, and a flood of bytes is still one', () => {
  const flow = new Flow(NONE, fakeClock());
  for (let i = 0; i < 1000; i++) assert.equal(flow.up(1, 10), 'pass');
  assert.equal(flow.up(0, FLOOD.bytes), 'flood');
});

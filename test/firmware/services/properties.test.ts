import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, board, posts, refuses, world } from './bench.ts';

const { postChanges } = await import('../../../firmware/services/properties.ts');

/** Lets what was left to post go. */
function rest(): void {
  board.advance(5000);
  posts.length = 0;
}

test('properties are set together and answered as they were applied', () => {
  assert.deepEqual(answer('property.set', { led: 1, dimmer: 0.5 }), { led: 1, dimmer: 0.5 });
  assert.deepEqual(answer('property.get', ['dimmer', 'led']), { dimmer: 0.5, led: 1 });
});

test('none is set where one is wrong', () => {
  answer('property.set', { led: 0 });
  for (const [params, message] of [
    [{ led: 1, dimmer: 2 }, 'dimmer must be 0.0..1.0, not 2'],
    [{ led: 1, relay: 0.5 }, 'relay must be 0 or 1, not 0.5'],
    [{ led: 1, fan: 1 }, 'no property "fan": led, relay, dimmer'],
    [{ led: 1, button: 1 }, 'no property "button": led, relay, dimmer'],
  ] as const) {
    refuses('property.set', params, 460, message);
    assert.deepEqual(answer('property.get', ['led']), { led: 0 });
  }
});

test('no names ask for all of them, and a name that is none is refused', () => {
  assert.deepEqual(Object.keys(answer('property.get', []) as object), ['led', 'relay', 'button', 'dimmer', 'light']);
  refuses('property.get', ['led', 'toString'], 460, 'no property "toString": led, relay, button, dimmer, light');
});

test('changes by anyone within 200 ms are posted as one, each property with its latest value', () => {
  board.levels.set(27, 1);
  postChanges();
  rest();
  answer('SetPin', { pin: 'led', value: 1 });
  board.advance(150);
  answer('PulsePin', { pin: 'relay', ms: 20 });
  answer('SetPwm', { pin: 'dimmer', duty: 0.25 });
  board.edge(27, 0);
  assert.deepEqual(posts, []);
  board.advance(50);
  assert.deepEqual(posts, [['property', { led: 1, relay: 0, dimmer: 0.25, button: 1 }]]);
  board.advance(5000);
  assert.equal(posts.length, 1);
});

test('what setting the watches does to the wires is no change', () => {
  rest();
  const { time } = board;
  postChanges();
  board.lateEdge(27, 0, time);
  board.lateEdge(27, 1, time);
  board.advance(5000);
  assert.deepEqual(posts, []);
  board.edge(27, 0);
  board.advance(5000);
  assert.deepEqual(posts, [['property', { button: 1 }]]);
});

test('what is no property is not posted', () => {
  postChanges();
  rest();
  answer('SetPin', { pin: 'lamp', value: 1 });
  board.edge(32, 1);
  board.advance(5000);
  assert.deepEqual(posts, []);
});

test('what cannot be posted waits, and goes out once with its latest value', () => {
  postChanges();
  rest();
  world.online = false;
  answer('SetPin', { pin: 'led', value: 1 });
  board.advance(3500);
  answer('SetPin', { pin: 'led', value: 0 });
  answer('SetPwm', { pin: 'dimmer', duty: 0.75 });
  board.advance(3500);
  assert.deepEqual(posts, []);
  world.online = true;
  board.advance(1000);
  assert.deepEqual(posts, [['property', { led: 0, dimmer: 0.75 }]]);
  board.advance(10_000);
  assert.equal(posts.length, 1);
  assert.equal(board.pending, 0, 'at rest there is no timer');
});

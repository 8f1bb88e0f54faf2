/** Which state may follow which: the whole table, all 64 of it. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { may, State } from '../../../firmware/mqtt/state.ts';

const NAMES = ['IDLE', 'NETWORK', 'OPENING', 'SIGNING_IN', 'SUBSCRIBING', 'READY', 'CLOSING', 'WAITING'];

/** A row for each state that is left, a column for each that is entered, both in the order of `NAMES`. */
const TABLE = [
  '.x......', // IDLE: connect()
  'x.x....x', // NETWORK: disconnect(), up, no network
  'x..x...x', // OPENING: disconnect(), socket made, cannot connect
  '....x.xx', // SIGNING_IN: CONNACK 0, disconnect(), refused or lost
  '.....xxx', // SUBSCRIBING: all granted, disconnect(), lost
  '....x.xx', // READY: one more filter, disconnect(), lost
  'x.......', // CLOSING: the socket has closed, or its deadline came
  'xx......', // WAITING: disconnect(), the next try
];

for (const [from, row] of TABLE.entries())
  test(`from ${NAMES[from]} the connection goes where the table says, and nowhere else`, () => {
    const found = NAMES.map((_, to) => (may(from, to) ? 'x' : '.')).join('');
    assert.equal(found, row);
  });

test('the states are numbered in the order of a good life', () => {
  assert.deepEqual(
    [State.IDLE, State.NETWORK, State.OPENING, State.SIGNING_IN, State.SUBSCRIBING, State.READY].concat(
      State.CLOSING,
      State.WAITING,
    ),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
});

test('no state follows itself: what is entered twice is noticed', () => {
  for (const state of NAMES.keys()) assert.equal(may(state, state), false, NAMES[state]);
});

test('from every state the connection can come to rest, and from rest to each state', () => {
  for (const start of NAMES.keys()) {
    const reached = new Set([start]);
    for (const from of reached) for (const to of NAMES.keys()) if (may(from, to)) reached.add(to);
    assert.equal(reached.size, NAMES.length, `from ${NAMES[start]}`);
  }
});

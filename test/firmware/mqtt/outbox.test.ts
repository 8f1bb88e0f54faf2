/** The way out on its own: one socket after another, what waits, and what is told. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { SEND_BYTES } from '../../../firmware/limits.ts';
import { createOutbox } from '../../../firmware/mqtt/outbox.ts';
import { bytes, publishOf } from '../../support/bytes.ts';
import { type FakeSocket, fakeSocket } from '../../support/fakeSocket.ts';
import { alone } from './rig.ts';

/** An outbox, the number of failures that it told, and sockets for it. */
function made() {
  const failures = { count: 0 };
  const outbox = createOutbox(() => void failures.count++);
  const open = (): FakeSocket => fakeSocket({ takes: () => true, closed: () => {} });
  return { outbox, failures, open };
}

test('before the first socket everything is dropped and counted; what a server waits for is told as a failure too', () => {
  const { outbox, failures, open } = made();
  outbox.send(publishOf('t', 'p'), 6);
  assert.deepEqual([outbox.status().dropped, failures.count], [1, 0]);
  outbox.send(bytes(0xc0, 0), 2);
  assert.deepEqual([outbox.status().dropped, failures.count], [2, 1]);
  const socket = open();
  outbox.use(socket);
  assert.deepEqual(socket.writes, []);
  outbox.send('packet', 6);
  assert.deepEqual(socket.writes, ['packet']);
});

test('packets gather until as many steps off as on', () => {
  const { outbox, open } = made();
  const socket = open();
  outbox.use(socket);
  outbox.gather(1);
  outbox.send('a', 1);
  outbox.gather(1);
  outbox.send('b', 1);
  outbox.gather(-1);
  outbox.send('c', 1);
  assert.deepEqual(socket.writes, []);
  outbox.gather(-1);
  assert.deepEqual(socket.writes, ['abc']);
  outbox.gather(1);
  outbox.gather(-1);
  assert.deepEqual(socket.writes, ['abc']);
});

test('a packet that fits to the byte waits, and one byte more is dropped', () => {
  for (const [length, dropped] of [
    [SEND_BYTES, 0],
    [SEND_BYTES + 1, 1],
  ] as const) {
    const { outbox, open } = made();
    outbox.use(open());
    outbox.gather(1);
    outbox.send('0'.repeat(length), length);
    assert.deepEqual([outbox.status().dropped, outbox.status().queued], [dropped, dropped ? 0 : SEND_BYTES]);
  }
});

test('a packet that something else bounds waits with the others, whatever its size', alone, () => {
  const { outbox, failures, open } = made();
  const socket = open();
  outbox.use(socket);
  outbox.gather(1);
  outbox.send('0', 1);
  outbox.always('x'.repeat(2 * SEND_BYTES));
  outbox.gather(-1);
  assert.deepEqual(socket.writes, [`0${'x'.repeat(2 * SEND_BYTES)}`]);
  assert.deepEqual([outbox.status().dropped, failures.count], [0, 0]);
});

test('the last packet goes out behind what waits, and nothing behind it', () => {
  const { outbox, open } = made();
  const socket = open();
  outbox.use(socket);
  outbox.gather(1);
  outbox.send('waits,', 6);
  outbox.last('last');
  outbox.gather(-1);
  outbox.send('0', 1);
  assert.deepEqual(socket.writes, ['waits,last']);
  assert.equal(outbox.status().dropped, 1);
});

test('a new socket has nothing of what waited for the old one, and does not hear its drain', () => {
  const { outbox, open } = made();
  const [old, next] = [open(), open()];
  outbox.use(old);
  outbox.send('x'.repeat(2000), 2000);
  outbox.send('waits', 5);
  // The drain is queued, and not yet told.
  old.turn();
  outbox.use(next);
  outbox.gather(1);
  old.turn();
  outbox.send('0', 1);
  assert.deepEqual(next.writes, []);
  outbox.gather(-1);
  assert.deepEqual(next.writes, ['0']);
});

test('a socket that refuses a write is a failure each time, and no exception', () => {
  const { outbox, failures, open } = made();
  const socket = open();
  outbox.use(socket);
  socket.end();
  outbox.send('0', 1);
  outbox.send('0', 1);
  assert.equal(failures.count, 2);
  assert.deepEqual(socket.writes, []);
});

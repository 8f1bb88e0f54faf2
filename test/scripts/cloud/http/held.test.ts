import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Server, Socket } from 'node:net';
import { test } from 'node:test';
import { Held } from '../../../../scripts/cloud/http/held.ts';

/** Callers of a server that keeps 100 bytes; `gone` are those it closed, in order. */
function setUp() {
  const server = new EventEmitter();
  const held = new Held(server as unknown as Server, 100);
  const gone: string[] = [];
  const caller = (name: string) => {
    const socket = Object.assign(new EventEmitter(), { destroy: () => gone.push(name) });
    server.emit('connection', socket);
    return {
      sends: (bytes: number) => socket.emit('data', Buffer.alloc(bytes)),
      isWhole: () => held.delete(socket as unknown as Socket),
      leaves: () => socket.emit('close'),
    };
  };
  return { held, gone, caller };
}

test('up to the limit every caller may take its time', () => {
  const { held, gone, caller } = setUp();
  const [one, two] = [caller('one'), caller('two')];
  one.sends(30);
  two.sends(50);
  one.sends(20);
  assert.equal(held.total, 100);
  assert.deepEqual(gone, []);
});

test('beyond the limit the requests that began first are closed, as many as it takes; who has sent nothing stays', () => {
  const { held, gone, caller } = setUp();
  const [, one, two, three] = [caller('silent'), caller('one'), caller('two'), caller('three')];
  two.sends(40);
  one.sends(40);
  two.sends(10);
  three.sends(60);
  assert.deepEqual(gone, ['two']);
  three.sends(1);
  assert.deepEqual(gone, ['two', 'one']);
  assert.equal(held.total, 61);
});

test('a request that is whole, and a caller who left, count no more', () => {
  const { held, gone, caller } = setUp();
  const [one, two, three] = [caller('one'), caller('two'), caller('three')];
  one.sends(50);
  two.sends(50);
  one.isWhole();
  two.leaves();
  assert.equal(held.total, 0);
  three.sends(100);
  one.sends(1);
  assert.deepEqual(gone, ['three']);
});

test('a request larger than the limit by itself is closed', () => {
  const { held, gone, caller } = setUp();
  caller('one').sends(101);
  assert.deepEqual(gone, ['one']);
  assert.equal(held.total, 0);
});

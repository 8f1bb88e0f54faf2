import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCalls } from '../../firmware/link/call.ts';
import { board, posts } from './services/bench.ts';

const { openConsole } = await import('../../firmware/console.ts');
const { outside } = await import('../../firmware/services/outside.ts');

/** `rrpc`, as someone at the console uses it. */
interface Console {
  call(name: string, params?: unknown, done?: (json: string) => void): void;
  readonly pins: Record<string, { set(value?: unknown): unknown; get(): unknown; toggle(): unknown }>;
  topics: Record<string, unknown>;
  post(identifier: string, params: unknown): boolean;
  status(): unknown;
}

/** Opens the console over calls that would send into `sent`. */
function open(): { rrpc: Console; sent: string[]; handlers: Record<string, never> } {
  const sent: string[] = [];
  const handlers = {};
  const sender = { publish: (topic: string) => sent.push(topic) > 0, send: (data: string) => void sent.push(data) };
  const timers = { after: (f: () => void, ms: number) => setTimeout(f, ms) as never, cancel: clearTimeout };
  const calls = createCalls('/request/', '/response/', (request) => outside.prepare(request), sender, timers);
  openConsole(calls, handlers);
  return { rrpc: (globalThis as unknown as { rrpc: Console }).rrpc, sent, handlers };
}

test('a call prints its reply, or gives it to who asks, and sends nothing', () => {
  const { rrpc, sent } = open();
  rrpc.call('SetPin', { pin: 'led', value: 1 });
  assert.deepEqual(board.lines, ['{"id":"1","code":200,"data":{"pin":"led","value":1}}']);
  const told: string[] = [];
  rrpc.call('Launch', {}, (json) => told.push(json));
  rrpc.call('Ping', undefined, (json) => told.push(json));
  assert.deepEqual(
    told.map((json) => JSON.parse(json).code),
    [100404, 200],
  );
  assert.deepEqual(sent, []);
});

test('the same call twice is done twice, and one that ends later is told later', () => {
  const { rrpc } = open();
  const told: string[] = [];
  for (let i = 0; i < 2; i++) rrpc.call('TogglePin', { pin: 'led' }, (json) => told.push(json));
  assert.deepEqual(
    told.map((json) => JSON.parse(json).data.value),
    [1, 0],
  );
  rrpc.call('PulsePin', { pin: 'led', ms: 50, wait: 1 }, (json) => told.push(json));
  assert.equal(told.length, 2);
  board.advance(50);
  assert.deepEqual(JSON.parse(told[2] ?? '').data, { pin: 'led', value: 0, ms: 50 });
});

test('each pin can be set, read and turned over by its name', () => {
  const { led, relay, button } = open().rrpc.pins;
  assert.deepEqual([led?.set(1), led?.get(), led?.toggle(), relay?.set(1)], [1, 1, 0, 1]);
  assert.equal(board.levels.get(26), 0);
  board.levels.set(27, 0);
  assert.equal(button?.get(), 1);
  assert.ok(open().rrpc.pins.volume);
});

test('what the cloud would be refused is refused here, in the same words, and no pin moves', () => {
  const { pins } = open().rrpc;
  for (const [action, code, message] of [
    [() => pins.led?.set(2), 460, /^value must be 0 or 1, not 2$/],
    [() => pins.led?.set(), 460, /^value is missing: it must be 0 or 1$/],
    [() => pins.button?.set(1), 100423, /^pin "button" is no output: led, /],
    [() => pins.arm?.toggle(), 100423, /^pin "arm" is no output: led, /],
  ] as const) {
    board.steps.length = 0;
    assert.throws(action, (thrown) => {
      const refusal = thrown as { code: number; message: string };
      assert.equal(refusal.code, code);
      assert.match(refusal.message, message);
      return true;
    });
    assert.deepEqual(board.steps, []);
  }
});

test('an interlock and the longest time on hold here too', () => {
  const { up, down, relay } = open().rrpc.pins;
  down?.set(0);
  up?.set(1);
  assert.throws(() => down?.set(1), { code: 100423, message: 'interlock: pin "up" is on' });
  up?.set(0);
  relay?.set(1);
  board.advance(600_000);
  assert.equal(relay?.get(), 0);
});

test('it has the handlers of custom topics, what posts, and the counters', () => {
  const { rrpc, handlers } = open();
  assert.equal(rrpc.topics, handlers);
  assert.equal(rrpc.post('Alarm', { level: 2 }), true);
  assert.deepEqual(posts, [['Alarm', { level: 2 }]]);
  assert.deepEqual(rrpc.status(), { unknown: 0 });
});

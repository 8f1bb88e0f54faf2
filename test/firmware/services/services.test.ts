import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Service } from '../../../firmware/link/call.ts';
import { installInterpreter } from '../interpreter.ts';

const board = installInterpreter();
// After the interpreter: the board's start is when this is loaded.
const { SERVICES } = await import('../../../firmware/services/services.ts');

/** What the service of this name answers to these parameters. */
function answer(name: string, params: unknown = {}): unknown {
  return (SERVICES[`thing.service.${name}`] as Service)(params as never);
}

test('every service is found by its method', () => {
  for (const [method, service] of Object.entries(SERVICES)) {
    assert.match(method, /^thing\.service\.[A-Z][A-Za-z]+$/);
    assert.equal(typeof service, 'function');
  }
});

test('ListServices names every service there is, and itself', () => {
  const { services } = answer('ListServices') as { services: string[] };
  for (const name of ['SetPin', 'GetPin', 'TogglePin', 'Ping', 'ListServices'])
    assert.ok(services.includes(name), name);
  assert.deepEqual(
    services.map((name) => `thing.service.${name}`),
    Object.keys(SERVICES),
  );
});

test('ListServices names a service that is added later', () => {
  SERVICES['thing.service.Later'] = () => ({});
  try {
    assert.ok((answer('ListServices') as { services: string[] }).services.includes('Later'));
  } finally {
    delete SERVICES['thing.service.Later'];
  }
  assert.ok(!(answer('ListServices') as { services: string[] }).services.includes('Later'));
});

test('Ping answers with the whole seconds since the board started', () => {
  assert.deepEqual(answer('Ping'), { uptime: 0 });
  board.time += 0.9;
  assert.deepEqual(answer('Ping'), { uptime: 0 });
  board.time += 0.2;
  assert.deepEqual(answer('Ping'), { uptime: 1 });
  board.time += 86_400;
  assert.deepEqual(answer('Ping'), { uptime: 86_401 });
});

test('Ping and ListServices take no parameters, and none at all', () => {
  for (const params of [undefined, null, { pin: 'led' }])
    for (const name of ['Ping', 'ListServices']) assert.equal(typeof answer(name, params), 'object');
});

test('the services of pins are in the table, each as itself', () => {
  assert.deepEqual(answer('SetPin', { pin: 'led', value: 1 }), { pin: 'led', value: 1 });
  assert.deepEqual(answer('GetPin', { pin: 'led' }), { pin: 'led', value: 1 });
  assert.deepEqual(answer('TogglePin', { pin: 'led' }), { pin: 'led', value: 0 });
});

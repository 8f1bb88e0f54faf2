import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallError } from '../../../scripts/call/errors.ts';
import { hintOn } from '../../../scripts/call/hints.ts';
import type { Transport } from '../../../scripts/call/transport.ts';

/** A board with two services, in the firmware's words. */
const board: Transport = {
  device: 'a,b',
  async call(service) {
    if (service === 'ListServices') return { code: 200, data: { services: ['SetPin', 'Ping'] }, ms: 1 };
    if (service === 'DescribeService') return { code: 200, data: { line: 'SetPin;s;pin:@output;value:0|1' }, ms: 1 };
    throw new CallError('OFFLINE', 'gone');
  },
  close: async () => undefined,
};
const gone: Transport = { ...board, call: () => Promise.reject(new CallError('OFFLINE', 'gone')) };

function hint(code: number, message: string, params: Record<string, unknown> = {}, service = 'SetPin', way = board) {
  return hintOn({ device: 'a,b', code, data: {}, message, ms: 1 }, { service, params }, way);
}

test('a service that is not there is told with those that are', async () => {
  const message = 'no service "SetPni": ask ListServices';
  assert.equal(
    await hint(100404, message, {}, 'SetPni'),
    'no service "SetPni" on this board: SetPin, Ping; did you mean SetPin?',
  );
  assert.equal(await hint(100404, message, {}, 'SetPni', gone), undefined);
});

test('a misspelt parameter is told where the right one is missing', async () => {
  const message = 'value is missing: it must be 0 or 1';
  assert.equal(
    await hint(460, message, { pin: 'led', vlaue: 1 }),
    'SetPin has no parameter "vlaue": pin, value; did you mean value?',
  );
  assert.equal(await hint(460, message, { pin: 'led' }), undefined);
});

test("what was meant is found in the board's own list", async () => {
  assert.equal(await hint(100423, 'pin "lde" is not on this board: led, relay'), 'did you mean led?');
  assert.equal(
    await hint(100423, 'operations[0]: pin "realy" is not on this board: led, relay'),
    'did you mean relay?',
  );
  assert.equal(
    await hint(100423, 'pin "GPIO26" is not on this board: led, relay'),
    'a pin is given by its name, or by its number alone: 26',
  );
  assert.equal(await hint(460, 'then must be "extend" or "replace", not "extnd"'), 'did you mean extend?');
  assert.equal(await hint(460, 'service must be one of SetPin, Ping', { service: 'pong' }), 'did you mean Ping?');
});

test('nothing is added where the message says it all', async () => {
  assert.equal(await hint(100423, 'pin "pump" is not on this board: led, relay'), undefined);
  assert.equal(await hint(100423, 'pin "button" is no output: led, relay'), undefined);
  assert.equal(await hint(460, 'value must be 0 or 1, not 2'), undefined);
  assert.equal(await hint(460, 'service must be one of SetPin, Ping', { service: 5 }), undefined);
  assert.equal(await hint(429, '4 calls are running'), undefined);
});

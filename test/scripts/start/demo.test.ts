import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boardNames, loadBoard, type PinData } from '../../../scripts/bundle/board.ts';
import { demonstrate, type Outcome, STEPS, stepsFor } from '../../../scripts/start/demo.ts';

/** A board's led behind the calls; `spoil` changes an answer. */
function fakeLed(spoil: (service: string, value: number) => object = () => ({})) {
  let level = 0;
  return async (service: string, params: Record<string, unknown>) => {
    if (service === 'SetPin') level = params.value as number;
    if (service === 'TogglePin') level = 1 - level;
    const data = { pin: params.pin, value: level };
    return { code: 200, data, messageId: '1', ms: 1, ...spoil(service, level) };
  };
}

async function played(call: Parameters<typeof demonstrate>[0]) {
  const outcomes: Outcome[] = [];
  const good = await demonstrate(call, (outcome) => outcomes.push(outcome));
  return { good, problems: outcomes.map(({ problem }) => problem) };
}

test('a pin that is set, read back and toggled as it should is a good demonstration', async () => {
  assert.deepEqual(await played(fakeLed()), { good: true, problems: STEPS.map(() => undefined) });
});

test('a value read back that is not the one expected is no good, whatever the code', async () => {
  const stuck = fakeLed((_, value) => ({ data: { pin: 'led', value: 1 - value } }));
  const { good, problems } = await played(stuck);
  assert.equal(good, false);
  assert.deepEqual(problems, ['value must be 1, not 0', 'value must be 1, not 0', 'value must be 0, not 1']);
});

test('an answer without a value is no good', async () => {
  for (const data of [{}, null, 'x'])
    assert.deepEqual((await played(fakeLed(() => ({ data })))).problems[0], 'value must be 1, not missing');
});

test('another code is no good, and told in the words of the board', async () => {
  const failing = fakeLed((service) =>
    service === 'GetPin' ? { code: 100423, data: {}, message: 'no such pin' } : {},
  );
  assert.deepEqual(await played(failing), { good: false, problems: [undefined, 'no such pin', undefined] });
});

test('a call without an answer is no good, and the calls after it are made', async () => {
  const led = fakeLed();
  const failing = async (service: string, params: Record<string, unknown>) => {
    if (service === 'SetPin') throw new Error('device a,b is not connected');
    return led(service, params);
  };
  const { good, problems } = await played(failing);
  assert.equal(good, false);
  assert.deepEqual(problems, ['device a,b is not connected', 'value must be 1, not 0', 'value must be 0, not 1']);
});

const pin = (name: string, kind: PinData['kind']) => ({ name, kind, pin: 4, property: false }) as PinData;

test('a board with an LED has it switched', () => {
  assert.deepEqual(stepsFor([pin('relay', 'output'), pin('led', 'pwm')]), STEPS);
});

test('on a board without an LED nothing is switched: a pin is read, or where none has a level, the board is asked', () => {
  assert.deepEqual(stepsFor([pin('pump', 'output')]), [
    { service: 'GetPin', params: { pin: 'pump' }, value: undefined },
  ]);
  assert.deepEqual(stepsFor([pin('led', 'input')]), [{ service: 'GetPin', params: { pin: 'led' }, value: undefined }]);
  assert.deepEqual(stepsFor([pin('light', 'adc')]), [{ service: 'Ping', params: {}, value: undefined }]);
});

test('any value is good where none is awaited', async () => {
  const outcomes: Outcome[] = [];
  const steps = stepsFor([pin('pump', 'output')]);
  assert.equal(await demonstrate(fakeLed(), (outcome) => outcomes.push(outcome), steps), true);
  assert.equal(outcomes.length, 1);
});

test('every board of this project can be demonstrated', async () => {
  for (const name of await boardNames()) assert.ok(stepsFor((await loadBoard(name)).pins).length > 0, name);
});

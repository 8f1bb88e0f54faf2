// npm run load in small: real processes, every call answered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMosquitto } from '../../../scripts/load/processes.ts';
import { runLoad } from '../../../scripts/load/run.ts';
import { run } from '../cloud/command.ts';

const small = { devices: 3, concurrency: 6, seconds: 1, boardMs: 20 };

test('the embedded broker answers every call, at most and at a steady rate, and the board takes its time of each', async () => {
  const { most, steady } = await runLoad({ broker: 'embedded', gateways: 1, ...small, rate: 30 });
  for (const figures of [most, steady]) {
    assert.deepEqual(figures.failed, {});
    assert.ok(figures.calls > 10 && figures.perSecond > 5);
    assert.ok(figures.board.p50 >= 19, String(figures.board.p50));
    assert.ok(figures.gateway.p50 > 0 && figures.total.p99 >= figures.board.p50);
  }
  assert.ok(steady.calls <= 30, `${steady.calls} in a second of 30`);
});

const skip = findMosquitto() === undefined ? 'Mosquitto is not installed' : false;
test('two gateways in front of Mosquitto answer every call', { skip }, async () => {
  const { most, steady } = await runLoad({ broker: 'mosquitto', gateways: 2, ...small });
  assert.deepEqual([most.failed, steady.failed], [{}, {}]);
  assert.ok(most.calls > 10 && steady.calls > 5 && steady.calls < most.calls);
});

test('a broker that is not there ends it with its name', async () => {
  await assert.rejects(runLoad({ broker: 1, gateways: 1, ...small }), /mqtt:\/\/127\.0\.0\.1:1 cannot be reached/);
});

for (const [what, args, says] of [
  ['two gateways without a broker', ['--gateways', '2'], /--gateways: several need a broker/],
  ['no number', ['--devices', 'many'], /--devices must be a whole number, 1\.\.10000, not "many"/],
  ['another broker', ['--broker', 'rabbit'], /--broker takes embedded, mosquitto or a port, not "rabbit"/],
] as const)
  test(`the command says what it accepts: ${what}`, async (t) => {
    const running = run(t, 'scripts/load.ts', [...args]);
    assert.equal(await running.exit(), 1);
    assert.match(running.stderr(), says);
  });

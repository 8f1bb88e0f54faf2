import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceHelp, servicesHelp } from '../../../scripts/call/help.ts';
import { declaredKnown } from '../../../scripts/call/known.ts';
import { run } from '../cloud/command.ts';

const { services, pins } = await declaredKnown();
const helpOn = (name: string) => serviceHelp(name, services, pins);

test('every service has a line', () => {
  const lines = servicesHelp(services).split('\n');
  assert.ok(lines.includes('  Ping             Answers at once.'));
  assert.ok(lines.every((line) => !line.includes('property.')));
  assert.ok(lines.length > 18);
});

test('a service has its parameters with what each accepts, its answer, and a line to type', () => {
  assert.equal(
    helpOn('PulsePin'),
    `PulsePin: Turns an output on for a time, on the board's own clock. It acts: each call counts.

Parameters:
  pin   an output, by name or number: led, relay, fan, dimmer
  ms    1..3600000 ms
  then  "extend" or "replace" (may be missing). What becomes of a pulse that runs already.
  wait  0 or 1 (may be missing). 1: answer when it has ended, within 6 s.

Answer:
  pin    the pin, as it was given
  value  0 or 1
  ms     0..3600000 ms

Examples:
  npm run call -- PulsePin pin=led ms=1000
  npm run call -- PulsePin '{"pin":"led","ms":1000}'`,
  );
});

test('a service without parameters says so', () => {
  assert.match(helpOn('Reboot'), /^Parameters: none\n\nAnswer: none\n\nExample:\n {2}npm run call -- Reboot$/m);
});

test('a service that is not there is refused with the names of those that are', () => {
  assert.throws(() => helpOn('setpin'), /^Error: no service "setpin": SetPin, GetPin, .*; did you mean SetPin\?$/);
});

test('npm run call -- --help has the flags and the services, with a service before it only that one', async (t) => {
  const all = run(t, 'scripts/call.ts', ['--help']);
  const one = run(t, 'scripts/call.ts', ['SetPin', '--help']);
  const none = run(t, 'scripts/call.ts', ['SetPon', '-h']);
  assert.deepEqual([await all.exit(), await one.exit(), await none.exit()], [0, 0, 1]);
  assert.match(all.stdout(), /^Usage: npm run call -- [\s\S]*--timeout <ms>[\s\S]*^Services; [\s\S]*^ {2}SetPin {2}/m);
  assert.match(one.stdout(), /^SetPin: Sets an output/);
  assert.match(none.stderr(), /^call: no service "SetPon": /);
});

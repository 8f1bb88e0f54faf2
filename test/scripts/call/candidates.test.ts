import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidates, type Flag, wordsOf } from '../../../scripts/call/candidates.ts';
import { declaredKnown } from '../../../scripts/call/known.ts';

const known = await declaredKnown();
const FLAGS: Flag[] = [
  { name: '--json', takesValue: false, does: '' },
  { name: '--device', takesValue: true, does: '' },
  { name: '--completion', takesValue: true, does: '' },
];
const at = (line: string) => candidates(wordsOf(line) ?? [], known, FLAGS).map(({ word }) => word);

test('services, then parameters, then what they accept', () => {
  assert.deepEqual(at('rrpc Set'), ['SetPin', 'SetPwm', 'SetServo', 'SetConfig']);
  assert.deepEqual(at('npm run call -- SetPin '), ['pin=', 'value=']);
  assert.deepEqual(at('npm run -s call -- SetPin pin='), ['pin=led', 'pin=relay', 'pin=fan', 'pin=dimmer']);
  assert.deepEqual(at('rrpc SetPin pin=led '), ['value=']);
  assert.deepEqual(at('rrpc SetPin pin=led value='), ['value=0', 'value=1']);
  assert.deepEqual(at('npx tsx scripts/call.ts PulsePin then=e'), ['then=extend']);
  assert.deepEqual(at('rrpc DescribeService service=Pi'), ['service=Ping']);
  assert.deepEqual(at('rrpc ReadAnalog pin='), ['pin=light']);
});

test('flags are completed too, and passed over with their values', () => {
  assert.deepEqual(at('rrpc --'), ['--json', '--device', '--completion']);
  assert.deepEqual(at('rrpc --completion '), ['bash', 'zsh', 'fish']);
  assert.deepEqual(at('rrpc --device a,b --json Pi'), ['Ping']);
  assert.deepEqual(at('rrpc --device '), []);
});

test('nothing is offered for what is not there, nor for another command', () => {
  assert.deepEqual(at('rrpc Nope pin='), []);
  assert.deepEqual(at('rrpc SetPin nope='), []);
  assert.deepEqual(at('rrpc SetPin toString='), []);
  for (const line of ['npm run test ', 'npm run callx ', 'rrpcx Set', 'echo npm run call -- Set', ''])
    assert.equal(wordsOf(line), undefined, line);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareUse, measureMemory } from '../../../scripts/bench/memory.ts';
import { good, openRig } from '../../../scripts/bench/run.ts';
import { floorSubject, type Subject } from '../../../scripts/bench/subject.ts';
import { findInterpreter } from '../../../scripts/device/espruino/interpreter.ts';

const executable = findInterpreter();
const skip = executable === undefined && 'no Espruino interpreter was found';
const JSON_FLOOR = () => floorSubject('json', 'the least that answers JSON');

/** A script in Storage only. */
const script = (code: string): Subject => ({
  name: 'a script',
  bytes: code.length,
  storage: new Map([['.bootcde', code]]),
  ram: code,
  others: new Map(),
  fixed: false,
});

test('every call of the scripted server is answered, of known texts and of new ones', { skip }, async (t) => {
  for (const fresh of [false, true]) {
    const { storage } = await floorSubject('json', 'the least that answers JSON', fresh);
    const rig = await openRig(executable as string, storage);
    t.after(() => rig.close());
    const found = await rig.run({ warm: fresh ? 0 : 5, calls: 20, fresh });
    assert.equal(found.answers, fresh ? 20 : 25);
    assert.ok(good(found), found.why);
  }
});

test('a script that never connects, and one that answers wrongly, are told so', { skip }, async (t) => {
  const silent = await openRig(executable as string, new Map([['.bootcde', ';']]));
  t.after(() => silent.close());
  assert.equal((await silent.run({ calls: 1 })).why, 'not subscribed');
  const { storage } = await JSON_FLOOR();
  const code = (storage.get('.bootcde') ?? '').replace('code:200', 'code:400');
  const wrong = await openRig(executable as string, new Map([['.bootcde', code]]));
  t.after(() => wrong.close());
  const found = await wrong.run({ calls: 3 });
  assert.equal(found.wrong, 3);
  assert.equal(good(found), false);
});

test('an interpreter that ends by itself is an error with what it said', { skip }, async (t) => {
  const rig = await openRig(
    executable as string,
    new Map([['.bootcde', 'print("no more");setTimeout(function(){quit();},1);']]),
  );
  t.after(() => rig.close());
  await assert.rejects(rig.run({ calls: 1 }), /the interpreter did not finish: .*no more/);
});

test('what a script keeps shows in JsVars, one for one, and what it takes during a call in its peak', {
  skip,
}, async () => {
  const floor = await JSON_FLOOR();
  const bare = await bareUse(executable as string);
  const plain = await measureMemory(executable as string, floor, 'storage', bare, 'full', false);
  const code = floor.storage.get('.bootcde') ?? '';
  const keeps = script(`${code}\nvar kept=[0,0,0,0,0,0,0,0,0,0];`);
  const more = await measureMemory(executable as string, keeps, 'storage', bare, 'full', false);
  // The name, the array, and ten elements.
  assert.equal(more.subscribed - plain.subscribed, 12);
  const hungry = script(code.replace('JSON.parse(', 'new Array(2000).fill("x"),JSON.parse('));
  const least = await measureMemory(executable as string, hungry, 'storage', bare, 'full', false);
  assert.ok(least.peak - plain.peak > 1500, `${least.peak} and ${plain.peak}`);
  assert.ok(plain.peak > plain.subscribed);
  assert.ok(Math.abs(least.subscribed - plain.subscribed) < 12);
});

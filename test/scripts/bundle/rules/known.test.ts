import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BOARD_GLOBALS,
  LANGUAGE_GLOBALS,
  MISSING_METHODS,
  MISSING_STATICS,
} from '../../../../scripts/bundle/rules/known.ts';
import { findInterpreter } from '../../../../scripts/device/espruino/interpreter.ts';
import { runOnEspruino } from '../run.ts';

const espruino = findInterpreter() ?? '';
const skip = espruino ? false : 'no Espruino interpreter found';

/** Of `expressions`, those whose type the interpreter gives as `type`. */
async function ofType(type: string, expressions: Iterable<string>): Promise<string[]> {
  const code = [...expressions].map((e) => `if(typeof ${e}==="${type}")print(${JSON.stringify(e)});`).join('\n');
  return (await runOnEspruino(espruino, code)).split('\n').filter(Boolean);
}

test('every global that the checker knows is there', { skip }, async () => {
  const globals = [...LANGUAGE_GLOBALS, ...BOARD_GLOBALS].filter((name) => !['undefined', 'arguments'].includes(name));
  assert.deepEqual(await ofType('undefined', globals), []);
});

test('every member that the checker takes for missing is missing', { skip }, async () => {
  const members = Object.entries(MISSING_STATICS).flatMap(([owner, names]) => [...names].map((n) => `${owner}.${n}`));
  assert.deepEqual(await ofType('function', members), []);
  assert.deepEqual(await ofType('number', members), []);
});

test('no value has a method that the checker takes for missing', { skip }, async () => {
  const values = ['({})', '(function(){})', '[1]', '"a"', '(5)', 'true', '(new Date())', '/a/', '(new Uint8Array(2))'];
  const methods = values.flatMap((value) => [...MISSING_METHODS].map((name) => `${value}.${name}`));
  assert.deepEqual(await ofType('function', methods), []);
});

test('what the library has is not taken for missing', () => {
  for (const name of ['indexOf', 'map', 'splice', 'padStart', 'startsWith', 'toFixed', 'lastIndexOf']) {
    assert.equal(MISSING_METHODS.has(name), false, name);
  }
});

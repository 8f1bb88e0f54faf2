import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check, ES5_SYNTAX, RULES } from '../../../scripts/bundle/check.ts';
import { findInterpreter } from '../../../scripts/device/espruino/interpreter.ts';
import { runOnEspruino, runOnNode } from './run.ts';
import { SAMPLES } from './samples.ts';

const espruino = findInterpreter();
const skip = espruino ? false : 'no Espruino interpreter found';

test('every rule has a sample', () => {
  const shown = new Set(SAMPLES.map(({ rule }) => rule));
  assert.deepEqual(
    RULES.map(({ name }) => name).filter((name) => !shown.has(name)),
    [],
  );
});

describe('the checker', () => {
  for (const { rule, does, bad, good } of SAMPLES) {
    test(`${rule} finds a text that ${does}`, () => {
      assert.deepEqual([...new Set(check(bad).map((finding) => finding.rule))], [rule]);
    });
    test(`${rule} lets pass the twin of a text that ${does}`, () => assert.deepEqual(check(good), []));
  }

  test('findings come in the order of the text, with line and column from 1', () => {
    const found = check('var a=[];\n  a.length=0;x:for(;;)break;');
    assert.deepEqual(
      found.map(({ rule, line, column }) => [rule, line, column]),
      [
        ['no-length-assignment', 2, 3],
        ['no-labels', 2, 14],
      ],
    );
  });
});

describe('the real interpreter', { skip, concurrency: 2 }, () => {
  for (const { rule, does, bad, good, agrees } of SAMPLES) {
    test(`prints what Node prints for the twin of a text that ${does} (${rule})`, async () => {
      assert.equal(await runOnEspruino(espruino as string, good), await runOnNode(good));
    });
    if (agrees) continue;
    test(`does something else than Node for a text that ${does} (${rule})`, async () => {
      assert.notEqual(await runOnEspruino(espruino as string, bad), await runOnNode(bad));
    });
  }
});

describe('newer syntax is named', () => {
  const newer: readonly (readonly [code: string, says: RegExp])[] = [
    ['var f=()=>1', /an arrow function/],
    ['let a=1', /"let"/],
    ['const a=1', /"const"/],
    ['class A{}', /a class/],
    ['print(`a`)', /a template string/],
    ['f(...a)', /spread/],
    ['function f(...a){}', /a rest parameter/],
    ['function f(a=1){}', /a default value/],
    ['var {a}=b', /destructuring/],
    ['var [a]=b', /destructuring/],
    ['for(var a of b);', /for-of/],
    ['async function f(){await a}', /an async function/],
    ['function*f(){yield 1}', /a generator/],
    ['a?.b', /"\?\."/],
    ['a??b', /"\?\?"/],
    ['a**b', /"\*\*"/],
    ['a||=b', /"\|\|="/],
    ['a={b}', /a short form/],
    ['a={b(){}}', /a short form/],
    ['a={[b]:1}', /a computed key/],
    ['try{}catch{}', /a catch without its error/],
    ['a=1n', /a BigInt/],
    ['a=0b1', /the number 0b1/],
    ['a=1_0', /the number 1_0/],
    ['import a from "a"', /import/],
    ['export var a=1', /export/],
    ['a=/a/s', /regular expression flag/],
  ];
  for (const [code, says] of newer) {
    test(`in ${code}`, () => {
      const [first, ...rest] = check(code);
      assert.equal(first?.rule, ES5_SYNTAX);
      assert.ok([first, ...rest].some((finding) => says.test(finding?.message ?? '')));
    });
  }

  test('each construct has its own place', () => {
    assert.deepEqual(
      check('var a=1;\nlet b=2;\nprint(()=>a)').map(({ line, column }) => [line, column]),
      [
        [2, 1],
        [3, 7],
      ],
    );
  });

  test("what no version of the language has is told in the parser's words, with its place", () => {
    const [found] = check('var a=;\n');
    assert.deepEqual([found?.rule, found?.line, found?.column], [ES5_SYNTAX, 1, 7]);
    assert.match(found?.message ?? '', /Unexpected token/);
  });
});

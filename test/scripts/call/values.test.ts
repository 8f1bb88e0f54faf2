import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLine } from '../../../scripts/call/line.ts';
import { paramsOf, readTyped } from '../../../scripts/call/values.ts';
import type { Service } from '../../../scripts/model/services.ts';

const service = readLine(
  'Try;a;pin?:@output;bit?:0|1;n?:1..60000 ms;f?:0.0..1.0;way?:"up"|"down";text?:1..64 bytes;items?:1..8 items;more?:{}',
) as Service;

function params(...words: string[]): unknown {
  const typed = readTyped(words);
  return typed.form === 'json' ? typed.params : paramsOf(typed.pairs, service);
}

test('each value becomes what its parameter is declared to be', () => {
  for (const [word, value] of [
    ['pin=led', 'led'],
    ['pin=26', 26],
    ['pin="led"', 'led'],
    ['bit=1', 1],
    ['bit=true', 1],
    ['bit=false', 0],
    ['n=500', 500],
    ['n=-1', -1],
    ['n=1e3', 1000],
    ['f=.5', 0.5],
    ['way=up', 'up'],
    ['way="up"', 'up'],
    ['text=12', '12'],
    ['text=a=b c', 'a=b c'],
    ['text="quoted"', '"quoted"'],
    ['items=[{"service":"Ping"}]', [{ service: 'Ping' }]],
    ['more={"keepAlive":90}', { keepAlive: 90 }],
  ] as const)
    assert.deepEqual(params(word), { [word.slice(0, word.indexOf('='))]: value }, word);
  assert.deepEqual(params('pin=led', 'n=5'), { pin: 'led', n: 5 });
});

test('one JSON object is taken as it is, and nothing is {}', () => {
  assert.deepEqual(params('{"pin":"a=b","other":[1]}'), { pin: 'a=b', other: [1] });
  assert.deepEqual(params(), {});
});

test('a value that is not of its kind is refused with the parameter and what it accepts', () => {
  for (const [word, says] of [
    ['bit=on', /^bit must be 0 or 1, not "on"$/],
    ['n=1s', /^n must be 1\.\.60000 ms, not "1s"$/],
    ['n=0x10', /^n must be 1\.\.60000 ms, not "0x10"$/],
    ['f=half', /^f must be 0\.0\.\.1\.0, not "half"$/],
    ['items=Ping', /^items must be a list of 1\.\.8 items as JSON, items='\[.*\]' for instance, not "Ping"$/],
    ['items={}', /^items must be a list/],
    ['more=5', /^more must be an object as JSON/],
    ['more={"wifi":{"password":"hidden"}', /^more must be an object as JSON, .*, not this$/],
  ] as const)
    assert.throws(() => params(word), { message: says });
});

test('a parameter that is not declared is refused with those that are, and with the one that was meant', () => {
  assert.throws(() => params('txet=a'), {
    message: 'Try has no parameter "txet": pin, bit, n, f, way, text, items, more; did you mean text?',
  });
  assert.throws(() => params('toString=a'), { message: /^Try has no parameter "toString"/ });
  assert.throws(() => paramsOf(new Map([['a', '1']]), readLine('Ping;r') as Service), {
    message: 'Ping takes no parameters, and a is none',
  });
});

test('empty values, keys given twice, mixtures and other words are refused with a word on each', () => {
  for (const [words, says] of [
    [['pin='], /^pin= is empty: give a value, pin=1 for instance, or leave it out$/],
    [['pin=a', 'pin=a'], /^pin is given twice: once is enough$/],
    [['pin=a', '{"bit":1}'], /^parameters are one JSON object or key=value, not both/],
    [['{"bit":1}', 'pin=a'], /^parameters are one JSON object or key=value, not both/],
    [['text=two', 'words'], /^"words" is no key=value: a text with blanks is typed 'key=two words'$/],
    [['{}', '{}'], /^parameters are one JSON object, not 2/],
    [['led'], /^parameters are key=value, pin=led for instance, or one JSON object, '\{"pin":"led"\}': not "led"$/],
    [['=1'], /^parameters are key=value, .*: not "=1"$/],
    [['my-password'], /^parameters are key=value, .*: not this$/],
    [['{pin:led}'], /^parameters must be a JSON object/],
    [['"led"'], /^parameters must be a JSON object/],
  ] as const)
    assert.throws(() => params(...words), { message: says }, words.join(' '));
});

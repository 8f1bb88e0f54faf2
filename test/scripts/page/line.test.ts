import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lineOf } from '../../../firmware/services/declare.ts';
import { servicesOf } from '../../../scripts/model/services.ts';
import { readLine } from '../../../scripts/page/line.ts';

test('a line is read: name, kind, and what each parameter accepts', () => {
  const line =
    'Odd:one;a;pin:@output;ms:1..60000 ms;duty?:0.0..1.0;edge?:"rising"|"falling";on:0|1;name:1..64 bytes;all:1..8 items;settings:{};=duty;=';
  const { name, kind, parameters } = readLine(line);
  assert.deepEqual([name, kind], ['Odd:one', 'act']);
  assert.deepEqual(
    parameters.map(({ name, optional, accepts }) => [name, optional, accepts]),
    [
      ['pin', false, { type: 'pin', can: 'output' }],
      ['ms', false, { type: 'number', least: 1, most: 60_000, whole: true, unit: 'ms' }],
      ['duty', true, { type: 'number', least: 0, most: 1, whole: false, unit: '' }],
      ['edge', true, { type: 'choice', choices: ['rising', 'falling'] }],
      ['on', false, { type: 'choice', choices: [0, 1] }],
      ['name', false, { type: 'text', least: 1, most: 64 }],
      ['all', false, { type: 'json', list: true }],
      ['settings', false, { type: 'json', list: false }],
    ],
  );
});

test('every service of this firmware is read with all its parameters, none of them unknown', () => {
  for (const service of servicesOf(fileURLToPath(new URL('../../..', import.meta.url)))) {
    const { name, kind, parameters } = readLine(lineOf(service));
    assert.deepEqual([name, kind], [service.name, service.kind]);
    assert.deepEqual(
      parameters.map((one) => one.name),
      Object.keys(service.input),
    );
    assert.equal(
      parameters.some(({ accepts }) => accepts.type === 'any'),
      false,
      name,
    );
  }
});

test('what a line does not say, or says in other words, is JSON that nobody checks', () => {
  assert.deepEqual(readLine(''), { name: '', kind: 'unknown', parameters: [] });
  assert.deepEqual(readLine('New;x;it:<whatever>').parameters[0]?.accepts, { type: 'any' });
  assert.equal(readLine('New;x;it:<whatever>').kind, 'unknown');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as d from '../../../firmware/services/declare.ts';

/** The line of a service with one parameter. */
const lineOfInput = (field: d.Field<unknown>): string =>
  d.lineOf({ name: 'Do', kind: 'act', does: 'Does.', input: { it: field }, output: {} });

/** The line of a service with one result. */
const lineOfOutput = (field: d.Field<unknown>): string =>
  d.lineOf({ name: 'Do', kind: 'act', does: 'Does.', input: {}, output: { it: field } });

test('a line has each kind of parameter as the board checks it', () => {
  for (const [field, accepts] of [
    [d.int(0, 10), '0..10'],
    [d.int(-5, 5, 'ms'), '-5..5 ms'],
    [d.float(0, 1), '0.0..1.0'],
    [d.float(0.5, 180.25, 'degrees'), '0.5..180.25 degrees'],
    [d.bit(), '0|1'],
    [d.text(1, 64), '1..64 bytes'],
    [d.list(1, 8), '1..8 items'],
    [d.oneOf('a', 'b'), '"a"|"b"'],
    [d.oneOf('a', 'b', 'c'), '"a"|"b"|"c"'],
    [d.object(), '{}'],
    ...(['output', 'input', 'pin', 'duty', 'servo', 'analog'] as const).map((can) => [d.pin(can), `@${can}`] as const),
  ] as const) {
    assert.equal(lineOfInput(field), `Do;a;it:${accepts}`);
    assert.equal(lineOfInput(d.optional(field)), `Do;a;it?:${accepts}`);
    assert.equal(lineOfInput(d.says(d.optional(field), 'What it is; for people.')), `Do;a;it?:${accepts}`);
  }
});

test('a line has the names of results declared float, and a mark where there is text', () => {
  assert.equal(lineOfOutput(d.float(0, 1)), 'Do;a;=it');
  assert.equal(lineOfOutput(d.optional(d.float(0, 1))), 'Do;a;=it');
  for (const field of [d.text(0, 9), d.object()]) assert.match(lineOfOutput(field), /^Do;a;=\*?$/);
  for (const field of [d.int(0, 1), d.bit(), d.pin('pin')]) assert.equal(lineOfOutput(field), 'Do;a');
});

test('a line starts with the name and the kind, and has all parameters before the results', () => {
  for (const kind of ['read', 'set', 'act'] as const)
    assert.equal(
      d.lineOf({
        name: 'module:Do',
        kind,
        does: 'Does.',
        input: { a: d.bit(), b: d.optional(d.int(1, 2)) },
        output: { x: d.float(0, 1), y: d.bit() },
      }),
      `module:Do;${kind[0]};a:0|1;b?:1..2;=x`,
    );
});

test('what is optional keeps what the field says of itself, and the field stays as it was', () => {
  const field = d.says(d.int(1, 2, 'ms'), 'How long.');
  const maybe = d.optional(field);
  assert.deepEqual(maybe, { accepts: '1..2 ms', type: 'int', unit: 'ms', does: 'How long.', optional: true });
  assert.equal(field.optional, undefined);
});

test('a service is its line, its handler, and whether that checks more than the line says', () => {
  const run = () => ({});
  const declaration = { name: 'Do', kind: 'read', does: 'Does.', input: {}, output: {} } as const;
  assert.deepEqual(d.service(declaration, run), ['Do;r', run, undefined]);
  assert.deepEqual(d.service(declaration, run, true), ['Do;r', run, true]);
});

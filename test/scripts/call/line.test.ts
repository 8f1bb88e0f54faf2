import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from '../../../firmware/services/declare.ts';
import { declaredServices } from '../../../scripts/call/declared.ts';
import { readLine } from '../../../scripts/call/line.ts';

test('every line of the project is read back with the parameters that were declared', async () => {
  for (const service of await declaredServices()) {
    const read = readLine(lineOf(service));
    assert.equal(read?.name, service.name);
    assert.equal(read.kind, service.kind);
    const essence = (input: typeof service.input) =>
      Object.entries(input).map(([name, { accepts, type, unit, optional }]) => ({
        name,
        accepts,
        type,
        // A text's and a list's is part of what it accepts.
        unit: type === 'int' || type === 'float' ? unit : undefined,
        optional: optional === true,
      }));
    assert.deepEqual(essence(read.input), essence(service.input));
  }
});

test('what is no line is none', () => {
  for (const text of ['', 'SetPin', 'SetPin;x;pin:@output', ';s;pin:@output']) assert.equal(readLine(text), undefined);
});

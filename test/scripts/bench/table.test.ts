import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../../scripts/bench/measure.ts';
import { benchTable } from '../../../scripts/bench/table.ts';

const memory = (subscribed: number, peak: number, peakFresh?: number) => ({
  loaded: subscribed - 1,
  subscribed,
  peak,
  ...(peakFresh === undefined ? {} : { peakFresh }),
});
const bundle: Row = {
  name: 'this bundle',
  bytes: 22548,
  length: 'full',
  instructions: 500_400,
  instructionsFresh: 3_000_000,
  storage: memory(1900, 2200, 2400),
  ram: memory(3700, 4000, 4200),
};
const module: Row = {
  name: "Espruino's module MQTT with a ten-line handler",
  bytes: 5480,
  length: 'full',
  instructions: 1_000_000,
  storage: memory(360, 480),
  ram: memory(700, 810),
};
const tiny: Row = {
  name: "Espruino's module tinyMQTT with a ten-line handler",
  bytes: 2067,
  length: 'short',
  instructions: 900_000,
};
const floor: Row = { name: 'the least that answers JSON', bytes: 490, length: 'full', instructions: 250_000 };
const texts = (table: string) =>
  table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((text) => text.trim()),
  );

test('the bundle has two rows, each with its own instructions and peak, compared with the module MQTT', () => {
  const [head, , known, fresh, peer, , least] = texts(
    benchTable({ rows: [bundle, module, tiny, floor], counter: 'callgrind' }),
  );
  assert.equal(head?.length, 6);
  assert.deepEqual(known?.slice(1), ['22,548', '500,000', '0.50', '1,900 / 2,200', '3,700 / 4,000']);
  assert.deepEqual(fresh?.slice(1), ['22,548', '3,000,000', '3.00', '1,900 / 2,400', '3,700 / 4,200']);
  assert.deepEqual(peer?.slice(1), ['5,480', '1,000,000', '1.00', '360 / 480', '700 / 810']);
  assert.equal(least?.[3], '0.25');
});

test('without the module it is compared with the floor, and tinyMQTT with its short ids is no measure', () => {
  const [, , known] = texts(benchTable({ rows: [bundle, tiny, floor], counter: 'callgrind' }));
  assert.equal(known?.[3], '2.00');
});

test('a client that takes short packets only says so, and one that answers none has no figures', () => {
  const rows = [bundle, tiny, { name: 'a module', bytes: 10, length: undefined }, floor];
  const [, , , , short, none] = texts(benchTable({ rows, counter: 'callgrind' }));
  assert.match(short?.[0] ?? '', /127 bytes at most/);
  assert.deepEqual(short?.slice(2, 4), ['900,000', '']);
  assert.deepEqual(none, ['a module', '10', 'answers none', '', '', '']);
});

test('without a counter there are no columns of instructions', () => {
  const { instructions: _, instructionsFresh: __, ...plain } = bundle;
  const lines = texts(benchTable({ rows: [plain], counter: undefined }));
  assert.deepEqual(
    lines.map((line) => line.length),
    [4, 4, 4, 4],
  );
  assert.equal(lines[2]?.[2], '1,900 / 2,200');
});

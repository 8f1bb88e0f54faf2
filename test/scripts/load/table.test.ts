import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresOf } from '../../../scripts/load/figures.ts';
import { columns, markdown } from '../../../scripts/load/table.ts';

const most = figuresOf(
  Array.from({ length: 3000 }, () => ({ total: 20, board: 5 })),
  { TIMEOUT: 2 },
  2,
);
const steady = figuresOf(
  Array.from({ length: 1500 }, () => ({ total: 8.25, board: 5 })),
  { OFFLINE: 1 },
  2,
);
const options = { broker: 'mosquitto', gateways: 2, devices: 1000, concurrency: 32, seconds: 2, boardMs: 5 } as const;

test("a Markdown row has the most, the steady rate, the gateway's share told apart from the board's, and the failures", () => {
  const [head, rule] = markdown.head(options);
  const row = markdown.line(options, { most, steady });
  assert.equal(row, '| Mosquitto, 2 gateways | 1,000 | 1,500 | 750 | 3.3, 3.3 ms | 5.0, 5.0 ms | 8.3, 8.3 ms | 3 |');
  for (const line of [head, rule]) assert.equal(line?.split('|').length, row.split('|').length);
});

test('a line for a terminal has the same, and what went wrong in words', () => {
  const [first] = columns.head(options);
  assert.match(first ?? '', /^Mosquitto, 2 gateways; at most: 32 calls at once; steady: half as many a second/);
  const line = columns.line(options, { most, steady });
  assert.match(line, /1,000 +1,500 +750 +8\.3 +8\.3 +3\.3 +3\.3 +5\.0 +5\.0 2 x TIMEOUT, 1 x OFFLINE$/);
  assert.match(
    columns.head({ ...options, broker: 'embedded', gateways: 1, rate: 100 })[0] ?? '',
    /^embedded;.*steady: 100 a/,
  );
});

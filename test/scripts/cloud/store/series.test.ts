import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryLevel } from 'memory-level';
import { HISTORY } from '../../../../scripts/cloud/limits.ts';
import { EVENTS, key, timePart, under, VALUES } from '../../../../scripts/cloud/store/keys.ts';
import { sweep } from '../../../../scripts/cloud/store/series.ts';
import { Writer } from '../../../../scripts/cloud/store/writer.ts';

test('the sweep keeps the newest records of each series, drops the oldest beyond the limit, and strangers wholly', async () => {
  const db = new MemoryLevel<string, string>();
  const writer = new Writer(db);
  const now = HISTORY.ms + 1_000_000;
  const put = (series: string[], time: number) => ({
    type: 'put' as const,
    key: key(...series, timePart(time), 'x'),
    value: '1',
  });
  const most = HISTORY.records + 5;
  const many = Array.from({ length: most }, (_, i) => put([EVENTS, 'known'], now - i));
  await writer.write([...many, put([VALUES, 'known', 'led'], 0), put([VALUES, 'gone', 'led'], now)]);
  await sweep(
    writer,
    now,
    (iotId) => iotId === 'known',
    () => false,
  );
  const kept = async (kind: string) => {
    const keys: string[] = [];
    for await (const one of db.keys(under(kind))) keys.push(one);
    return keys;
  };
  const events = await kept(EVENTS);
  assert.equal(events.length, HISTORY.records);
  assert.equal(events[0], key(EVENTS, 'known', timePart(now - HISTORY.records + 1), 'x'));
  assert.deepEqual(await kept(VALUES), [key(VALUES, 'known', 'led', timePart(0), 'x')]);
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { CloudEmitter } from '../../../scripts/cloud/events.ts';

test('a listener that throws is warned of, and the next one is told all the same', async () => {
  const events = new CloudEmitter();
  const told: string[] = [];
  events.on('broker', () => {
    throw new Error('no room');
  });
  events.on('broker', ({ place }) => told.push(place));
  const warned = once(process, 'warning');
  events.emit('broker', { place: 'here', connected: true });
  assert.deepEqual(told, ['here']);
  const [warning] = await warned;
  assert.match(String(warning.message), /a listener of "broker" failed: no room/);
});

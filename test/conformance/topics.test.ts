/** Topic names and filters as this client sends them: the firmware's own, and what users of dist/mqtt.js may give. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createTopics } from '../../firmware/link/topic.ts';
import { connectedRig } from '../firmware/mqtt/moduleRig.ts';

/** Whether a filter follows MQTT 3.1.1, 4.7.1: level by level, as the specification says it. */
function isFilter(filter: string): boolean {
  const levels = filter.split('/');
  return levels.every((level, at) => {
    if (level.includes('#')) return level === '#' && at === levels.length - 1;
    return level === '+' || !level.includes('+');
  });
}

/** Whether the stand-alone client takes it, and whether it then goes out. */
function isTaken(kind: 'subscribe' | 'publish', text: string): boolean {
  const { mqtt, broker, rest } = connectedRig();
  let taken = true;
  try {
    if (kind === 'subscribe') mqtt.subscribe(text);
    else mqtt.publish(text, 'x');
  } catch {
    taken = false;
  }
  rest();
  assert.equal(broker.got().length, taken ? 1 : 0, text);
  return taken;
}

/** Every text of up to `length` of these characters. */
function* texts(characters: string, length: number): Generator<string> {
  for (const character of characters) {
    yield character;
    if (length > 1) for (const rest of texts(characters, length - 1)) yield character + rest;
  }
}

test('[MQTT-4.7.1-2] [MQTT-4.7.1-3] the firmware asks for filters whose wildcards stand alone in a level, # in the last', () => {
  for (const ext of [0, 1])
    for (const filter of createTopics('a1B2c3', 'lamp', ext).filters) assert.ok(isFilter(filter), filter);
});

test('[MQTT-4.7.1-2] [MQTT-4.7.1-3] the stand-alone client takes each filter that the rules of wildcards allow, and no other', () => {
  for (const filter of texts('a/+#', 4)) assert.equal(isTaken('subscribe', filter), isFilter(filter), filter);
});

test('[MQTT-3.3.2-2] [MQTT-4.7.1-1] the stand-alone client publishes to each topic name without a wildcard, and no other', () => {
  for (const topic of texts('a/+#', 3)) assert.equal(isTaken('publish', topic), !/[+#]/.test(topic), topic);
});

test('[MQTT-1.5.3-2] [MQTT-4.7.3-1] [MQTT-4.7.3-2] [MQTT-4.7.3-3] no topic name or filter goes out empty, with U+0000, or above 65,535 bytes', () => {
  const longest = 'x'.repeat(65_535);
  for (const kind of ['subscribe', 'publish'] as const) {
    for (const text of ['', '\0', 'a\0b', `${longest}x`]) assert.equal(isTaken(kind, text), false, text.slice(0, 9));
    for (const text of ['a', '/', ' ', longest]) assert.equal(isTaken(kind, text), true, text.slice(0, 9));
  }
});

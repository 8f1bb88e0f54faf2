import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterFault, publishFault } from '../../../../scripts/cloud/mqtt/rules.ts';

const lamp = { productKey: 'pk', deviceName: 'lamp' };
const packet = { topic: '/pk/lamp/user/update', qos: 1, retain: false, payload: Buffer.from('x') };

test('a device publishes on its own topics at QoS 0 and 1', () => {
  assert.equal(publishFault(lamp, packet), undefined);
  assert.equal(publishFault(lamp, { ...packet, qos: 0, payload: Buffer.alloc(256 * 1024) }), undefined);
});

test('a batch of posts is published, and its reply subscribed to: their topics have 8 slashes', () => {
  const topic = '/sys/pk/lamp/thing/event/property/batch/post';
  assert.equal(publishFault(lamp, { ...packet, topic }), undefined);
  assert.equal(filterFault(lamp, { topic: `${topic}_reply`, qos: 1 }, new Set()), undefined);
});

for (const [what, change, fault] of [
  ['QoS 2', { qos: 2 }, /QoS 2/],
  ['retain', { retain: true }, /retain/],
  ["another device's topic", { topic: '/pk/door/user/update' }, /not the device's own/],
  ['a topic too long', { topic: `/pk/lamp/${'x'.repeat(120)}` }, /128 bytes/],
  ['a topic of 8 slashes', { topic: '/pk/lamp/3/4/5/6/7/8' }, /7 slashes/],
  ['a payload of 256 KB + 1', { payload: Buffer.alloc(256 * 1024 + 1) }, /262144 bytes/],
] as const) {
  test(`a PUBLISH with ${what} is refused`, () => {
    assert.match(publishFault(lamp, { ...packet, ...change }) ?? '', fault);
  });
}

const none = new Set<string>();

test('a device subscribes to its own topics', () => {
  assert.equal(filterFault(lamp, { topic: '/sys/pk/lamp/rrpc/request/+', qos: 1 }, none), undefined);
});

for (const [what, change, fault] of [
  ['QoS 2', { qos: 2 }, /QoS 2/],
  ['everything', { topic: '#' }, /not the device's own/],
  ['a filter too long', { topic: `/pk/lamp/${'x'.repeat(120)}` }, /128 bytes/],
] as const) {
  test(`a filter with ${what} is refused`, () => {
    assert.match(filterFault(lamp, { topic: '/pk/lamp/user/get', qos: 0, ...change }, none) ?? '', fault);
  });
}

test('the 101st filter of a device is refused, one it has already is not', () => {
  const held = new Set(Array.from({ length: 100 }, (_, i) => `/pk/lamp/user/${i}`));
  assert.match(filterFault(lamp, { topic: '/pk/lamp/user/new', qos: 0 }, held) ?? '', /100 subscriptions/);
  assert.equal(filterFault(lamp, { topic: '/pk/lamp/user/7', qos: 0 }, held), undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  extTopics,
  fits,
  isCallable,
  isOwn,
  matches,
  serviceTopic,
  systemTopics,
} from '../../../scripts/cloud/topics.ts';

const lamp = { productKey: 'pk', deviceName: 'lamp' };

test('the two forms of RRPC are the documented topics', () => {
  assert.deepEqual(systemTopics(lamp, '12'), {
    request: '/sys/pk/lamp/rrpc/request/12',
    reply: '/sys/pk/lamp/rrpc/response/12',
  });
  const whole = '/ext/rrpc/12/pk/lamp/user/get';
  assert.deepEqual(extTopics('/pk/lamp/user/get', '12'), { request: whole, reply: whole });
  assert.equal(serviceTopic(lamp, 'led:Set'), '/sys/pk/lamp/thing/service/led:Set');
});

test('topics and filters under the device are its own, also behind /ext/rrpc', () => {
  for (const topic of [
    '/sys/pk/lamp/thing/event/property/post',
    '/sys/pk/lamp/rrpc/request/+',
    '/pk/lamp/user/get',
    '/pk/lamp/#',
    '/ext/rrpc/12/pk/lamp/user/get',
    '/ext/rrpc/+/sys/pk/lamp/thing/service/+',
  ])
    assert.equal(isOwn(topic, lamp), true, topic);
});

test("the platform's services for the device are its own, another's are not, and neither is to be called", () => {
  for (const name of [
    '/shadow/get',
    '/shadow/update',
    '/ota/device/upgrade',
    '/ext/session',
    '/ext/ntp',
    '/ext/error',
  ]) {
    assert.equal(isOwn(`${name}/pk/lamp`, lamp), true, name);
    assert.equal(isOwn(`${name}/pk/lamp/combine/login_reply`, lamp), true, name);
    assert.equal(isOwn(`${name}/pk/lamp2`, lamp), false, name);
    assert.equal(isOwn(`${name}/+/lamp`, lamp), false, name);
    assert.equal(isCallable(`${name}/pk/lamp/x`, lamp), false, name);
  }
});

test("another device's topics, and wildcards that would reach them, are not", () => {
  for (const topic of [
    '#',
    '+/+',
    '/sys/#',
    '/sys/pk/+/rrpc/request/+',
    '/sys/pk/lamp',
    '/sys/pk/lamp2/rrpc/request/1',
    '/sys/pk2/lamp/rrpc/request/1',
    '/pk/door/user/get',
    '/ext/rrpc/1',
    '/ext/rrpc/#',
    '/ext/rrpc/+/pk/door/user/get',
    '/ext/rrpc/1/ext/rrpc/2/pk/lamp/user/get',
    '$SYS/broker',
    '',
  ])
    assert.equal(isOwn(topic, lamp), false, topic);
});

test('a topic may have 128 bytes and 7 slashes, with /ext/rrpc/{messageId} on top', () => {
  const full = `/pk/lamp/${'x'.repeat(119)}`;
  assert.equal(fits(full), true);
  assert.equal(fits(`/ext/rrpc/1234567890123456789${full}`), true);
  assert.equal(fits(`${full}x`), false);
  assert.equal(fits(`/pk/lamp/${'é'.repeat(60)}`), false);
  assert.equal(fits('/1/2/3/4/5/6/7'), true);
  assert.equal(fits('/1/2/3/4/5/6/7/8'), false);
});

test("the platform's own topics may have more slashes, not more bytes", () => {
  const batch = '/sys/pk/lamp/thing/event/property/batch/post';
  assert.equal(fits(batch), true);
  assert.equal(fits(`/ext/rrpc/12${batch}`), true);
  assert.equal(fits('/sys/pk/lamp/thing/event/property/history/post_reply'), true);
  assert.equal(fits(`/sys/pk/lamp/${'x'.repeat(115)}`), true);
  assert.equal(fits(`/sys/pk/lamp/${'x'.repeat(116)}`), false);
});

for (const [filter, topic, yes] of [
  ['/a/+/c', '/a/b/c', true],
  ['/a/+', '/a/', true],
  ['/a/#', '/a/b/c', true],
  ['/a/#', '/a', true],
  ['/a/+', '/a/b/c', false],
  ['/a/b/c', '/a/b', false],
  ['/a/b', '/a/c', false],
] as const) {
  test(`the filter ${filter} ${yes ? 'matches' : 'does not match'} ${topic}`, () => {
    assert.equal(matches(filter, topic), yes);
  });
}

test('a caller may name only a whole topic of the device', () => {
  assert.equal(isCallable('/pk/lamp/user/get', lamp), true);
  for (const topic of [
    '/pk/door/user/get',
    '/pk/lamp/+',
    '/pk/lamp/#',
    '/pk/lamp/a\u0000',
    '/ext/rrpc/1/pk/lamp/a',
    '',
  ])
    assert.equal(isCallable(topic, lamp), false, topic);
});

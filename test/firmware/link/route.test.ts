import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Calls } from '../../../firmware/link/call.ts';
import { createRoute } from '../../../firmware/link/route.ts';
import { createTopics } from '../../../firmware/link/topic.ts';

/** Sends one message through the route, and gives what the calls were told. It is nobody's only if they were not. */
function routed(topic: string, payload?: string): unknown[][] {
  const told: unknown[][] = [];
  const calls: Calls = {
    quick: () => assert.fail('the hot path is not for the route to take'),
    take: (...what) => void told.push(['take', ...what]),
    refuse: (...what) => void told.push(['refuse', ...what]),
    repeated: () => 0,
  };
  const route = createRoute(createTopics('pk', 'dn', 1), calls);
  assert.equal(route.unknown(), 0);
  route.take(topic, payload);
  assert.equal(route.unknown() + told.length, 1);
  return told;
}

test('a system request is answered on its response topic, and its payload says what is asked', () => {
  assert.deepEqual(routed('/sys/pk/dn/rrpc/request/7', '{}'), [['take', '7', '/sys/pk/dn/rrpc/response/7', '{}', '']]);
});

test('a service of the ext form is answered where it came, and its topic says what is asked', () => {
  const topic = '/ext/rrpc/7/sys/pk/dn/thing/service/SetPin';
  assert.deepEqual(routed(topic, '{}'), [['take', '7', topic, '{}', 'thing.service.SetPin']]);
});

test('an empty payload is a payload', () => {
  assert.deepEqual(routed('/sys/pk/dn/rrpc/request/7', ''), [['take', '7', '/sys/pk/dn/rrpc/response/7', '', '']]);
});

test('a request without its payload was too large, and is refused where its answer would go', () => {
  const why = [100413, 'the request is too large'];
  const topic = '/ext/rrpc/7/sys/pk/dn/thing/service/SetPin';
  assert.deepEqual(routed('/sys/pk/dn/rrpc/request/7'), [['refuse', '7', '/sys/pk/dn/rrpc/response/7', ...why]]);
  assert.deepEqual(routed(topic), [['refuse', '7', topic, ...why]]);
});

test("a message on any other topic is nobody's, large or not, and counted", () => {
  for (const topic of [
    '',
    '/sys/pk/dn/rrpc/request/x',
    '/sys/pk/dn/thing/service/SetPin',
    '/ext/rrpc/7/pk/dn/user/get',
  ])
    for (const payload of ['{}', undefined]) assert.deepEqual(routed(topic, payload), [], topic);
});

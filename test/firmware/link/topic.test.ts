import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Calls } from '../../../firmware/link/call.ts';
import type { TopicHandler } from '../../../firmware/link/service.ts';
import { createTopics } from '../../../firmware/link/topic.ts';

const MID = '1234567890123456789'; // an int64, beyond 2^53
const REQUEST = '/sys/pk/dn/rrpc/request/';
const RESPONSE = '/sys/pk/dn/rrpc/response/';
const SERVICE = '/sys/pk/dn/thing/service/';
const SYNC = `/ext/rrpc/${MID}${SERVICE}`;
const CUSTOM = `/ext/rrpc/${MID}/pk/dn`;

const get: TopicHandler = (payload) => payload;
const raw: TopicHandler = (payload) => payload;
const HANDLERS = { '/user/get': get };
const topics = createTopics('pk', 'dn', 1);

/** Routes one message, and gives what the calls or the posts were told; nothing where it is nobody's. */
function routed(topic: string, payload: string | undefined = '{}', handlers: Record<string, TopicHandler> = HANDLERS) {
  const told: unknown[][] = [];
  const calls: Calls = {
    quick: () => assert.fail('the hot path is not for the route to take'),
    take: (id, to, text, identifier, handler) => void told.push(['take', id, to, text, identifier, handler]),
    forget: () => assert.fail('nothing is to be forgotten'),
    status: () => assert.fail('nobody counts'),
  };
  const mine = topics.route(topic, payload, calls, handlers, (text) => void told.push(['reply', text]));
  assert.ok(told.length <= (mine ? 1 : 0), topic);
  return { mine, told };
}

function isUnknown(topic: string, payload?: string): void {
  assert.deepEqual(routed(topic, payload), { mine: false, told: [] }, topic);
}

describe('the topics of a device', () => {
  test('in front of the message id are the prefixes of request and reply', () => {
    assert.deepEqual([topics.request, topics.response, topics.event], [REQUEST, RESPONSE, '/sys/pk/dn/thing/event/']);
  });

  test('to subscribe are all forms, the ext forms where ext is 1, 8 at most', () => {
    const plain = ['/sys/pk/dn/rrpc/request/+', '/sys/pk/dn/thing/service/#', '/sys/pk/dn/thing/event/+/post_reply'];
    assert.deepEqual(createTopics('pk', 'dn').filters, plain);
    assert.deepEqual(createTopics('pk', 'dn', 0).filters, plain);
    assert.deepEqual(topics.filters, [...plain, '/ext/rrpc/+/sys/pk/dn/thing/service/+', '/ext/rrpc/+/pk/dn/#']);
  });
});

describe('a message is routed', () => {
  /** Topic in; message id, topic out, service. */
  const FORMS: [form: string, topic: string, id: string, to: string, identifier: string][] = [
    ['system RRPC', REQUEST + MID, MID, RESPONSE + MID, ''],
    ['the message id 0', `${REQUEST}0`, '0', `${RESPONSE}0`, ''],
    ['a sync service, ext form', `${SYNC}SetPin`, MID, `${SYNC}SetPin`, 'SetPin'],
    ['a sync service of a module', `${SYNC}lights:SetPin`, MID, `${SYNC}lights:SetPin`, 'lights:SetPin'],
    ['an async service', `${SERVICE}SetPin`, '', `${SERVICE}SetPin_reply`, 'SetPin'],
    ['an async service of a module', `${SERVICE}lights:SetPin`, '', `${SERVICE}lights:SetPin_reply`, 'lights:SetPin'],
    ['a property set', `${SERVICE}property/set`, '', `${SERVICE}property/set_reply`, 'property.set'],
    ['a property get', `${SERVICE}property/get`, '', `${SERVICE}property/get_reply`, 'property.get'],
  ];
  for (const [form, topic, id, to, identifier] of FORMS)
    test(`as ${form}, with its payload, an empty one, and none where it was too large`, () => {
      for (const payload of ['{"method":1}', ''])
        assert.deepEqual(routed(topic, payload).told, [['take', id, to, payload, identifier, undefined]]);
      const handed: unknown[] = [];
      const calls = { take: (...what: unknown[]) => void handed.push(what.slice(0, 4)) } as unknown as Calls;
      assert.ok(topics.route(topic, undefined, calls, {}, () => assert.fail('no reply')));
      assert.deepEqual(handed, [[id, to, undefined, identifier]]);
    });

  test('to the handler of a custom topic, JSON or not, where it came from', () => {
    for (const payload of ['{"method":"thing.service.Ping"}', '\0\xff', ''])
      assert.deepEqual(routed(`${CUSTOM}/user/get`, payload).told, [
        ['take', MID, `${CUSTOM}/user/get`, payload, '', get],
      ]);
  });

  test('to the handler of system RRPC where it is no request to a service, and there is one', () => {
    const handlers = { '/': raw };
    assert.equal(routed(REQUEST + MID, 'any bytes', handlers).told[0]?.[5], raw);
    assert.equal(routed(REQUEST + MID, '{"method":"thing.service.Ping"}', handlers).told[0]?.[5], undefined);
    assert.equal(routed(REQUEST + MID, 'any bytes').told[0]?.[5], undefined);
  });

  test('to a service by the name that it has, were there none: a slash in it is a dot', () => {
    for (const [name, identifier] of [
      ['lights/SetPin', 'lights.SetPin'],
      ['SetPin/', 'SetPin.'],
      ['toString', 'toString'],
    ])
      assert.equal(routed(SYNC + name).told[0]?.[4], identifier);
  });

  test('as the reply to a post, with its text', () => {
    for (const name of ['property', 'Alarm', 'lights:Alarm'])
      assert.deepEqual(routed(`/sys/pk/dn/thing/event/${name}/post_reply`, '{"id":"1"}').told, [
        ['reply', '{"id":"1"}'],
      ]);
  });

  test('in every form without ext too: the platform pushes some unasked', () => {
    const plain = createTopics('pk', 'dn');
    let taken = 0;
    const calls = { take: () => void taken++ } as unknown as Calls;
    for (const topic of [REQUEST + MID, `${SYNC}SetPin`, `${CUSTOM}/user/get`])
      assert.ok(plain.route(topic, '{}', calls, HANDLERS, () => undefined));
    assert.equal(taken, 3);
  });

  test('up to a topic of 255 bytes, and not from 256 on', () => {
    for (const [start, fill] of [
      [REQUEST, '1'],
      [SYNC, 's'],
      [SERVICE, 's'],
    ] as const) {
      const longest = start.padEnd(255, fill);
      assert.equal(routed(longest).told.length, 1);
      isUnknown(longest + fill);
    }
  });

  test('to nobody where it is our own reply that a plain broker sends back, but it is not unknown', () => {
    for (const topic of [`${SERVICE}SetPin_reply`, `${SERVICE}property/set_reply`, `${SERVICE}property/get_reply`])
      assert.deepEqual(routed(topic), { mine: true, told: [] });
  });
});

describe('unknown is a topic', () => {
  test('with no message id', () => {
    for (const topic of [REQUEST, `/ext/rrpc/${SERVICE}SetPin`, '/ext/rrpc//pk/dn/user/get']) isUnknown(topic);
  });

  test('with a message id that is not all digits', () => {
    for (const id of ['12a', 'a12', '-1', '+1', '1.5', '1e5', '0x1', ' 1', '1 ', '１', '+', '#', '1\n'])
      for (const topic of [REQUEST + id, `/ext/rrpc/${id}${SERVICE}SetPin`, `/ext/rrpc/${id}/pk/dn/user/get`])
        isUnknown(topic);
  });

  test('with more levels than its form has', () => {
    for (const topic of [REQUEST + MID, `${SYNC}property/set`, `${SERVICE}property/set`])
      for (const more of ['/', '/more']) isUnknown(topic + more);
  });

  test('with no identifier', () => {
    for (const topic of [SYNC, SERVICE, '/sys/pk/dn/thing/event/', '/sys/pk/dn/thing/post_reply']) isUnknown(topic);
  });

  test('of a custom form that has no handler, were it to have a name that every object has', () => {
    for (const rest of ['/user/set', '/user/get/', '/user', '/', '/toString', '/__proto__']) isUnknown(CUSTOM + rest);
  });

  test("of another device, were its names to begin as this one's do", () => {
    for (const [pk, dn] of [
      ['pk', 'dn2'],
      ['pk', 'd'],
      ['pk2', 'dn'],
      ['p', 'dn'],
      ['PK', 'dn'],
    ])
      for (const topic of [
        `/sys/${pk}/${dn}/rrpc/request/${MID}`,
        `/sys/${pk}/${dn}/thing/service/SetPin`,
        `/sys/${pk}/${dn}/thing/event/property/post_reply`,
        `/ext/rrpc/${MID}/sys/${pk}/${dn}/thing/service/SetPin`,
        `/ext/rrpc/${MID}/${pk}/${dn}/user/get`,
      ])
        isUnknown(topic);
  });

  test('that is cut short, at every byte', () => {
    for (const whole of [REQUEST, SYNC, SERVICE, `${CUSTOM}/user/get`])
      for (let length = 0; length < whole.length; length++) isUnknown(whole.slice(0, length));
  });

  test('that the device itself publishes on: a post, or the answer to a system request', () => {
    for (const topic of [RESPONSE + MID, '/sys/pk/dn/thing/event/property/post']) isUnknown(topic);
  });

  test('with something in front of it, or in other case', () => {
    for (const topic of [`x${REQUEST}${MID}`, `/${REQUEST}${MID}`, (REQUEST + MID).toUpperCase(), '', '/'])
      isUnknown(topic);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Asked, createTopics } from '../../../firmware/link/topic.ts';

const MID = '1234567890123456789'; // an int64, beyond 2^53
const REQUEST = '/sys/pk/dn/rrpc/request/';
const SERVICE = `/ext/rrpc/${MID}/sys/pk/dn/thing/service/`;

const topics = createTopics('pk', 'dn', 1);

/** What a topic asks for, of which message, and the rest. */
function parse(topic: string): [asked: Asked, messageId: string, rest: string] {
  const found: [Asked, string, string][] = [];
  topics.parse(topic, (...what) => void found.push(what));
  assert.equal(found.length, 1, 'told once');
  return found[0] as [Asked, string, string];
}

function isUnknown(topic: string): void {
  assert.equal(parse(topic)[0], Asked.UNKNOWN, topic);
}

describe('the topics of a device', () => {
  test('in front of the message id are the prefixes of request and reply', () => {
    assert.equal(topics.request, '/sys/pk/dn/rrpc/request/');
    assert.equal(topics.response, '/sys/pk/dn/rrpc/response/');
  });

  test('to subscribe are the system form, and the ext forms where ext is 1', () => {
    assert.deepEqual(createTopics('pk', 'dn').filters, ['/sys/pk/dn/rrpc/request/+']);
    assert.deepEqual(createTopics('pk', 'dn', 0).filters, ['/sys/pk/dn/rrpc/request/+']);
    assert.deepEqual(topics.filters, [
      '/sys/pk/dn/rrpc/request/+',
      '/ext/rrpc/+/sys/pk/dn/thing/service/+',
      '/ext/rrpc/+/pk/dn/#',
    ]);
  });
});

describe('a topic of the device', () => {
  test('in the system form asks what its payload says', () => {
    assert.deepEqual(parse(REQUEST + MID), [Asked.RRPC, MID, '']);
    assert.deepEqual(parse(`${REQUEST}0`), [Asked.RRPC, '0', '']);
  });

  test('in the ext form of a sync service names the service', () => {
    assert.deepEqual(parse(`${SERVICE}SetPin`), [Asked.SERVICE, MID, 'SetPin']);
    assert.deepEqual(parse('/ext/rrpc/7/sys/pk/dn/thing/service/s'), [Asked.SERVICE, '7', 's']);
  });

  test('may name a service of a module', () => {
    assert.deepEqual(parse(`${SERVICE}lights:SetPin`), [Asked.SERVICE, MID, 'lights:SetPin']);
  });

  test('in the custom form is given whole, from its own slash on', () => {
    assert.deepEqual(parse(`/ext/rrpc/${MID}/pk/dn/user/get`), [Asked.CUSTOM, MID, '/pk/dn/user/get']);
    assert.deepEqual(parse(`/ext/rrpc/${MID}/pk/dn/`), [Asked.CUSTOM, MID, '/pk/dn/']);
  });

  test('is taken in every form without ext too: the platform pushes some unasked', () => {
    const found: Asked[] = [];
    for (const topic of [REQUEST + MID, `${SERVICE}SetPin`, `/ext/rrpc/${MID}/pk/dn/user/get`])
      createTopics('pk', 'dn').parse(topic, (asked) => void found.push(asked));
    assert.deepEqual(found, [Asked.RRPC, Asked.SERVICE, Asked.CUSTOM]);
  });

  test('is taken up to 255 bytes, and unknown from 256 on, in every form', () => {
    for (const [asked, start, fill] of [
      [Asked.RRPC, REQUEST, '1'],
      [Asked.SERVICE, SERVICE, 's'],
      [Asked.CUSTOM, `/ext/rrpc/${MID}/pk/dn/`, 'u'],
    ] as const) {
      const longest = start.padEnd(255, fill);
      assert.equal(parse(longest)[0], asked);
      isUnknown(longest + fill);
    }
  });
});

describe('unknown is a topic', () => {
  test('with no message id', () => {
    for (const topic of [REQUEST, '/ext/rrpc//sys/pk/dn/thing/service/SetPin', '/ext/rrpc//pk/dn/user/get'])
      isUnknown(topic);
  });

  test('with a message id that is not all digits', () => {
    for (const id of ['12a', 'a12', '-1', '+1', '1.5', '1e5', '0x1', ' 1', '1 ', '１', '+', '#', '1\n'])
      for (const topic of [REQUEST + id, `/ext/rrpc/${id}/sys/pk/dn/thing/service/SetPin`, `/ext/rrpc/${id}/pk/dn/u`])
        isUnknown(topic);
  });

  test('with a slash at its end', () => {
    isUnknown(`${REQUEST + MID}/`);
    isUnknown(`${SERVICE}SetPin/`);
  });

  test('with more levels behind the message id of the system form', () => {
    isUnknown(`${REQUEST + MID}/more`);
  });

  test('with no identifier, or one with a slash in it', () => {
    isUnknown(SERVICE);
    isUnknown(`${SERVICE}lights/SetPin`);
    isUnknown(`${SERVICE}/SetPin`);
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
        `/ext/rrpc/${MID}/sys/${pk}/${dn}/thing/service/SetPin`,
        `/ext/rrpc/${MID}/${pk}/${dn}/user/get`,
      ])
        isUnknown(topic);
  });

  test('that is cut short, at every byte', () => {
    for (const whole of [REQUEST, SERVICE])
      for (let length = 0; length <= whole.length; length++) isUnknown(whole.slice(0, length));
  });

  test('of the ext form with the message id alone', () => {
    isUnknown(`/ext/rrpc/${MID}`);
    isUnknown(`/ext/rrpc/${MID}/`);
  });

  test('of an asynchronous service, a property, or a reply of its own', () => {
    for (const topic of [
      '/sys/pk/dn/thing/service/SetPin',
      '/sys/pk/dn/thing/service/property/set',
      '/sys/pk/dn/thing/event/property/post_reply',
      `/sys/pk/dn/rrpc/response/${MID}`,
      `/ext/rrpc/${MID}/sys/pk/dn/thing/event/property/post`,
    ])
      isUnknown(topic);
  });

  test('with something in front of it, or in other case', () => {
    for (const topic of [`x${REQUEST}${MID}`, `/${REQUEST}${MID}`, (REQUEST + MID).toUpperCase(), '', '/'])
      isUnknown(topic);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOfPost } from '../../../scripts/start/postWords.ts';

const post = (identifier: string, payload: string) =>
  wordsOfPost({
    productKey: 'a',
    deviceName: 'b',
    topic: `/sys/a/b/thing/event/${identifier}/post`,
    payload: Buffer.from(payload),
  });

test('an event is told by its name and what it says, properties by their names and values', () => {
  const event = '{"id":"1","version":"1.0","params":{"value":{"pin":"button","value":1},"time":5}}';
  assert.deepEqual(post('PinChanged', event), { label: 'event', text: 'PinChanged {"pin":"button","value":1}' });
  assert.deepEqual(post('property', '{"params":{"relay":1}}'), { label: 'property', text: '{"relay":1}' });
});

test('what is no such post is left to others', () => {
  assert.equal(post('PinChanged', 'no JSON'), undefined);
  assert.equal(post('PinChanged', '{"params":"text"}'), undefined);
  assert.equal(post('PinChanged', 'null'), undefined);
  const reply = {
    productKey: 'a',
    deviceName: 'b',
    topic: '/sys/a/b/thing/service/Ping_reply',
    payload: Buffer.from(''),
  };
  assert.equal(wordsOfPost(reply), undefined);
});

test('it is made harmless, cut, and shows no secret', () => {
  const { text = '' } = post('Alarm', '{"params":{"password":"pass123","a":"\\u009b2J"}}') ?? {};
  assert.equal(text, 'Alarm {"password":"...","a":"?2J"}');
  assert.equal(post('Alarm', JSON.stringify({ params: { a: 'y'.repeat(500) } }))?.text.length, 163);
});

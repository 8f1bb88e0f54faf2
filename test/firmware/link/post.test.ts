import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { POST_MS, POSTS_PER_SECOND, POSTS_WAITING } from '../../../firmware/limits.ts';
import { createPosts } from '../../../firmware/link/post.ts';
import { fakeClock } from '../../support/fakeClock.ts';

const PREFIX = '/sys/pk/dn/thing/event/';

/** A device's posts, what went out, and who was told what. */
function createBench() {
  const clock = fakeClock();
  const published: [topic: string, payload: string][] = [];
  const told: [code: number, message: string][] = [];
  const link = { up: true };
  const posts = createPosts(
    PREFIX,
    (topic, payload) => {
      if (link.up) published.push([topic, payload]);
      return link.up;
    },
    clock,
    ['duty'],
  );
  const done = (code: number, message: string): void => void told.push([code, message]);
  return { clock, published, told, link, posts, done };
}

describe('a post', () => {
  test('of properties wants no acknowledgement where nobody waits for it', () => {
    const { posts, published, clock } = createBench();
    assert.equal(posts.post('property', { led: 1 }), true);
    assert.deepEqual(published, [
      [
        '/sys/pk/dn/thing/event/property/post',
        '{"id":"1","version":"1.0","sys":{"ack":0},"method":"thing.event.property.post","params":{"led":1}}',
      ],
    ]);
    assert.equal(clock.pending, 0);
  });

  test('of an event wants one where somebody does, and has an id of its own', () => {
    const { posts, published, done } = createBench();
    posts.post('property', {});
    assert.equal(posts.post('Alarm', { level: 2 }, done), true);
    const [topic, text = ''] = published[1] ?? [];
    assert.equal(topic, '/sys/pk/dn/thing/event/Alarm/post');
    // The time is the board's, in ms.
    assert.equal(
      text.replace(/"time":\d{13}\}/, '"time":1}'),
      '{"id":"2","version":"1.0","sys":{"ack":1},"method":"thing.event.Alarm.post","params":{"value":{"level":2},"time":1}}',
    );
  });

  test('carries a decimal point in what is declared float', () => {
    const { posts, published } = createBench();
    posts.post('property', { duty: 1, led: 1 });
    assert.match(published[0]?.[1] ?? '', /"params":\{"duty":1\.0,"led":1\}\}$/);
  });
});

describe('a reply to a post', () => {
  test('is matched by its id, whatever the order, and told once', () => {
    const { posts, told, done } = createBench();
    posts.post('A', {}, done);
    posts.post('B', {}, (code, message) => done(-code, message));
    posts.reply('{"code":200,"data":{},"id":"2","message":"success","method":"thing.event.B.post","version":"1.0"}');
    posts.reply('{"id":"1","code":200,"data":{}}');
    posts.reply('{"id":"1","code":200,"data":{}}');
    assert.deepEqual(told, [
      [-200, 'success'],
      [200, '200'],
    ]);
    assert.deepEqual(posts.status(), { refused: 0, failed: 0, lastFailed: '' });
  });

  test('that is an error is told with its code and message, and counted', () => {
    const { posts, told, done } = createBench();
    posts.post('A', {}, done);
    posts.reply('{"id":"1","code":6813,"data":{},"message":"the value is not in range"}');
    assert.deepEqual(told, [[6813, 'the value is not in range']]);
    assert.deepEqual(posts.status(), { refused: 0, failed: 1, lastFailed: 'the value is not in range' });
  });

  test('that is not for a post that waits, or no reply at all, is nothing', () => {
    const { posts, told, done } = createBench();
    posts.post('A', {}, done);
    for (const text of ['', 'null', '5', '[]', '{}', '{"id":"2","code":200}', '{"id":1,"code":200}', '{"id":"1"'])
      posts.reply(text);
    assert.deepEqual(told, []);
    posts.reply('{"id":"1","code":200}');
    assert.equal(told.length, 1);
  });

  test(`that has not come in ${POST_MS} ms is told as code 0 and counted, and then it is too late`, () => {
    const { posts, told, done, clock } = createBench();
    posts.post('A', {}, done);
    clock.advance(POST_MS - 1);
    assert.deepEqual(told, []);
    clock.advance(1);
    posts.reply('{"id":"1","code":200}');
    assert.deepEqual(told, [[0, 'no reply in 8000 ms']]);
    assert.equal(posts.status().failed, 1);
  });
});

describe('a post is refused and counted', () => {
  test(`beyond ${POSTS_PER_SECOND} in a second, and taken in the next`, () => {
    const { posts, published, clock } = createBench();
    for (let i = 0; i < POSTS_PER_SECOND; i++) assert.equal(posts.post('property', {}), true);
    for (let i = 0; i < 3; i++) assert.equal(posts.post('Alarm', {}), false);
    assert.deepEqual([published.length, posts.status().refused], [POSTS_PER_SECOND, 3]);
    clock.advance(999);
    assert.equal(posts.post('property', {}), false);
    clock.advance(1);
    assert.equal(posts.post('property', {}), true);
  });

  test(`beyond ${POSTS_WAITING} that wait, whose places are free again when their replies came, or their time`, () => {
    const { posts, told, done, clock } = createBench();
    for (let i = 0; i < POSTS_WAITING; i++) assert.equal(posts.post('A', {}, done), true);
    clock.advance(1000);
    assert.equal(posts.post('A', {}, done), false);
    assert.equal(posts.post('A', {}), true, 'one that does not wait');
    posts.reply('{"id":"2","code":200}');
    assert.equal(posts.post('A', {}, done), true);
    clock.advance(POST_MS);
    assert.equal(told.length, POSTS_WAITING + 1);
    assert.equal(posts.post('A', {}, done), true);
  });

  test('while the link is down, and does not count as one of the second', () => {
    const { posts, link, told, done, clock } = createBench();
    link.up = false;
    for (let i = 0; i < 9; i++) assert.equal(posts.post('A', {}, done), false);
    link.up = true;
    assert.equal(posts.post('A', {}, done), true);
    assert.deepEqual([told.length, clock.pending, posts.status().refused], [0, 1, 9]);
  });
});

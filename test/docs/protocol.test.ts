// docs/protocol.md: its examples are what the firmware's own sources write.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { success } from '../../firmware/link/alink.ts';
import { createCalls } from '../../firmware/link/call.ts';
import { signIn } from '../../firmware/link/identity.ts';
import { createPosts } from '../../firmware/link/post.ts';
import { createTopics } from '../../firmware/link/topic.ts';
import { publish } from '../../firmware/mqtt/packet.ts';
import { answer } from '../firmware/services/bench.ts';
import { fakeClock } from '../support/fakeClock.ts';

const page = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```\w*\n(.*?)```/gs)].map(([, text]) => text as string);

/** The block that holds `text`. */
function blockWith(text: string): string {
  const found = blocks.find((block) => block.includes(text));
  assert.ok(found, `a block with ${text}`);
  return found;
}

/** A packet of the page as a binary string, after its text column was compared with its bytes. */
function packetWith(text: string): string {
  return blockWith(text)
    .trimEnd()
    .split('\n')
    .map((line) => {
      const bytes = Buffer.from(line.slice(0, 47).replaceAll(' ', ''), 'hex').toString('latin1');
      if (/^[\x20-\x7e]{2,}$/.test(bytes) && !line.includes('length'))
        assert.ok(line.slice(49).startsWith(bytes), line);
      return bytes;
    })
    .join('');
}

const hash = (name: string) => (text: string) =>
  new Uint8Array(createHash(name).update(Buffer.from(text, 'latin1')).digest()).buffer;

test('the sign-in of docs/protocol.md is the firmware’s', () => {
  const shown = Object.fromEntries(
    blockWith('clientId  ')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
  );
  const [deviceName, productKey] = shown.username.split('&');
  const deviceSecret = /-hmac (\w+)/.exec(page)?.[1] ?? '';
  const identity = { productKey, deviceName, deviceSecret, tls: true };
  const { content, ...fields } = shown;
  assert.deepEqual(fields, signIn(identity, { SHA1: hash('sha1'), SHA256: hash('sha256') }, deviceName));
  assert.ok(blockWith('openssl').includes(content));
});

test('the call of docs/protocol.md has the bytes that the firmware reads and writes', () => {
  const topics = createTopics('a1Bcd', 'lamp');
  const id = '4963507234567890123';
  const request = packetWith('rrpc/request/');
  const reply = packetWith('rrpc/response/');
  const payload = request.slice(request.indexOf('{'));
  assert.equal(request, publish(topics.request + id, payload));
  const sent: string[] = [];
  const sender = {
    publish: (topic: string, json: string) => sent.push(publish(topic, json)) > 0,
    send: (data: string) => void sent.push(data),
  };
  const asked: string[] = [];
  const calls = createCalls(
    topics.request,
    topics.response,
    ({ identifier, params }) => {
      asked.push(identifier);
      return [() => answer(identifier, params), params as never];
    },
    sender,
    fakeClock(),
  );
  assert.equal(calls.quick(request), false, 'the first of its kind finds its heads unmade');
  topics.route(topics.request + id, payload, calls, {}, () => {});
  assert.deepEqual(asked, ['SetPin']);
  assert.deepEqual(sent, [reply]);
  assert.equal(page.includes(`request, ${request.length} bytes`), true);
  assert.equal(page.includes(`reply, ${reply.length} bytes`), true);
  assert.equal(success('4711', { pin: 'led', value: 1 }), reply.slice(reply.indexOf('{')));
});

test('the posts of docs/protocol.md are the firmware’s but for their time', () => {
  const sent: string[] = [];
  const posts = createPosts('', (_, json) => sent.push(json) > 0, fakeClock(), []);
  posts.post('property', { led: 1 });
  posts.post('Alarm', { level: 2 }, () => {});
  const untimed = (text: string) => text.replace(/"time":\d+/, '"time":0');
  assert.deepEqual(sent.map(untimed), blockWith('thing.event').trimEnd().split('\n').map(untimed));
});

test('the filters of docs/protocol.md are those that the firmware subscribes', () => {
  const { filters } = createTopics('{pk}', '{dn}', 1);
  for (const filter of filters) assert.ok(page.includes(`\`${filter}\``), filter);
});

// What a cloud saw, as lines of JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seenLine } from '../../../../scripts/cloud/double/seen.ts';

const who = { productKey: 'a', deviceName: 'lamp' };

test('an event is one line, bytes as a text', () => {
  const line = seenLine('publish', { ...who, topic: '/a/lamp/user/x', payload: Buffer.from('on\n灯') }, 5);
  assert.equal(line.includes('\n'), false);
  assert.deepEqual(JSON.parse(line), { event: 'publish', at: 5, ...who, topic: '/a/lamp/user/x', payload: 'on\n灯' });
});

test('bytes that are no text are base64 under a name that says so', () => {
  const line = seenLine('publish', { ...who, topic: 't', payload: Buffer.from([0xff, 0x00]) }, 5);
  assert.deepEqual(JSON.parse(line), { event: 'publish', at: 5, ...who, topic: 't', payloadBase64: '/wA=' });
});

test('the values of secrets and passwords are left out', () => {
  const request = '{"params":{"wifi":{"ssid":"s","password":"hidden"},"deviceSecret":"hidden"}}';
  const line = seenLine('call', { ...who, api: 'RRpc', request, rrpcCode: 'SUCCESS', ms: 1 }, 5);
  assert.doesNotMatch(line, /hidden/);
  assert.match(JSON.parse(line).request, /"ssid":"s","password":"\.\.\."/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback, parseEndpoint } from '../../../scripts/call/client.ts';

for (const [text, host, protocol] of [
  ['127.0.0.1:8080', '127.0.0.1:8080', 'http'],
  ['localhost:8080', 'localhost:8080', 'http'],
  ['[::1]:8080', '[::1]:8080', 'http'],
  ['http://192.168.0.7:8080', '192.168.0.7:8080', 'http'],
  ['http://192.168.0.7:8080/', '192.168.0.7:8080', 'http'],
  ['iot.cn-shanghai.aliyuncs.com', 'iot.cn-shanghai.aliyuncs.com', 'https'],
  ['https://127.0.0.1:8443', '127.0.0.1:8443', 'https'],
] as const) {
  test(`the endpoint ${text} is ${protocol} at ${host}`, () => {
    assert.deepEqual(parseEndpoint(text), { host, protocol });
  });
}

test('what is no endpoint is refused, saying what one looks like', () => {
  for (const text of ['', ' ', ':8080', 'a b', 'http://', 'http://h/path', 'h?x', 'me@h', '127.0.0.1:99999', 'ftp://h'])
    assert.throws(() => parseEndpoint(text), /endpoint must be host:port/, text);
});

test('this computer is told from others', () => {
  for (const text of ['127.0.0.1:80', 'http://localhost:80', '[::1]']) assert.equal(isLoopback(text), true, text);
  for (const text of ['10.0.0.1', 'localhosts.example', 'https://iot.aliyuncs.com'])
    assert.equal(isLoopback(text), false, text);
});

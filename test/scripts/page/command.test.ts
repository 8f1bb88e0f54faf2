import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { commandOf, requestOf } from '../../../scripts/page/command.ts';

test('a call becomes the line that makes it', () => {
  assert.equal(commandOf('Ping', {}), 'npm run call -- Ping');
  const params = { pin: 'led', value: 1 };
  assert.equal(commandOf('SetPin', params), `npm run call -- SetPin '{"pin":"led","value":1}'`);
  assert.equal(commandOf('Ping', {}, 'a1Bcd,lamp'), 'npm run call -- --device a1Bcd,lamp Ping');
});

test('a shell takes the line apart into what was meant, quotes, spaces and all', () => {
  const params = { service: `it's "$HOME" \`x\` \\ ; rm` };
  const line = commandOf('DescribeService', params, 'p, d;x').replace('npm run call', 'printf "%s\\n"');
  const words = execFileSync('sh', ['-c', line], { encoding: 'utf8' }).trimEnd().split('\n');
  assert.deepEqual(words, ['--', '--device', 'p, d;x', 'DescribeService', JSON.stringify(params)]);
});

test('as JSON it is the request of an RRPC', () => {
  const request = { id: '1', version: '1.0', method: 'thing.service.GetPin', params: { pin: 'led' } };
  assert.deepEqual(JSON.parse(requestOf('GetPin', { pin: 'led' })), request);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ApiRequest, parsePairs } from '../../../../../scripts/cloud/http/params.ts';
import { readRpc } from '../../../../../scripts/cloud/http/signatures/rpc.ts';

// The worked example of the vendor's description of this signature.
const query = parsePairs(
  'Timestamp=2016-02-23T12:46:24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions&SignatureMethod=HMAC-SHA1' +
    '&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&SignatureVersion=1.0' +
    '&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D',
);
const example: ApiRequest = { method: 'GET', path: '/', query, form: new Map(), headers: {}, body: Buffer.alloc(0) };

test('the published example is met', () => {
  const signed = readRpc(example);
  assert.equal(signed.sign('testsecret'), 'OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  assert.equal(signed.signature, 'OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  assert.equal(signed.action, 'DescribeRegions');
});

test('parameters in a form body are signed as those in the query', () => {
  const signed = readRpc({ ...example, query: new Map(), form: query });
  assert.equal(signed.sign('testsecret'), 'OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
});

test('a change of the method or a parameter changes the signature', () => {
  const changed = new Map([...query, ['Format', 'JSON']]);
  for (const change of [{ method: 'POST' }, { query: changed }])
    assert.notEqual(readRpc({ ...example, ...change }).sign('testsecret'), 'OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
});

for (const name of [
  'Action',
  'Version',
  'AccessKeyId',
  'Signature',
  'Timestamp',
  'SignatureNonce',
  'SignatureMethod',
  'SignatureVersion',
]) {
  test(`a request without ${name} is answered Missing${name}`, () => {
    const less = new Map(query);
    less.delete(name);
    assert.throws(() => readRpc({ ...example, query: less }), { status: 400, code: `Missing${name}` });
  });
}

test('another signature method or version is refused', () => {
  const change = (name: string) => ({ ...example, query: new Map([...query, [name, '2.0']]) });
  assert.throws(() => readRpc(change('SignatureMethod')), { code: 'InvalidSignatureMethod' });
  assert.throws(() => readRpc(change('SignatureVersion')), { code: 'InvalidSignatureVersion' });
});

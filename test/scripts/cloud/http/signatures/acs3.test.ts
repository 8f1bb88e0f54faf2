import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ApiRequest, parsePairs } from '../../../../../scripts/cloud/http/params.ts';
import { isAcs3, readAcs3 } from '../../../../../scripts/cloud/http/signatures/acs3.ts';
import { acs3Headers } from '../signing.ts';

// The worked example of the vendor's description of this signature.
const headers = {
  host: 'ecs.cn-shanghai.aliyuncs.com',
  'x-acs-action': 'RunInstances',
  'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'x-acs-date': '2023-10-26T10:22:32Z',
  'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
  'x-acs-version': '2014-05-26',
};
const signature = '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0';
const example: ApiRequest = {
  method: 'POST',
  path: '/',
  query: parsePairs('ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai'),
  form: new Map(),
  headers: {
    ...headers,
    authorization: `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=${Object.keys(headers).join(';')},Signature=${signature}`,
  },
  body: Buffer.alloc(0),
};

test('the published example is met', () => {
  const signed = readAcs3(example);
  assert.equal(signed.sign('YourAccessKeySecret'), signature);
  assert.equal(signed.signature, signature);
  assert.equal(signed.accessKeyId, 'YourAccessKeyId');
  assert.equal(signed.action, 'RunInstances');
  assert.equal(signed.date, '2023-10-26T10:22:32Z');
});

test('any change of method, query, a signed header or the body changes or breaks the signature', () => {
  const sign = (change: Partial<ApiRequest>) => readAcs3({ ...example, ...change }).sign('YourAccessKeySecret');
  for (const change of [
    { method: 'GET' },
    { query: parsePairs('ImageId=other&RegionId=cn-shanghai') },
    { query: new Map() },
    { headers: { ...example.headers, 'x-acs-action': 'StopInstances' } },
    { headers: { ...example.headers, 'x-acs-signature-nonce': 'another' } },
  ])
    assert.notEqual(sign(change), signature);
  assert.throws(() => sign({ body: Buffer.from('x') }), { code: 'SignatureDoesNotMatch' });
});

test('a header that must be signed and is not is refused, so nothing can be changed for a replay', () => {
  for (const name of [
    'host',
    'x-acs-action',
    'x-acs-date',
    'x-acs-signature-nonce',
    'x-acs-content-sha256',
    'x-acs-version',
  ]) {
    const unsigned = acs3Headers('127.0.0.1', 'RRpc', {}, '', { leaveUnsigned: name });
    assert.throws(
      () => readAcs3({ ...example, query: new Map(), headers: unsigned }),
      { code: 'IncompleteSignature' },
      name,
    );
    const { [name]: _, ...missing } = acs3Headers('127.0.0.1', 'RRpc', {});
    assert.throws(() => readAcs3({ ...example, headers: missing }), { code: `Missing${name}` }, name);
  }
});

test('another algorithm and a malformed authorization are refused', () => {
  const withAuthorization = (authorization: string) => ({ ...example, headers: { ...headers, authorization } });
  assert.throws(() => readAcs3(withAuthorization('ACS3-HMAC-SM3 Credential=a')), { code: 'InvalidSignatureMethod' });
  for (const rest of [
    '',
    'Credential=a',
    'Credential=a,SignedHeaders=b,Signature=xyz',
    `Credential=,SignedHeaders=b,Signature=${signature}`,
  ])
    assert.throws(() => readAcs3(withAuthorization(`ACS3-HMAC-SHA256 ${rest}`)), { code: 'IncompleteSignature' }, rest);
});

test('only a request with an authorization header is one of this scheme', () => {
  assert.equal(isAcs3(example), true);
  assert.equal(isAcs3({ ...example, headers }), false);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest } from '../../../../../scripts/cloud/http/params.ts';
import { Authenticator } from '../../../../../scripts/cloud/http/signatures/authenticate.ts';
import { fakeClock } from '../../fakeClock.ts';
import { accessKey } from '../../help.ts';
import { acs3Headers, rpcParams, type SignOptions } from '../signing.ts';

const clock = fakeClock();
const setUp = () => new Authenticator([accessKey, { id: 'second', secret: 'second-secret' }], clock);
const schemes: Record<string, (options: SignOptions) => ApiRequest> = {
  acs3: (options) => request({}, acs3Headers('127.0.0.1', 'RRpc', {}, '', { ...options, method: 'GET' })),
  rpc: (options) => request(rpcParams('RRpc', {}, options), {}),
};

function request(query: Record<string, string>, headers: Record<string, string>): ApiRequest {
  return {
    method: 'GET',
    path: '/',
    query: new Map(Object.entries(query)),
    form: new Map(),
    headers,
    body: Buffer.alloc(0),
  };
}

for (const [name, make] of Object.entries(schemes)) {
  test(`${name}: a request signed by a known key is taken, once`, () => {
    const authenticator = setUp();
    const signed = make({ now: clock.now(), nonce: 'n' });
    assert.equal(authenticator.verify(signed).action, 'RRpc');
    assert.throws(() => authenticator.verify(signed), { status: 400, code: 'SignatureNonceUsed' });
    const second = make({ now: clock.now(), nonce: 'n', key: { id: 'second', secret: 'second-secret' } });
    assert.equal(authenticator.verify(second).accessKeyId, 'second');
  });

  test(`${name}: a wrong secret is SignatureDoesNotMatch, an unknown key InvalidAccessKeyId.NotFound`, () => {
    const wrong = make({ now: clock.now(), key: { id: accessKey.id, secret: 'wrong' } });
    assert.throws(
      () => setUp().verify(wrong),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'SignatureDoesNotMatch');
        assert.doesNotMatch(error.message, /key-secret/);
        return true;
      },
    );
    const unknown = make({ now: clock.now(), key: { id: 'constructor', secret: 'x' } });
    assert.throws(() => setUp().verify(unknown), { status: 404, code: 'InvalidAccessKeyId.NotFound' });
  });

  test(`${name}: a request 15 minutes and a second old is expired`, () => {
    assert.doesNotThrow(() => setUp().verify(make({ now: clock.now() - 900_000 })));
    assert.throws(() => setUp().verify(make({ now: clock.now() - 901_000 })), { code: 'InvalidTimeStamp.Expired' });
  });

  test(`${name}: a wrongly signed request does not use up its nonce`, () => {
    const authenticator = setUp();
    const options = { now: clock.now(), nonce: 'n' };
    assert.throws(() => authenticator.verify(make({ ...options, key: { id: accessKey.id, secret: 'wrong' } })));
    assert.doesNotThrow(() => authenticator.verify(make(options)));
  });
}

test('a date that is none is told so', () => {
  const params = rpcParams('RRpc', {}, {}, { Timestamp: 'now' });
  assert.throws(() => setUp().verify(request(params, {})), { code: 'InvalidTimeStamp.Format' });
});

test('an access key without id or secret is refused when the cloud starts', () => {
  for (const key of [
    { id: '', secret: 's' },
    { id: 'a', secret: '' },
  ])
    assert.throws(() => new Authenticator([key], clock), /needs an id and a secret/);
});

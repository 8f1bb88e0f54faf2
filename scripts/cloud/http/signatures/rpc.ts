// Signature 2, RPC 1.0: the signature is one of the parameters.
import { createHmac } from 'node:crypto';
import { PlatformError } from '../errors.ts';
import { type ApiRequest, Params } from '../params.ts';
import { canonicalQuery, percentEncode } from './encoding.ts';
import type { Signed } from './signed.ts';

/** Takes an RPC 1.0 request apart; its parameters may be in the query and in a form body. Throws PlatformError:
 *  Missing{Name} for a common parameter that is absent, another signature method or version. */
export function readRpc(request: ApiRequest): Signed {
  const all = new Map([...request.query, ...request.form]);
  const params = new Params(all);
  const action = params.required('Action');
  const version = params.required('Version');
  const accessKeyId = params.required('AccessKeyId');
  const signature = params.required('Signature');
  const date = params.required('Timestamp');
  const nonce = params.required('SignatureNonce');
  if (params.required('SignatureMethod') !== 'HMAC-SHA1')
    throw new PlatformError(400, 'InvalidSignatureMethod', 'SignatureMethod must be HMAC-SHA1.');
  if (params.required('SignatureVersion') !== '1.0')
    throw new PlatformError(400, 'InvalidSignatureVersion', 'SignatureVersion must be 1.0.');
  const signed = new Map(all);
  signed.delete('Signature');
  const stringToSign = `${request.method}&%2F&${percentEncode(canonicalQuery(signed))}`;
  return {
    accessKeyId,
    date,
    nonce,
    action,
    version,
    params: all,
    stringToSign,
    signature,
    sign: (secret) => createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64'),
  };
}

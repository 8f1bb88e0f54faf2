// Signature 1, ACS3-HMAC-SHA256: the signature is in the authorization header.
import { createHash, createHmac } from 'node:crypto';
import { PlatformError } from '../errors.ts';
import { type ApiRequest, header } from '../params.ts';
import { canonicalQuery } from './encoding.ts';
import type { Signed } from './signed.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** Headers that must be signed: left out, a stranger could change them and replay the rest. */
const MUST_SIGN = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
];

/** Whether the request claims this scheme. */
export function isAcs3(request: ApiRequest): boolean {
  return header(request, 'authorization') !== '';
}

/** Takes an ACS3 request apart. Throws PlatformError: another algorithm, a malformed authorization header, a header that
 *  must be signed and is not, a body that is not the one announced. */
export function readAcs3(request: ApiRequest): Signed {
  const authorization = header(request, 'authorization');
  if (!authorization.startsWith(`${ALGORITHM} `))
    throw new PlatformError(400, 'InvalidSignatureMethod', `The authorization header must begin with ${ALGORITHM}.`);
  const shape = /^\S+ Credential=([^,]+),\s?SignedHeaders=([^,]+),\s?Signature=([0-9a-f]{64})$/.exec(authorization);
  if (!shape)
    throw new PlatformError(
      400,
      'IncompleteSignature',
      'authorization must give Credential, SignedHeaders, Signature.',
    );
  const [, accessKeyId = '', signedHeaders = '', signature = ''] = shape;
  const names = signedHeaders.split(';');
  for (const name of MUST_SIGN) {
    if (!header(request, name)) throw new PlatformError(400, `Missing${name}`, `The header ${name} is mandatory.`);
    if (!names.includes(name))
      throw new PlatformError(400, 'IncompleteSignature', `The header ${name} must be among SignedHeaders.`);
  }
  const hash = sha256(request.body);
  if (header(request, 'x-acs-content-sha256').toLowerCase() !== hash)
    throw new PlatformError(400, 'SignatureDoesNotMatch', 'x-acs-content-sha256 is not the hash of the body received.');
  const stringToSign = `${ALGORITHM}\n${sha256(canonicalRequest(request, names, signedHeaders, hash))}`;
  return {
    accessKeyId,
    date: header(request, 'x-acs-date'),
    nonce: header(request, 'x-acs-signature-nonce'),
    action: header(request, 'x-acs-action'),
    version: header(request, 'x-acs-version'),
    params: new Map([...request.query, ...request.form]),
    stringToSign,
    signature,
    sign: (secret) => createHmac('sha256', secret).update(stringToSign).digest('hex'),
  };
}

function canonicalRequest(request: ApiRequest, names: string[], signedHeaders: string, hash: string): string {
  const lines = names.map((name) => `${name}:${header(request, name).trim()}\n`).join('');
  return [request.method, request.path, canonicalQuery(request.query), lines, signedHeaders, hash].join('\n');
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

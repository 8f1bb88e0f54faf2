// Both signatures, made as a caller without the official client would: independent of the code that verifies them.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { accessKey } from '../help.ts';

export const VERSION = '2018-01-20';

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const sorted = (values: Record<string, string>) =>
  Object.keys(values)
    .sort()
    .map((name) => `${encode(name)}=${encode(values[name] ?? '')}`)
    .join('&');
const isoDate = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export interface SignOptions {
  method?: 'GET' | 'POST';
  key?: { id: string; secret: string };
  now?: number;
  nonce?: string;
}

/** The parameters of an RPC 1.0 request, signed; `change` is laid over them before signing. */
export function rpcParams(action: string, values: Record<string, string>, options: SignOptions = {}, change = {}) {
  const { method = 'GET', key = accessKey, now = Date.now(), nonce = randomUUID() } = options;
  const params: Record<string, string> = {
    Action: action,
    Version: VERSION,
    Format: 'JSON',
    AccessKeyId: key.id,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: nonce,
    Timestamp: isoDate(now),
    ...values,
    ...change,
  };
  const text = `${method}&%2F&${encode(sorted(params))}`;
  return { ...params, Signature: createHmac('sha1', `${key.secret}&`).update(text).digest('base64') };
}

/** The headers of an ACS3 request to `host` with this query and body. */
export function acs3Headers(
  host: string,
  action: string,
  query: Record<string, string>,
  body = '',
  options: SignOptions & { leaveUnsigned?: string } = {},
): Record<string, string> {
  const { method = 'POST', key = accessKey, now = Date.now(), nonce = randomUUID(), leaveUnsigned } = options;
  const hash = createHash('sha256').update(body).digest('hex');
  const headers: Record<string, string> = {
    host,
    'x-acs-action': action,
    'x-acs-content-sha256': hash,
    'x-acs-date': isoDate(now),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': VERSION,
  };
  const names = Object.keys(headers).filter((name) => name !== leaveUnsigned);
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const canonical = [method, '/', sorted(query), lines, names.join(';'), hash].join('\n');
  const text = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', key.secret).update(text).digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { ...headers, authorization };
}

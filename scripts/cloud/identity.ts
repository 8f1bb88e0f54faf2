// Sign-in of a device: what its CONNECT claims, and the HMAC that proves it.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { CLIENT_ID_CHARACTERS } from './limits.ts';

/** The clientId's `signmethod`, and the hash each stands for. */
const HASHES = { hmacmd5: 'md5', hmacsha1: 'sha1', hmacsha256: 'sha256' } as const;

/** Names of the three ways to sign. */
export type SignMethod = keyof typeof HASHES;

/** A clientId taken apart: `{cid}|k=v,...|`. */
export interface ClientId {
  cid: string;
  signMethod: SignMethod;
  /** As written, any digits; absent from the signature when absent here. */
  timestamp?: string;
  /** Bit 0: RRPC on custom topics. */
  ext: number;
}

/** What a device signs. */
export interface SignedIdentity {
  cid: string;
  productKey: string;
  deviceName: string;
  timestamp?: string | undefined;
}

/** Takes a clientId apart. Returns what is wrong, as text, when it is malformed. Keys it does not know
 *  (SDKs send their version and language) are passed over. */
export function parseClientId(text: string): ClientId | string {
  const [cid, list, rest, ...more] = text.split('|');
  if (list === undefined || rest !== '' || more.length > 0) return 'clientId must be {id}|key=value,...|';
  if (!cid || cid.length > CLIENT_ID_CHARACTERS) return `clientId's text must be 1..${CLIENT_ID_CHARACTERS} characters`;
  const values = new Map<string, string>();
  for (const pair of list.split(',')) {
    const at = pair.indexOf('=');
    if (at < 1) return 'clientId must be {id}|key=value,...|';
    values.set(pair.slice(0, at), pair.slice(at + 1));
  }
  const secureMode = values.get('securemode');
  if (secureMode !== '2' && secureMode !== '3') return 'clientId: securemode must be 2 (TLS) or 3 (TCP)';
  const signMethod = values.get('signmethod') ?? '';
  if (!Object.hasOwn(HASHES, signMethod)) return `clientId: signmethod must be ${Object.keys(HASHES).join(', ')}`;
  const timestamp = values.get('timestamp');
  if (timestamp !== undefined && !/^\d+$/.test(timestamp)) return 'clientId: timestamp must be digits';
  const ext = values.get('ext') ?? '0';
  if (!/^\d{1,9}$/.test(ext)) return 'clientId: ext must be a number, a bitmap';
  const id: ClientId = { cid, signMethod: signMethod as SignMethod, ext: Number(ext) };
  return timestamp === undefined ? id : { ...id, timestamp };
}

/** Takes a user name apart, `{deviceName}&{productKey}`; undefined when it is not of that shape. */
export function parseUsername(text: string): { deviceName: string; productKey: string } | undefined {
  const [deviceName, productKey, ...more] = text.split('&');
  return deviceName && productKey && more.length === 0 ? { deviceName, productKey } : undefined;
}

/** The password a device must send, in lower-case hex. Members in alphabetical order, absent ones out. */
export function devicePassword(identity: SignedIdentity, signMethod: SignMethod, deviceSecret: string): string {
  const { cid, deviceName, productKey, timestamp } = identity;
  const content = `clientId${cid}deviceName${deviceName}productKey${productKey}`;
  return createHmac(HASHES[signMethod], deviceSecret)
    .update(timestamp === undefined ? content : `${content}timestamp${timestamp}`)
    .digest('hex');
}

/** Whether `password` is the one expected, in either hex case, in constant time. */
export function passwordMatches(password: string, expected: string): boolean {
  const a = Buffer.from(password.toLowerCase());
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** require("crypto"): the digests that the ESP32 build has. There is no HMAC in it. */
import { createHash } from 'node:crypto';
import { bytesOf } from './bytes.ts';
import type { Native, Realm } from './realm.ts';

/** The module crypto: each digest takes a string or bytes and gives an ArrayBuffer. */
export function cryptoModule(realm: Realm): Readonly<Record<string, Native>> {
  const digest = (algorithm: string) => (message: unknown) => {
    const result = createHash(algorithm).update(bytesOf(realm, message)).digest();
    const buffer = new realm.ArrayBuffer(result.length);
    new Uint8Array(buffer).set(result);
    return buffer;
  };
  return {
    SHA1: digest('sha1'),
    SHA224: digest('sha224'),
    SHA256: digest('sha256'),
    SHA384: digest('sha384'),
    SHA512: digest('sha512'),
  };
}

// Who is calling: either signature verified, the date near, the nonce new.
import type { Clock } from '../../clock.ts';
import { PlatformError } from '../errors.ts';
import { Nonces } from '../nonces.ts';
import type { ApiRequest } from '../params.ts';
import { isAcs3, readAcs3 } from './acs3.ts';
import { sameText } from './encoding.ts';
import { readRpc } from './rpc.ts';
import type { Signed } from './signed.ts';

/** An access key of the API. */
export interface AccessKey {
  id: string;
  secret: string;
}

/** Judges requests under a fixed set of access keys. */
export class Authenticator {
  readonly #keys = new Map<string, { secret: string; nonces: Nonces }>();

  constructor(
    keys: readonly AccessKey[],
    readonly clock: Clock,
  ) {
    for (const { id, secret } of keys) {
      if (!id || !secret) throw new Error('an access key needs an id and a secret');
      this.#keys.set(id, { secret, nonces: new Nonces() });
    }
  }

  /** The request taken apart, when it is signed by a known key, near in date and not seen before. Throws PlatformError:
   *  InvalidAccessKeyId.NotFound, SignatureDoesNotMatch, InvalidTimeStamp.Format or .Expired, SignatureNonceUsed, or what
   *  the scheme found missing. A nonce counts only once its signature holds. */
  verify(request: ApiRequest): Signed {
    const signed = isAcs3(request) ? readAcs3(request) : readRpc(request);
    const key = this.#keys.get(signed.accessKeyId);
    if (!key) throw new PlatformError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
    if (!sameText(signed.signature, signed.sign(key.secret))) {
      const message = `Specified signature is not matched with our calculation. server string to sign is:${signed.stringToSign}`;
      throw new PlatformError(400, 'SignatureDoesNotMatch', message);
    }
    const freshness = key.nonces.check(signed.date, signed.nonce, this.clock.now());
    if (freshness === 'replayed')
      throw new PlatformError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
    if (freshness === 'stale')
      throw new PlatformError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
    if (freshness === 'malformed')
      throw new PlatformError(
        400,
        'InvalidTimeStamp.Format',
        'Specified date is not ISO 8601 in UTC, or nonce too long.',
      );
    return signed;
  }
}

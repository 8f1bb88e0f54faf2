// What gateways tell each other crosses a broker that others use too: it is encrypted, and what was changed is not taken.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { AccessKey } from '../http/signatures/authenticate.ts';

const CIPHER = 'aes-256-gcm';
/** Layout of a sealed message: this byte, the nonce, the tag, the encrypted text. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals texts for whoever holds the same access keys: those may register devices anyhow. */
export class Sealed {
  readonly #key: Buffer;

  constructor(accessKeys: readonly AccessKey[]) {
    const secrets = accessKeys.map(({ id, secret }) => JSON.stringify([id, secret])).sort();
    this.#key = Buffer.from(hkdfSync('sha256', secrets.join('\n'), '', 'espruino-rrpc registry', 32));
  }

  /** Encrypts a text. */
  seal(text: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), sealed]);
  }

  /** The text; undefined when it was sealed under other keys, or changed. */
  open(message: Buffer): string | undefined {
    if (message[0] !== VERSION || message.length < 1 + NONCE_BYTES + TAG_BYTES) return undefined;
    const nonce = message.subarray(1, 1 + NONCE_BYTES);
    const tag = message.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES }).setAuthTag(tag);
    try {
      const text = decipher.update(message.subarray(1 + NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

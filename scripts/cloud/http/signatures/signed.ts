// What either signature scheme claims, before it is judged.

/** A signed request, taken apart by one of the two schemes. */
export interface Signed {
  accessKeyId: string;
  /** ISO 8601, UTC. */
  date: string;
  nonce: string;
  action: string;
  version: string;
  /** The action's parameters. */
  params: ReadonlyMap<string, string>;
  /** What was signed, for the error message. */
  stringToSign: string;
  /** The signature sent. */
  signature: string;
  /** The signature this request must carry under `secret`. */
  sign(secret: string): string;
}

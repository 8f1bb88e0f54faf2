// Percent-encoding as both signatures define it, and comparing in constant time.
import { timingSafeEqual } from 'node:crypto';

/** RFC 3986: everything but letters, digits, - _ . ~ */
export function percentEncode(text: string): string {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hex);
}

/** `name=value` pairs, encoded, in the order of their names' bytes, joined by `&`. */
export function canonicalQuery(values: ReadonlyMap<string, string>): string {
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

/** Whether two texts are the same, without telling by time where they differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

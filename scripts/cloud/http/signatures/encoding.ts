// Percent-encoding as both signatures define it, and comparing in constant time.
import { timingSafeEqual } from 'node:crypto';

/** What encodeURIComponent leaves as it is and RFC 3986 does not, as three characters. */
const RESERVED: Record<string, string> = { '!': '%21', "'": '%27', '(': '%28', ')': '%29', '*': '%2A' };
const reserved = (character: string) => RESERVED[character] ?? character;

/** RFC 3986: everything but letters, digits, - _ . ~ */
export function percentEncode(text: string): string {
  // Most of a request's texts need nothing.
  if (/^[\w.~-]*$/.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, reserved);
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

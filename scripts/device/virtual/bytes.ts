/** Whatever the bundle calls bytes: a string, a number, an array, a typed array, or objects of these. */
import { types } from 'node:util';
import type { Realm } from './realm.ts';

/** The bytes of a value as E.toString, E.toUint8Array and crypto take them (`jsvIterateCallback`): arrays are
 *  flattened, `{data, count}` repeats. Throws a TypeError of the bundle's world for anything else. */
export function bytesOf(realm: Realm, value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'latin1');
  if (typeof value === 'number' || typeof value === 'boolean') return Buffer.from([Number(value) & 255]);
  if (ArrayBuffer.isView(value)) return Buffer.from(Array.from(value as Uint8Array, (item) => item & 255));
  if (types.isAnyArrayBuffer(value)) return Buffer.from(new Uint8Array(value));
  if (Array.isArray(value)) return Buffer.concat(Array.from(value as unknown[], (item) => bytesOf(realm, item)));
  if (typeof value === 'object' && value !== null && 'data' in value) {
    const { data, count } = value as { data: unknown; count?: unknown };
    const once = bytesOf(realm, data);
    return Buffer.concat(Array.from({ length: count === undefined ? 1 : Number(count) }, () => once));
  }
  throw realm.error('TypeError', `Expecting a number or something iterable, got ${typeof value}`);
}

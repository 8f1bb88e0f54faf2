// The store's keys. A slash ends each part: no name holds one, and the character after it, `0`, ends a prefix's range.

/** A kind of record, the first part of its key. */
export const PRODUCTS = 'product';
export const MODELS = 'model';
export const DEVICES = 'device';
export const REMOVALS = 'removal';
/** Series, by the device's `history`: one registered anew begins with empty ones. */
export const VALUES = 'value';
export const EVENTS = 'event';
export const CALLS = 'call';

const TIME_DIGITS = 16;

/** A key from its parts. */
export function key(...parts: string[]): string {
  return parts.join('/');
}

/** All keys that begin with these parts. */
export function under(...parts: string[]): { gt: string; lt: string } {
  const prefix = key(...parts);
  return { gt: `${prefix}/`, lt: `${prefix}0` };
}

/** A time as part of a key, in the order of times. Throws RangeError for one that is no integer of 0 ms or more. */
export function timePart(time: number): string {
  const digits = String(time);
  if (!/^\d{1,16}$/.test(digits)) throw new RangeError(`a time is milliseconds since 1970, not ${digits}`);
  return digits.padStart(TIME_DIGITS, '0');
}

/** The parts of a series' key: the series itself, and its record's time. */
export function seriesOf(text: string): { series: string; time: number } {
  const at = text.lastIndexOf('/', text.lastIndexOf('/') - 1);
  return { series: text.slice(0, at), time: Number(text.slice(at + 1, at + 1 + TIME_DIGITS)) };
}

/** Makes the last part of a series' key: it tells records of one millisecond apart, in their order, also after a restart. */
export function sequence(start: number): () => string {
  let count = 0;
  return () => start.toString(36).padStart(9, '0') + (count++).toString(36).padStart(7, '0');
}

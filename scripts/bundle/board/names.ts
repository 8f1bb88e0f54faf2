/** What a pin may be called. */
import type { Pin } from '../../../board/lib/define.ts';

/** It stands in requests, in lists, and in the table beside the pins' numbers. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
/** Identifiers that the platform keeps for itself. */
const RESERVED: readonly string[] = ['set', 'get', 'post', 'property', 'event', 'time', 'value'];

/** Why the pin cannot have this name; undefined where it can. */
export function nameProblem(name: string, pin: Pin): string | undefined {
  // A name such as "2" or "Infinity" is taken for the number of a pin.
  if (name !== '' && !Number.isNaN(Number(name))) return 'the name looks like a number';
  if (!NAME.test(name)) return 'a name is a letter, then at most 31 letters, digits, "_" or "-"';
  if (!('property' in pin) || pin.property !== true) return undefined;
  if (name.includes('-')) return 'a property\'s name has letters, digits and "_" only';
  return RESERVED.includes(name) ? `no property may be named one of ${RESERVED.join(', ')}` : undefined;
}

/** What a pin did, when, and for how long: read from the changes that a board told of. */
import type { PinChange } from './device.ts';

/** A time during which a pin kept one value; ms from the same start as the changes'. */
export interface Span {
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** How long it lasted. */
  readonly ms: number;
}

/** The times during which `pin` kept a value, from its first change to `until`, in order. Changes that leave the value
 *  as it is (of frequency alone) cut no span. */
export function spansOf(changes: readonly PinChange[], pin: number, until: number): Span[] {
  const spans: Span[] = [];
  const add = (value: number, from: number, to: number): void => void spans.push({ value, from, to, ms: to - from });
  let last: PinChange | undefined;
  for (const change of changes) {
    if (change.pin !== pin || change.value === last?.value) continue;
    if (last) add(last.value, last.ms, change.ms);
    last = change;
  }
  if (last) add(last.value, last.ms, Math.max(until, last.ms));
  return spans;
}

/** The value that `pin` had at `ms`: what the last change until then left it at. Undefined before its first change. */
export function valueAt(changes: readonly PinChange[], pin: number, ms: number): number | undefined {
  return changes.findLast((change) => change.pin === pin && change.ms <= ms)?.value;
}

/** How long each stay of `pin` at `value` lasted that was both begun and ended, in ms. */
export function pulsesOf(changes: readonly PinChange[], pin: number, value: number): number[] {
  return spansOf(changes, pin, 0)
    .slice(0, -1)
    .filter((span) => span.value === value)
    .map(({ ms }) => ms);
}

/** A table of what several pins' values were at several times: a row a time, a column a pin. */
export function tableOf(
  changes: readonly PinChange[],
  pins: readonly number[],
  times: readonly number[],
): (number | undefined)[][] {
  return times.map((ms) => pins.map((pin) => valueAt(changes, pin, ms)));
}

// Pins by what a declaration asks of them: `@output` is an output or a PWM pin.
import type { PinData } from '../bundle/board.ts';

/** A pin as the board in reach has it. `pin` is its number, where that is known. */
export interface KnownPin {
  readonly name: string;
  readonly kind: PinData['kind'];
  readonly pin?: number | undefined;
  /** What its board's file says of it beyond that, in words. */
  readonly more?: string | undefined;
}

/** The kinds of pin that each word of a declaration means. */
export const FITTING: Readonly<Record<string, readonly PinData['kind'][]>> = {
  '@output': ['output', 'pwm'],
  '@input': ['input'],
  '@pin': ['output', 'input', 'pwm'],
  '@duty': ['pwm', 'dac'],
  '@servo': ['servo'],
  '@analog': ['adc'],
};

/** The names of those pins that fit `accepts`. */
export function fittingPins(accepts: string, pins: readonly KnownPin[]): string[] {
  return pins.filter(({ kind }) => FITTING[accepts]?.includes(kind)).map(({ name }) => name);
}

/** The pins of a board's file, with its words for each. */
export function knownPins(pins: readonly PinData[]): KnownPin[] {
  return pins.map((pin) => ({ name: pin.name, kind: pin.kind, pin: pin.pin, more: wordsOf(pin) }));
}

function wordsOf({ activeLow, pull, property, group, maxOnMs, offlineAfter }: PinData): string {
  return [
    activeLow ? 'on when low' : '',
    pull && pull !== 'none' ? `pulled ${pull}` : '',
    property ? 'a property' : '',
    group ? `interlocked: ${group}` : '',
    maxOnMs === undefined ? '' : `on for at most ${maxOnMs / 1000} s`,
    offlineAfter === undefined ? '' : `safe after ${offlineAfter} s without the cloud`,
  ]
    .filter((word) => word !== '')
    .join(', ');
}

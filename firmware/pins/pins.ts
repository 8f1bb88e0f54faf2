/** The pin table at work. Only the pins of the board's table exist; levels are logical, 1 is "on". */
import { PINS } from '#board';
import { Trait } from './trait.ts';

/** A pin as a request names it: by its name on the board, or by its number. */
export type PinName = string | number;

/** The traits of the pin that a request names; 0 for one that is not on the board. A name such as "toString" finds a
 *  function, which has no trait either. */
export const traitsOf = PINS;

/** The names of the pins that the board has. */
export function pinNames(): string[] {
  return Object.keys(PINS).filter((name) => !(+name >= 0));
}

/** The level read back, 0 or 1. */
export function read(traits: number): number {
  return digitalRead(traits & 255) ^ (traits & Trait.ACTIVE_LOW ? 1 : 0);
}

/** Sets an output, and returns the level read back. */
export function write(traits: number, value: number): number {
  const low = traits & Trait.ACTIVE_LOW ? 1 : 0;
  traits &= 255;
  digitalWrite(traits, value ^ low);
  return digitalRead(traits) ^ low;
}

/** Puts every pin of the board into its safe state, an input into its mode: the first thing at boot. Returns the names
 *  of those that this chip does not have. */
export function makeSafe(): string[] {
  return pinNames().filter((name) => {
    const traits = PINS[name];
    try {
      if (traits & Trait.OUTPUT) {
        digitalWrite(traits & 255, (traits & Trait.SAFE_ON ? 1 : 0) ^ (traits & Trait.ACTIVE_LOW ? 1 : 0));
        // Without a mode of its own, reading an output would turn it into an input.
        pinMode(traits & 255, 'output');
      } else
        pinMode(
          traits & 255,
          'input' + (traits & Trait.PULL_UP ? '_pullup' : traits & Trait.PULL_DOWN ? '_pulldown' : ''),
        );
    } catch (_) {
      return true;
    }
    return false;
  });
}

/** The pin table at work. Only the pins of the board's table exist; levels are logical, 1 is "on". */
import { PINS } from '#board';
import { Trait } from './trait.ts';
import { Code, refuse } from '../link/code.ts';

/** A pin as a request names it: by its name on the board, or by its number. */
export type PinName = string | number;

/** The names of the pins that the board has. */
export function pinNames(): string[] {
  return Object.keys(PINS).filter((name) => !(+name >= 0));
}

/** The traits of the pin that a request names. Refuses one that is not on the board, or has not the trait asked for. */
export function find(name: PinName, trait: Trait): number {
  // A name such as "toString" finds a function here, and no function has the bit.
  const traits = PINS[name];
  if (traits & trait) return traits;
  throw refuse(
    name === undefined ? Code.PARAMETER : Code.PIN,
    name === undefined
      ? 'pin is missing'
      : 'pin ' +
          JSON.stringify(name) +
          (traits >= 0 ? ' is no output' : ' is not on this board: ' + pinNames().join(', ')),
  );
}

/** The level read back, 0 or 1. */
export function read(traits: number): number {
  return traits & Trait.ACTIVE_LOW ? 1 - digitalRead(traits & 255) : digitalRead(traits & 255);
}

/** Sets an output, and returns the level read back. */
export function write(traits: number, value: number): number {
  digitalWrite(traits & 255, traits & Trait.ACTIVE_LOW ? 1 - value : value);
  return read(traits);
}

/** Puts every output into its safe state, and every input into its mode. The first thing at boot. */
export function makeSafe(): void {
  pinNames().forEach((name) => {
    const traits = PINS[name];
    if (traits & Trait.OUTPUT) write(traits, traits & Trait.SAFE_ON ? 1 : 0);
    else
      pinMode(
        traits & 255,
        traits & Trait.PULL_UP ? 'input_pullup' : traits & Trait.PULL_DOWN ? 'input_pulldown' : 'input',
      );
  });
}

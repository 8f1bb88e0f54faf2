/** The board's pins as a request names them. Only those of the board's table exist. */
import { PINS as traitsOf } from '#board';
import type { BoardPin } from './names.ts';

/** A pin as a request names it: by its name on the board, or by its number. */
export type PinName = BoardPin | (string & {}) | number;

/** The traits of the pin that a request names; 0 for one that is not on the board. A name such as "toString" finds a
 *  function, which has no trait either. */
export { traitsOf };

/** The names of the board's pins that have any of these traits. */
export function pinNames(traits: number): string[] {
  return Object.keys(traitsOf).filter((name) => !(+name >= 0) && traitsOf[name] & traits);
}

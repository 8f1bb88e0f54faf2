// What the tests of the pin table at work stand on: pins of which nothing is known yet, for each test.
import { installInterpreter } from '../interpreter.ts';

/** The interpreter's outside. It stands before the firmware's files are run. */
export const board = installInterpreter();
const { traitsOf } = await import('../../../firmware/pins/table.ts');
let copies = 0;

/** The pins' file run anew, on timers that the test moves: a file is run once a name. */
export async function freshPins(): Promise<typeof import('../../../firmware/pins/pins.ts')> {
  board.useTimers();
  return import(new URL(`../../../firmware/pins/pins.ts?copy=${++copies}`, import.meta.url).href);
}

/** Traits of a pin of the tests' board (test/support/board.ts). */
export const pin = (name: string | number): number => traitsOf[name] ?? 0;

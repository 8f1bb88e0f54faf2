/** Modules that the build makes. */
declare module '#board' {
  /** What a pin's traits have no bits for: members that its board's file gives, and no others. */
  export interface More {
    /** Seconds without the link after which the safe state is set. */
    readonly offlineAfter?: number;
    /** Milliseconds after which the pin is turned off. */
    readonly maxOnMs?: number;
    /** Milliseconds that an input's level must rest. */
    readonly debounce?: number;
    /** Hz of the PWM, where that is not the one of the chip's shared channels. */
    readonly frequency?: number;
    /** Every servo has it: microseconds at 0 and at 180 degrees, least and most degrees. */
    readonly servo?: readonly [usAt0: number, usAt180: number, leastDegrees: number, mostDegrees: number];
    /** Millivolts at an analog input that reads 1, at a DAC that is set to 1. */
    readonly millivolts?: number;
  }
  /** The board's name. */
  export const BOARD: string;
  /** Traits by pin name and by pin number; see pins/trait.ts. */
  export const PINS: Record<string | number, number> & {
    readonly [name in import('./pins/names.ts').BoardPin]: number;
  };
  /** Hz: the frequency of the PWM channels that share one, and the least that a channel can have. */
  export const SHARED_HZ: number;
  export const LEAST_HZ: number;
  /** PWM channels with a frequency of their own that no pin of the board has reserved. */
  export const FREE_CHANNELS: number;
  /** What there is of a pin, by its number. A function: at rest it takes no memory. */
  export function more(pin: number): More;
}
declare module '#version' {
  /** The version in package.json. */
  export const VERSION: string;
}
declare module '#build' {
  /** Whether this is the client on its own, dist/mqtt.js, and not the firmware: what only the one can do falls away from the
   *  other. */
  export const ALONE: boolean;
}

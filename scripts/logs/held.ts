// Lines in their order while it is not known yet how positions are mapped.
import { hasPosition, type Mapper } from '../device/serial/source.ts';

/** Lines on their way to `write`. */
export interface Held {
  /** Takes a line. */
  line(text: string): void;
  /** Says how positions are mapped from now on, and lets go of what waited. Only the first time counts. */
  release(map: Mapper): void;
}

/** Passes lines on until one has a position; from that one on they wait until `release`. */
export function createHeld(write: (line: string) => void): Held {
  let waiting: string[] = [];
  let mapped: Mapper | undefined;
  return {
    line(text) {
      if (mapped) write(mapped(text));
      else if (waiting.length > 0 || hasPosition(text)) waiting.push(text);
      else write(text);
    },
    release(map) {
      mapped ??= map;
      for (const text of waiting) write(mapped(text));
      waiting = [];
    },
  };
}

/** How a board is written down: pure data that reads like its data sheet. */

/** What every pin may say of itself. */
interface Common {
  /** Why a strapping, console or PSRAM pin is used all the same. */
  readonly iKnow?: string;
}

/** An output. Levels are logical: 1 is "on", whatever the wire has. */
export interface Output extends Common {
  readonly kind: 'output';
  readonly pin: number;
  /** The wire is low when the output is on. */
  readonly activeLow?: boolean;
  /** The level set at boot before anything else. */
  readonly safe: 0 | 1;
}

/** An input. */
export interface Input extends Common {
  readonly kind: 'input';
  readonly pin: number;
  readonly pull?: 'up' | 'down';
  readonly activeLow?: boolean;
}

/** One pin of a board. */
export type Pin = Output | Input;

/** A board: its name and its pins by name. Pins that are not named do not exist for the cloud. */
export interface Board {
  readonly name: string;
  readonly pins: Readonly<Record<string, Pin>>;
}

/** An output on pin number `pin`. */
export function output(pin: number, options: Omit<Output, 'kind' | 'pin'>): Output {
  return { kind: 'output', pin, ...options };
}

/** An input on pin number `pin`. */
export function input(pin: number, options: Omit<Input, 'kind' | 'pin'> = {}): Input {
  return { kind: 'input', pin, ...options };
}

/** A board named as its file is. */
export function board(name: string, pins: Record<string, Pin>): Board {
  return { name, pins };
}

/** What a board's file says, as data. The chips' modules beside this one have the functions that write it. */

/** The chips that Espruino is built for here; `linux` is the interpreter on a computer, a Raspberry Pi for one. */
export type ChipName = 'esp32' | 'esp32-c3' | 'linux';

/** Why a strapping, console or PSRAM pin is used all the same. Stays on the computer. */
export interface Reason {
  readonly iKnow: string;
}

interface Property {
  /** It is a property of the thing model, under the pin's name. */
  readonly property?: boolean;
}

/** What the board page may draw on a pin. */
export type Part = 'led' | 'relay' | 'fan' | 'button' | 'switch';

interface Drawn<P extends Part> {
  /** What hangs on it, for the board page, which guesses by kind and name otherwise. Stays on the computer. */
  readonly part?: P;
}

interface States {
  /** What is set at reboot, on an error, and when the link has been down for `offlineAfter`. Default 0. */
  readonly safe?: 0 | 1;
  /** What is set at boot, before anything else. Default: `safe`. */
  readonly initial?: 0 | 1;
  /** Seconds without the link after which `safe` is set, 1..86400. Without it the pin stays as it is. */
  readonly offlineAfter?: number;
}

/** Says more of an output. States are logical: 1 is "on", whatever the wire has. */
export interface OutputOptions extends States, Property, Drawn<'led' | 'relay' | 'fan'> {
  /** The wire is low when the output is on. */
  readonly activeLow?: boolean;
  /** Milliseconds after which it is turned off, whoever turned it on, 1..86400000. Not with `safe: 1`. */
  readonly maxOnMs?: number;
  /** A name that two outputs or more share: no two of them are on together. */
  readonly group?: string;
}

/** Says more of an output that also takes a duty of 0..1; its states are the duties 0 and 1. */
export interface PwmOptions extends OutputOptions {
  /** Hz. Without it, the one that the chip's shared channels have. */
  readonly frequency?: number;
}

/** Says more of a servo. It is turned by SetServo, and is no property: the thing model has no word for where it has come to. */
export interface ServoOptions {
  /** The pulse's length in microseconds at 0 and at 180 degrees, 500..2500 each. Default 1000 and 2000. */
  readonly us?: readonly [at0: number, at180: number];
  /** The degrees that it may be turned to, 0..180. Default 0 and 180. */
  readonly degrees?: readonly [least: number, most: number];
}

/** Says more of an input. */
export interface InputOptions extends Property, Drawn<'button' | 'switch'> {
  readonly pull?: 'up' | 'down';
  /** The wire is low when the input is on. */
  readonly activeLow?: boolean;
  /** Milliseconds that the level must rest before a watch tells of it, 1..1000. */
  readonly debounce?: number;
}

/** Says more of an analog input. */
export interface AdcOptions extends Property {
  /** Millivolts at what is measured, where the pin reads 1: 1..1000000. */
  readonly millivolts?: number;
  /** It may be read as a level too. */
  readonly digital?: boolean;
}

/** Says more of an analog output; its states are no voltage and the full one. */
export interface DacOptions extends States, Property {
  /** Millivolts where it is set to 1: 1..1000000. */
  readonly millivolts?: number;
}

/** What each kind of pin may say of itself. */
export interface Kinds {
  readonly output: OutputOptions;
  readonly pwm: PwmOptions;
  readonly servo: ServoOptions;
  readonly input: InputOptions;
  readonly adc: AdcOptions;
  readonly dac: DacOptions;
}

/** The kinds of pins. */
export type Kind = keyof Kinds;

/** A pin of one kind, with its number. */
export type PinOf<K extends Kind, P extends number = number> = { readonly kind: K; readonly pin: P } & Kinds[K] &
  Partial<Reason>;

/** One pin of a board. */
export type Pin = { [K in Kind]: PinOf<K> }[Kind];

/** A board: its name, its chip, and its pins by name. Pins that are not named do not exist for the cloud. */
export interface Board {
  readonly name: string;
  readonly chip: ChipName;
  readonly pins: Readonly<Record<string, Pin>>;
}

/** A board whose pins' names the compiler knows. */
export interface BoardOf<T extends Readonly<Record<string, Pin>>> extends Board {
  readonly pins: T;
}

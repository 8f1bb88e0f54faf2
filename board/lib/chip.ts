/** A chip's facts, and the functions with which a file says what a board of that chip has. */
import type { Board, BoardOf, ChipName, InputOptions, Kind, Kinds, Pin, PinOf, Reason } from './define.ts';

/** What a chip can do, under Espruino. */
export interface Chip {
  readonly name: ChipName;
  /** The chip in a sentence, with its article. */
  readonly title: string;
  /** Every pin there is, in the words of an error. */
  readonly range: string;
  /** Pins that any board may use for digital input. */
  readonly free: readonly number[];
  /** Pins that need a reason, with what they are. */
  readonly guarded: Readonly<Record<number, string>>;
  /** Pins that no board may use, with what they are. */
  readonly taken: Readonly<Record<number, string>>;
  /** Pins without an output driver. */
  readonly inputOnly: readonly number[];
  /** Pins without pull resistors that software can turn on. */
  readonly noPull: readonly number[];
  /** Pins that setWatch refuses. */
  readonly noWatch: readonly number[];
  /** Pins whose level Espruino turns over. */
  readonly negated: readonly number[];
  readonly adc: readonly number[];
  /** On these `analogWrite` sets a voltage, whatever it is given; PWM is impossible. */
  readonly dac: readonly number[];
  readonly pwm: {
    /** Channels that share one frequency. */
    readonly shared: number;
    /** The frequency that they share, in Hz. */
    readonly sharedHz: number;
    /** Channels with a frequency of their own, as each servo needs one. */
    readonly own: number;
    /** Frequencies that a channel can have, in Hz. */
    readonly hz: readonly [least: number, most: number];
  };
}

type Guarded<C extends Chip> = keyof C['guarded'] & number;
type Usable<C extends Chip> = C['free'][number] | Guarded<C>;
type Driven<C extends Chip> = Exclude<Usable<C>, C['inputOnly'][number]>;

/** An input says a pull where the chip has one. */
type Options<C extends Chip, K extends Kind, N> = K extends 'input'
  ? N extends C['noPull'][number]
    ? Omit<InputOptions, 'pull'>
    : InputOptions
  : Kinds[K];

/** Takes a pin, and what more there is to say of it: of a guarded one, the reason. */
export type Maker<C extends Chip, P extends number, K extends Kind> = <const N extends P>(
  pin: N,
  ...more: N extends Guarded<C> ? [options: Options<C, K, N> & Reason] : [options?: Options<C, K, N>]
) => PinOf<K, N>;

/** The name under which an earlier pin of `T` has the number of pin `K`. */
type Twin<T extends Readonly<Record<string, Pin>>, K extends keyof T> = {
  [L in Exclude<keyof T, K>]: number extends T[L]['pin'] ? never : T[L]['pin'] extends T[K]['pin'] ? L : never;
}[Exclude<keyof T, K>];

/** `T`, if no number is in it twice. */
type Once<T extends Readonly<Record<string, Pin>>> = {
  readonly [K in keyof T]: [Twin<T, K>] extends [never]
    ? T[K]
    : `pin ${T[K]['pin']} is "${Twin<T, K> & string}" already`;
};

/** What a board's file is written with. */
export interface Vocabulary<C extends Chip> {
  /** A board named as its file is. */
  readonly board: <const T extends Readonly<Record<string, Pin>>>(name: string, pins: T & Once<T>) => BoardOf<T>;
  /** A digital output. */
  readonly output: Maker<C, Driven<C>, 'output'>;
  /** A digital output that also takes a duty. */
  readonly pwm: Maker<C, Exclude<Driven<C>, C['dac'][number]>, 'pwm'>;
  /** A servo. */
  readonly servo: Maker<C, Exclude<Driven<C>, C['dac'][number]>, 'servo'>;
  /** A digital input. */
  readonly input: Maker<C, Usable<C>, 'input'>;
  /** An analog input. */
  readonly adc: Maker<C, C['adc'][number], 'adc'>;
  /** An analog output. */
  readonly dac: Maker<C, C['dac'][number], 'dac'>;
}

/** The vocabulary for boards of `chip`. What the types cannot refuse, the build does. */
export function vocabulary<const C extends Chip>(chip: C): Vocabulary<C> {
  // Not a spread: for ES5 the compiler wants tslib for it.
  const make = (kind: Kind) => (pin: number, options?: object) => Object.assign({ kind, pin }, options);
  const words = {
    board: (name: string, pins: Readonly<Record<string, Pin>>): Board => ({ name, chip: chip.name, pins }),
    output: make('output'),
    pwm: make('pwm'),
    servo: make('servo'),
    input: make('input'),
    adc: make('adc'),
    dac: make('dac'),
  };
  // Each function is the same to the machine; what it takes is for the types to say.
  return words as unknown as Vocabulary<C>;
}

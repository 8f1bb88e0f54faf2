/** The electrical side of the board's pins: levels, modes, what is wired to them, and a log of every change. */
import type { PinChange } from '../device.ts';
import type { Clock } from './clock.ts';

/** The modes that `pinMode` takes on the ESP32 build. */
export const PIN_MODES = [
  'analog',
  'input',
  'input_pullup',
  'input_pulldown',
  'output',
  'opendrain',
  'opendrain_pullup',
  'af_output',
  'af_opendrain',
] as const;
export type PinMode = (typeof PIN_MODES)[number];

/** Number of pins of the ESP32: D0 to D39. */
export const PIN_COUNT = 40;

/** What a test and the sandbox both see of the pins. Levels are volts as 0 or 1; PWM is a duty of 0..1. */
export interface Pins {
  /** Every change of an output's level since the last start, in order. */
  readonly log: readonly PinChange[];
  /** The level at the pin: what drives it, the bundle or the world outside. */
  level(pin: number): number;
  /** The mode; after reset 'input', or 'input_pullup' on the pins that the boot pulls up. */
  mode(pin: number): PinMode;
  /** The duty last written by analogWrite, 0..1, if the pin is a PWM output. */
  duty(pin: number): number | undefined;
  /** Wires a level to an input, as a button does; undefined lets it float. A watch sees the edge. */
  drive(pin: number, level: 0 | 1 | undefined): void;
  /** Puts a voltage on an analog input, 0..1 of full scale. */
  setAnalog(pin: number, value: number): void;
  /** Calls back at each change of an output. Returns the way to stop. */
  onChange(listener: (change: PinChange) => void): () => void;
}

/** What the sandbox does to the pins. */
export interface PinHardware extends Pins {
  /** Sets the mode, by `pinMode` (kept until told otherwise) or by an access that sets it in passing. */
  setMode(pin: number, mode: PinMode, manual: boolean): void;
  /** Whether pinMode chose the mode, so that reads and writes leave it alone. */
  isManual(pin: number): boolean;
  write(pin: number, level: number): void;
  writeDuty(pin: number, duty: number): void;
  analog(pin: number): number;
  /** Calls back at each edge that an input sees. */
  onEdge(listener: (pin: number, level: number) => void): void;
  /** What a reset does: every pin an input, the log empty. What is wired outside stays. */
  reset(): void;
}

interface Pin {
  mode: PinMode;
  manual: boolean;
  latch: number;
  duty: number | undefined;
  driven: 0 | 1 | undefined;
  analog: number;
}

const isOutput = (mode: PinMode): boolean => mode === 'output' || mode === 'af_output' || mode.includes('opendrain');
/** Pins whose weak pull-up the boot turns on: what hangs on them sees a high level until the bundle sets it. */
const BOOT_PULL_UPS: readonly number[] = [0, 12, 13, 14, 15, 18, 19, 21, 22, 25, 26, 27];
/** The button pin, held high by a resistor of the board's. */
const BUTTON_PIN = 0;
/** Pins 34 to 39 have no output driver and no pulls. */
const isInputOnly = (pin: number): boolean => pin >= 34;

/** Makes the pins of one board. */
export function createPins(clock: Clock): PinHardware {
  const atBoot = (pin: number) => ({
    mode: BOOT_PULL_UPS.includes(pin) ? ('input_pullup' as const) : ('input' as const),
    manual: false,
    latch: 0,
    duty: undefined,
  });
  const pins: Pin[] = Array.from({ length: PIN_COUNT }, (_, pin) => ({ ...atBoot(pin), driven: undefined, analog: 0 }));
  const changeListeners = new Set<(change: PinChange) => void>();
  let edgeListeners: ((pin: number, level: number) => void)[] = [];
  let log: PinChange[] = [];
  let start = clock.now();

  const at = (pin: number): Pin => {
    const found = pins[pin];
    if (!found) throw new RangeError(`pin ${pin} is not on this board: 0..${PIN_COUNT - 1}`);
    return found;
  };
  const drives = (pin: number): boolean => isOutput(at(pin).mode) && !isInputOnly(pin);
  function levelOf(pin: number): number {
    const state = at(pin);
    if (drives(pin)) {
      // An open drain only pulls down: at 1 the outside decides.
      if (!state.mode.includes('opendrain') || state.latch === 0) return state.latch;
      return state.driven ?? 1;
    }
    if (state.driven !== undefined) return state.driven;
    return pin === BUTTON_PIN || (state.mode === 'input_pullup' && !isInputOnly(pin)) ? 1 : 0;
  }
  function changed(pin: number, value: number): void {
    const change: PinChange = { pin, value, ms: Math.round(clock.now() - start) };
    log.push(change);
    for (const listener of [...changeListeners]) listener(change);
  }
  /** Makes a change of state and tells of the level's change that comes of it. */
  function apply(pin: number, change: (state: Pin) => void): void {
    const level = levelOf(pin);
    const drove = drives(pin);
    const duty = at(pin).duty;
    change(at(pin));
    const now = levelOf(pin);
    if (at(pin).duty !== undefined && at(pin).duty !== duty) changed(pin, at(pin).duty ?? 0);
    else if (drives(pin) && (now !== level || !drove || duty !== at(pin).duty)) changed(pin, now);
    if (now !== level) for (const listener of edgeListeners) listener(pin, now);
  }

  return {
    get log() {
      return log;
    },
    level: levelOf,
    mode: (pin) => at(pin).mode,
    duty: (pin) => at(pin).duty,
    isManual: (pin) => at(pin).manual,
    analog: (pin) => at(pin).analog,
    drive: (pin, level) => apply(pin, (state) => (state.driven = level)),
    setAnalog(pin, value) {
      if (!(value >= 0 && value <= 1)) throw new RangeError(`analog value must be 0..1, not ${value}`);
      at(pin).analog = value;
    },
    onChange(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    onEdge: (listener) => void edgeListeners.push(listener),
    setMode: (pin, mode, manual) =>
      apply(pin, (state) => {
        state.manual = manual;
        state.mode = mode;
        if (mode !== 'af_output') state.duty = undefined;
      }),
    write: (pin, level) =>
      apply(pin, (state) => {
        state.latch = level ? 1 : 0;
        state.duty = undefined;
        if (!state.manual || state.mode === 'af_output') state.mode = 'output';
      }),
    writeDuty: (pin, duty) =>
      apply(pin, (state) => {
        state.mode = 'af_output';
        state.duty = Math.min(Math.max(duty, 0), 1);
        state.latch = state.duty >= 0.5 ? 1 : 0;
      }),
    reset() {
      for (const [pin, state] of pins.entries()) Object.assign(state, atBoot(pin));
      edgeListeners = [];
      log = [];
      start = clock.now();
    },
  };
}

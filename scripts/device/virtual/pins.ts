/** The electrical side of the board's pins: levels, modes, what is wired to them, and a log of every change. */
import type { PinChange } from '../device.ts';
import { type BounceOptions, createBouncer } from './bounce.ts';
import type { Clock } from './clock.ts';
import {
  afterBoot,
  drives,
  frequencyOf,
  isInputOnly,
  levelOf,
  outputOf,
  PIN_COUNT,
  type PinMode,
  type Signal,
  setMode,
  type Wire,
} from './wire.ts';

/** A change on a wire, whoever made it. `ms` counts from the board's first start and goes on through resets. */
export interface WireChange extends PinChange {
  /** Whether the board drives the wire; if not, `value` is what it floats, is pulled or is driven to from outside. */
  readonly drives: boolean;
}

/** What a test and the sandbox both see of the pins. Levels are volts as 0 or 1; PWM is a duty of 0..1. */
export interface Pins {
  /** Every change of an output's value since the last start, in order. */
  readonly log: readonly PinChange[];
  /** Every change on every wire since the board was made, resets included, in order: the last 100,000. */
  readonly trace: readonly WireChange[];
  /** The time on the scale of `trace`, in ms. */
  now(): number;
  /** The level at the pin: what drives it, the bundle or the world outside. */
  level(pin: number): number;
  /** The mode as `getPinMode` tells it; after reset 'input', or 'input_pullup' on the pins that the boot pulls up. */
  mode(pin: number): PinMode;
  /** The duty that the pin puts out, 0..1, if it is a PWM or DAC output. */
  duty(pin: number): number | undefined;
  /** The frequency of its PWM in Hz, if it has one. */
  frequency(pin: number): number | undefined;
  /** The length of its pulses in microseconds, as a servo sees them, if it is a PWM output. */
  pulseUs(pin: number): number | undefined;
  /** Wires a level to an input, as a button does; undefined lets it float. A watch sees the edge. */
  drive(pin: number, level: 0 | 1 | undefined): void;
  /** The same by a contact that bounces, on the board's clock. */
  bounce(pin: number, level: 0 | 1, how?: BounceOptions): void;
  /** Puts a voltage on an analog input, 0..1 of full scale; a function is asked at each reading. */
  setAnalog(pin: number, value: number | (() => number)): void;
  /** Calls back at each change of an output. Returns the way to stop. */
  onChange(listener: (change: PinChange) => void): () => void;
}

/** What the sandbox does to the pins. */
export interface PinHardware extends Pins {
  /** Sets a pin up for a mode; whatever it put out before ends. */
  setMode(pin: number, mode: PinMode): void;
  /** Connects the pin to its latch and sets that. A driver that is off stays off. */
  output(pin: number, level: number): void;
  /** Connects PWM or the DAC, which turns the driver on and, for PWM, the input off. */
  connect(pin: number, signal: Exclude<Signal, { kind: 'level' }>): void;
  /** Lets software switch the pin: as `connect`, but the driver and the input stay as they are. */
  modulate(pin: number, duty: number, frequency: number): void;
  /** What a watch does to its pin: an input with a pull-up, whatever its mode says. */
  listen(pin: number): void;
  /** The level as the chip's input has it: 0 where that is off. */
  heard(pin: number): number;
  /** The voltage at the pin, 0..1. */
  analog(pin: number): number;
  /** Calls back at each edge that an input sees. */
  onEdge(listener: (pin: number, level: number) => void): void;
  /** What a reset does: every pin as the boot leaves it, `log` empty. What is wired outside stays. */
  reset(): void;
}

/** How many changes `trace` keeps. */
const KEPT = 100_000;

/** Makes the pins of one board. */
export function createPins(clock: Clock): PinHardware {
  const pins: Wire[] = Array.from({ length: PIN_COUNT }, (_, pin) => ({
    ...afterBoot(pin),
    driven: undefined,
    analog: () => 0,
  }));
  const made = clock.now();
  let start = made;
  const changeListeners = new Set<(change: PinChange) => void>();
  let edgeListeners: ((pin: number, level: number) => void)[] = [];
  let log: PinChange[] = [];
  let trace: WireChange[] = [];

  const at = (pin: number): Wire => {
    const found = pins[pin];
    if (!found) throw new RangeError(`pin ${pin} is not on this board: 0..${PIN_COUNT - 1}`);
    return found;
  };
  const since = (from: number): number => Math.round(clock.now() - from);

  /** Makes a change and tells of what comes of it. */
  function apply(pin: number, change: (wire: Wire) => void): void {
    const wire = at(pin);
    const before = { level: levelOf(wire), value: outputOf(wire), drives: drives(wire), frequency: frequencyOf(wire) };
    change(wire);
    const value = outputOf(wire);
    const frequency = frequencyOf(wire);
    const isDriven = drives(wire);
    if (value !== before.value || isDriven !== before.drives || frequency !== before.frequency) {
      const told = { pin, value, ...(isDriven && frequency !== undefined ? { frequency } : {}) };
      trace.push({ ...told, ms: since(made), drives: isDriven });
      if (trace.length > KEPT * 1.1) trace = trace.slice(-KEPT);
      if (isDriven) {
        const output: PinChange = { ...told, ms: since(start) };
        log.push(output);
        for (const listener of [...changeListeners]) listener(output);
      }
    }
    const level = levelOf(wire);
    if (level !== before.level && wire.hears) for (const listener of edgeListeners) listener(pin, level);
  }

  const drive = (pin: number, level: 0 | 1 | undefined): void => apply(pin, (wire) => (wire.driven = level));
  const bouncer = createBouncer(clock, drive);

  return {
    get log() {
      return log;
    },
    get trace() {
      return trace.slice(-KEPT);
    },
    now: () => since(made),
    level: (pin) => levelOf(at(pin)),
    mode: (pin) => at(pin).mode,
    duty(pin) {
      const wire = at(pin);
      return drives(wire) && wire.signal.kind !== 'level' ? wire.signal.duty : undefined;
    },
    frequency: (pin) => frequencyOf(at(pin)),
    pulseUs(pin) {
      const { signal } = at(pin);
      return signal.kind === 'pwm' ? Math.round((signal.duty / signal.frequency) * 1e6) : undefined;
    },
    heard: (pin) => (at(pin).hears ? levelOf(at(pin)) : 0),
    analog: (pin) => at(pin).analog(),
    drive(pin, level) {
      bouncer.end(pin);
      drive(pin, level);
    },
    bounce(pin, level, how) {
      at(pin);
      bouncer.bounce(pin, level, how);
    },
    setAnalog(pin, value) {
      const read = typeof value === 'function' ? value : () => value;
      const first = read();
      if (!(first >= 0 && first <= 1)) throw new RangeError(`analog value must be 0..1, not ${first}`);
      at(pin).analog = read;
    },
    onChange(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    onEdge: (listener) => void edgeListeners.push(listener),
    setMode: (pin, mode) => apply(pin, (wire) => setMode(wire, mode)),
    output: (pin, level) =>
      apply(pin, (wire) => {
        wire.latch = level ? 1 : 0;
        wire.signal = { kind: 'level' };
      }),
    connect(pin, signal) {
      if (isInputOnly(pin)) return;
      apply(pin, (wire) => {
        wire.driver = 'push-pull';
        wire.hears = signal.kind !== 'pwm';
        wire.signal = signal;
      });
    },
    modulate: (pin, duty, frequency) => apply(pin, (wire) => (wire.signal = { kind: 'pwm', duty, frequency })),
    listen: (pin) =>
      apply(pin, (wire) => {
        wire.driver = 'off';
        wire.hears = true;
        wire.pull = isInputOnly(pin) ? 'none' : 'up';
        wire.signal = { kind: 'level' };
      }),
    reset() {
      edgeListeners = [];
      // The wires see it; no output does.
      for (const pin of pins) apply(pin.pin, (wire) => Object.assign(wire, afterBoot(wire.pin)));
      log = [];
      start = clock.now();
    },
  };
}

export { NEGATED_PIN, PIN_COUNT, PIN_MODES, type PinMode } from './wire.ts';

/** The pin functions of the bundle's world, step by step as the ESP32's: digitalWrite and its kin, on pin numbers. */
import type { Clock } from './clock.ts';
import { createChannels, dutyOf } from './ledc.ts';
import { NEGATED_PIN, PIN_COUNT, PIN_MODES, type PinHardware, type PinMode } from './pins.ts';
import type { Realm } from './realm.ts';
import { createUtilTimer } from './utilTimer.ts';

/** The pins of ADC1, of 12 bits; the others give NaN. */
const FIRST_ADC_PIN = 32;
const ADC_STEPS = 4096;
/** On these analogWrite sets a voltage, of 8 bits. */
const DAC_PINS: readonly number[] = [25, 26];
const DAC_STEPS = 256;
/** What PWM by software runs at where no frequency is given, in Hz. */
const SOFT_HZ = 50;
/** Modes that the ESP32 knows the names of, and no more. */
const UNKNOWN_MODES: readonly PinMode[] = ['af_output', 'af_opendrain'];

/** The pin functions, of pins that there are. */
export interface Gpio {
  /** The level as the bundle reads it, D0 negated; a pin without a mode of its own becomes an input. */
  read(pin: number): number;
  /** The level as it is, whatever the pin is. */
  state(pin: number): number;
  /** What the bundle reads for this level at the pin. */
  seen(pin: number, level: number): number;
  /** Sets a level; a pin without a mode of its own becomes an output. */
  write(pin: number, level: boolean): void;
  /** `pinMode`. Throws for a mode that there is not. */
  mode(pin: number, mode: unknown, automatic: unknown): void;
  analogRead(pin: number): number;
  analogWrite(pin: number, value: unknown, options: unknown): void;
  /** `digitalPulse`. Throws for times that are none. */
  pulse(pin: number, level: boolean, times: unknown): void;
  /** What a watch does to its pin. */
  listen(pin: number): void;
  /** Stops the pulses that are under way. */
  stop(): void;
}

/** Makes the pin functions of one run. `print` writes a line on the console. */
export function createGpio(realm: Realm, pins: PinHardware, clock: Clock, print: (line: string) => void): Gpio {
  /** Pins whose mode the program chose: reads and writes leave it alone. */
  const manual = new Set<number>();
  const channels = createChannels();
  const seen = (pin: number, level: number): number => (pin === NEGATED_PIN ? 1 - level : level);
  const output = (pin: number, level: boolean): void => pins.output(pin, seen(pin, level ? 1 : 0));
  const timer = createUtilTimer(clock, { output, modulate: pins.modulate });

  function setState(pin: number, mode: PinMode): void {
    if (timer.isPwm(pin)) timer.endPwm(pin);
    if (UNKNOWN_MODES.includes(mode)) print(`ERROR: jshPinSetState: Unexpected state: ${mode === 'af_output' ? 8 : 9}`);
    else pins.setMode(pin, mode);
  }

  function analogWrite(pin: number, value: unknown, options: unknown): void {
    const { freq, soft, forceSoft } = (
      typeof options === 'object' && options !== null && !Array.isArray(options) ? options : {}
    ) as Record<string, unknown>;
    const asked = Math.min(Math.max(seen(pin, Number(value)) || 0, 0), 1);
    const frequency = Number.isFinite(Number(freq)) ? Number(freq) : 0;
    if (DAC_PINS.includes(pin)) {
      if (soft || forceSoft) print('ERROR: pin does not support software PWM');
      // A voltage of 1 is one step too far for 8 bits, and comes out as none.
      pins.connect(pin, { kind: 'dac', duty: (Math.trunc(asked * DAC_STEPS) % DAC_STEPS) / DAC_STEPS });
    } else if (soft && !forceSoft) {
      if (!manual.has(pin) && pins.mode(pin) !== 'output') pins.setMode(pin, 'output');
      // What the timer writes is negated once more.
      timer.pwm(pin, seen(pin, asked), frequency > 0 ? frequency : SOFT_HZ);
    } else {
      const channel = channels.take(pin, frequency);
      if (channel) pins.connect(pin, { kind: 'pwm', duty: dutyOf(asked), ...channel });
      else print('ERROR: no PWM channel available anymore');
    }
  }

  function write(pin: number, level: boolean): void {
    output(pin, level);
    if (!manual.has(pin)) setState(pin, 'output');
    timer.written(pin);
  }

  function pulse(pin: number, level: boolean, times: unknown): void {
    if (!timer.isBusy(pin)) write(pin, level);
    const isList = times !== null && ['object', 'function', 'string'].includes(typeof times);
    if (isList) timer.pulse(pin, level, Array.from(times as ArrayLike<unknown>, Number));
    else if (typeof times === 'number' || typeof times === 'boolean') {
      const ms = Number(times);
      timer.pulse(pin, level, [ms]);
      if (ms < 0 || Number.isNaN(ms)) throw realm.error('Error', 'Pulse Time is less than 0 or not a number');
      if (ms === 0) timer.finish();
    } else throw realm.error('Error', `Expecting Number or Array, got ${String(times === null ? null : typeof times)}`);
  }

  return {
    seen,
    state: (pin) => seen(pin, pins.heard(pin)),
    read(pin) {
      if (!manual.has(pin)) setState(pin, 'input');
      return seen(pin, pins.heard(pin));
    },
    write,
    mode(pin, value, automatic) {
      if (PIN_MODES.includes(value as PinMode)) {
        if (automatic) manual.delete(pin);
        else manual.add(pin);
        setState(pin, value as PinMode);
        return;
      }
      manual.delete(pin);
      if (value !== undefined && value !== 'auto') throw realm.error('Error', 'Unknown pin mode');
    },
    analogRead(pin) {
      if (pin < FIRST_ADC_PIN || pin >= PIN_COUNT) return Number.NaN;
      const value = Math.min(Math.max(pins.analog(pin), 0), 1);
      return Math.min(Math.trunc(value * ADC_STEPS), ADC_STEPS - 1) / ADC_STEPS;
    },
    analogWrite,
    pulse,
    listen: pins.listen,
    stop: timer.stop,
  };
}

/** One pin's wire: what drives it, what pulls it, and the level that comes of both. */

/** The modes that `pinMode` knows. */
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

/** What the pin's driver is connected to. */
export type Signal =
  | { readonly kind: 'level' }
  /** A duty of 0..1 at a frequency in Hz. */
  | { readonly kind: 'pwm'; readonly duty: number; readonly frequency: number }
  /** A voltage of 0..1. */
  | { readonly kind: 'dac'; readonly duty: number };

/** One pin. */
export interface Wire {
  readonly pin: number;
  /** The mode as Espruino remembers it: PWM and watches change the pin, but not this. */
  mode: PinMode;
  driver: 'off' | 'push-pull' | 'open-drain';
  /** Whether the pin's input is connected: PWM disconnects it. */
  hears: boolean;
  pull: 'none' | 'up' | 'down';
  latch: 0 | 1;
  signal: Signal;
  /** The level that the world outside puts on it. */
  driven: 0 | 1 | undefined;
  /** The voltage outside, 0..1 of full scale. */
  analog: () => number;
}

/** Number of pins of the ESP32: D0 to D39. */
export const PIN_COUNT = 40;
/** D0 is wired to a button that shorts to ground, so Espruino negates it on the ESP32. */
export const NEGATED_PIN = 0;
/** Pins 34 to 39 have no output driver and no pulls. */
export const isInputOnly = (pin: number): boolean => pin >= 34;
/** Pins whose weak pull-up the boot turns on: what hangs on them sees a high level until the bundle sets it. */
const BOOT_PULL_UPS: readonly number[] = [0, 12, 13, 14, 15, 18, 19, 21, 22, 25, 26, 27, 34, 35, 36, 37, 38, 39];

/** The pin as the boot leaves it; what is wired to it outside stays. */
export function afterBoot(pin: number): Omit<Wire, 'driven' | 'analog'> {
  const mode = BOOT_PULL_UPS.includes(pin) ? 'input_pullup' : 'input';
  return { pin, mode, driver: 'off', hears: true, pull: pullOf(pin, mode), latch: 0, signal: { kind: 'level' } };
}

/** Sets the pin up for a mode, as the ESP32's `jshPinSetState` does: connected to its latch, and heard. */
export function setMode(wire: Wire, mode: PinMode): void {
  wire.mode = mode;
  wire.driver = mode === 'output' ? 'push-pull' : mode.startsWith('opendrain') ? 'open-drain' : 'off';
  wire.pull = pullOf(wire.pin, mode);
  wire.hears = true;
  wire.signal = { kind: 'level' };
}

/** Which pull a mode turns on. */
function pullOf(pin: number, mode: PinMode): Wire['pull'] {
  if (isInputOnly(pin)) return 'none';
  if (mode === 'opendrain_pullup') return 'up';
  if (mode !== 'input_pullup' && mode !== 'input_pulldown') return 'none';
  return (mode === 'input_pullup') !== (pin === NEGATED_PIN) ? 'up' : 'down';
}

/** Whether the pin puts something on its wire. An open drain that is let go drives nothing. */
export function drives(wire: Wire): boolean {
  return wire.driver !== 'off' && !isInputOnly(wire.pin);
}

/** The level on the wire, 0 or 1; of PWM, the one that it has for longer. */
export function levelOf(wire: Wire): 0 | 1 {
  const { signal, latch, driven } = wire;
  if (drives(wire)) {
    if (signal.kind !== 'level') return signal.duty >= 0.5 ? 1 : 0;
    // An open drain only pulls down: at 1 the outside decides.
    return wire.driver === 'push-pull' || latch === 0 ? latch : (driven ?? 1);
  }
  if (driven !== undefined) return driven;
  // The board's own resistor holds the button's pin high, against the chip's weak pull.
  return wire.pin === NEGATED_PIN || wire.pull === 'up' ? 1 : 0;
}

/** What the pin puts out: a level, or a duty of PWM, or a voltage. */
export function outputOf(wire: Wire): number {
  return drives(wire) && wire.signal.kind !== 'level' ? wire.signal.duty : levelOf(wire);
}

/** The frequency of its PWM in Hz, if it has one. */
export function frequencyOf({ signal }: Wire): number | undefined {
  return signal.kind === 'pwm' ? signal.frequency : undefined;
}

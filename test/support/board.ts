/** `#board` for tests that run the firmware's sources on Node: a pin of every kind. Numbers and levels are made up. */
import { Trait } from '../../firmware/pins/trait.ts';

export const BOARD = 'test-board';

const UP_OR_DOWN = 1 << Trait.GROUP_SHIFT;

const BY_NAME: Record<string, number> = {
  led: 2 | Trait.OUTPUT | Trait.PROPERTY,
  relay: 26 | Trait.OUTPUT | Trait.ACTIVE_LOW | Trait.PROPERTY | Trait.TIMED,
  /** On where it is safe. */
  valve: 25 | Trait.OUTPUT | Trait.SAFE_ON | Trait.INITIAL_ON,
  /** On where it is safe, and on is low. */
  brake: 33 | Trait.OUTPUT | Trait.ACTIVE_LOW | Trait.SAFE_ON | Trait.INITIAL_ON,
  button: 27 | Trait.INPUT | Trait.PULL_UP | Trait.ACTIVE_LOW | Trait.PROPERTY,
  door: 32 | Trait.INPUT | Trait.PULL_DOWN,
  sensor: 34 | Trait.INPUT,
  /** On from the boot on, off where it is safe. */
  lamp: 21 | Trait.OUTPUT | Trait.INITIAL_ON,
  /** Off from the boot on, on where it is safe. */
  vent: 22 | Trait.OUTPUT | Trait.SAFE_ON,
  /** Never on together with `down`. */
  up: 18 | Trait.OUTPUT | UP_OR_DOWN,
  down: 19 | Trait.OUTPUT | Trait.ACTIVE_LOW | UP_OR_DOWN,
  dimmer: 4 | Trait.OUTPUT | Trait.PWM | Trait.PROPERTY,
  /** Full where it is off. */
  glow: 5 | Trait.OUTPUT | Trait.PWM | Trait.ACTIVE_LOW,
  arm: 13 | Trait.SERVO,
  light: 36 | Trait.ADC | Trait.PROPERTY,
  /** Read as a level, too. */
  pot: 35 | Trait.ADC | Trait.INPUT,
  volume: 17 | Trait.DAC,
};

/** Traits by pin name and by pin number, as the build makes them. */
export const PINS: Record<string | number, number> = {
  ...BY_NAME,
  ...Object.fromEntries(Object.values(BY_NAME).map((traits) => [traits & 255, traits])),
};

/** What the chip's PWM can do. */
export const SHARED_HZ = 5000;
export const LEAST_HZ = 77;
export const FREE_CHANNELS = 1;

/** What the traits have no bits for, by pin number. */
export const MORE: Record<number, object | undefined> = {
  26: { offlineAfter: 30, maxOnMs: 600_000 },
  27: { debounce: 20 },
  5: { frequency: 1000 },
  13: { servo: [500, 2500, 10, 170] },
  36: { millivolts: 3600 },
};

/** The same, as the build makes it. */
export function more(pin: number): object {
  return MORE[pin] ?? {};
}

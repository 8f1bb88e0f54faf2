/** `#board` for tests that run the firmware's sources on Node: a pin of every kind. Numbers and levels are made up. */
import { Trait } from '../../firmware/pins/trait.ts';

export const BOARD = 'test-board';

const BY_NAME: Record<string, number> = {
  led: 2 | Trait.OUTPUT,
  relay: 26 | Trait.OUTPUT | Trait.ACTIVE_LOW,
  /** On where it is safe. */
  valve: 25 | Trait.OUTPUT | Trait.SAFE_ON,
  /** On where it is safe, and on is low. */
  brake: 33 | Trait.OUTPUT | Trait.ACTIVE_LOW | Trait.SAFE_ON,
  button: 27 | Trait.INPUT | Trait.PULL_UP | Trait.ACTIVE_LOW,
  door: 32 | Trait.INPUT | Trait.PULL_DOWN,
  sensor: 34 | Trait.INPUT,
};

/** Traits by pin name and by pin number, as the build makes them. */
export const PINS: Record<string | number, number> = {
  ...BY_NAME,
  ...Object.fromEntries(Object.values(BY_NAME).map((traits) => [traits & 255, traits])),
};

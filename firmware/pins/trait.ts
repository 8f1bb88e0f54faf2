/** What a pin's number in the bundle's table says of it. */

/** Traits from bit 8 on; bits 0 to 7 are the pin's number. ACTIVE_LOW and the pulls are as Espruino sees the pin: where
 *  it turns a pin's level over itself (D0 of an ESP32), the build has turned them over too. */
export const enum Trait {
  OUTPUT = 0x100,
  INPUT = 0x200,
  ACTIVE_LOW = 0x400,
  PULL_UP = 0x800,
  PULL_DOWN = 0x1000,
  /** The safe state is "on". */
  SAFE_ON = 0x2000,
  /** Takes a duty; OUTPUT is set too. */
  PWM = 0x4000,
  SERVO = 0x8000,
  ADC = 0x10000,
  DAC = 0x20000,
  /** A property of the thing model, under the pin's name. */
  PROPERTY = 0x40000,
  /** The state set at boot is "on". */
  INITIAL_ON = 0x80000,
  /** Has a `maxOnMs`. */
  TIMED = 0x100000,
  /** Mask of the interlock group, 1..15: no two pins of one group are on together. 0: in none. */
  GROUP = 0xf000000,
  /** Where the interlock group stands. */
  GROUP_SHIFT = 24,
}

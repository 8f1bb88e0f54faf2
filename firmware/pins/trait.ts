/** What a pin's number in the bundle's table says of it. */

/** Traits from bit 8 on; bits 0 to 7 are the pin's number. */
export const enum Trait {
  OUTPUT = 0x100,
  INPUT = 0x200,
  ACTIVE_LOW = 0x400,
  PULL_UP = 0x800,
  PULL_DOWN = 0x1000,
  /** The safe state is "on". */
  SAFE_ON = 0x2000,
}

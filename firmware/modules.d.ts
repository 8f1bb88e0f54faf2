/** Modules that the build makes. */
declare module '#board' {
  /** The board's name. */
  export const BOARD: string;
  /** Traits by pin name and by pin number; see pins/trait.ts. */
  export const PINS: Record<string | number, number>;
}
declare module '#version' {
  /** The version in package.json. */
  export const VERSION: string;
}

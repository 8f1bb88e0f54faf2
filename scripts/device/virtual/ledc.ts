/** The ESP32's PWM channels, as Espruino hands them out: never taken back until the chip starts anew. */

/** Channels that share one frequency, and that frequency in Hz. */
const SHARED = 5;
export const SHARED_HZ = 5000;
/** Channels with a frequency of their own. */
const OWN = 3;
/** A duty has 10 bits. */
const STEPS = 1024;

/** The channels of one chip. */
export interface Channels {
  /** Gives a pin its channel for a frequency in Hz, 0 for the shared one. Undefined where none is left. */
  take(pin: number, frequency: number): { readonly frequency: number } | undefined;
}

/** Makes the channels of a chip that starts. */
export function createChannels(): Channels {
  const shared = new Set<number>();
  const own = new Set<number>();
  return {
    take(pin, asked) {
      const frequency = Math.trunc(asked);
      const isShared = frequency === 0 || frequency === SHARED_HZ;
      const channels = isShared ? shared : own;
      if (!channels.has(pin) && channels.size >= (isShared ? SHARED : OWN)) return undefined;
      channels.add(pin);
      return { frequency: isShared ? SHARED_HZ : frequency };
    },
  };
}

/** The duty that the channel can do: of a duty of 0..1, the steps that fit. */
export const dutyOf = (duty: number): number => Math.trunc(duty * STEPS) / STEPS;

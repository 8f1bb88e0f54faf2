/** The ESP32's task watchdog: `E.enableWatchdog` and `E.kickWatchdog`, on the board's clock. It really ends a bundle that hangs. */
import type { Clock } from './clock.ts';
import type { Realm } from './realm.ts';

/** How long work may take while the watchdog is off, in ms: more than a connect that blocks. */
export const UNWATCHED_MS = 20_000;

/** The chip's watchdog. It outlives a soft restart; only a hard one turns it off. */
export interface Watchdog {
  /** Turns it on, or gives it another time and feeds it. As in `jshardware.c`: whole seconds, rounded; a negative or no
   *  number is 1. `automatic`: every turn of the idle loop feeds it. */
  enable(seconds: number, automatic: boolean): void;
  /** Feeds it; nothing where it is off. */
  kick(): void;
  /** The idle loop came round. */
  idle(): void;
  /** Whether the interpreter hangs: then nothing feeds it. */
  hang(does: boolean): void;
  /** Runs work of the bundle. Where that does not come back in time it is cut off wherever it is, and the board restarts:
   *  'bitten' then. A thread of its own measures the computer's time, as a bundle that hangs lets no timer run. Feeding
   *  within the work is not seen. Where the watchdog is off, `always` gives `unwatchedMs`, and 'hangs' after them. */
  guard(realm: Realm, work: () => void, always: boolean): 'done' | 'bitten' | 'hangs';
  /** Off, as after a hard restart. */
  off(): void;
}

/** Makes a watchdog that is off. `bite` restarts the board; `wasCut` where it was work of the bundle that was cut off. */
export function createWatchdog(
  clock: Clock,
  bite: (wasCut: boolean) => void,
  unwatchedMs: number = UNWATCHED_MS,
): Watchdog {
  let ms: number | undefined;
  let isAutomatic = false;
  let isHanging = false;
  let fedAt = 0;
  let cancel: (() => void) | undefined;

  function feed(): void {
    if (ms === undefined) return;
    fedAt = clock.now();
    cancel ??= clock.after(ms, look);
  }
  /** Feeding is frequent: the timer stays as it is and looks, when it is due, how long ago that was. */
  function look(): void {
    cancel = undefined;
    if (ms === undefined) return;
    // The idle loop comes round once a second at least, whether anything happens or not.
    if (isAutomatic && !isHanging) fedAt = clock.now();
    const left = fedAt + ms - clock.now();
    if (left > 0) cancel = clock.after(left, look);
    else bite(false);
  }
  function off(): void {
    cancel?.();
    cancel = undefined;
    ms = undefined;
    isHanging = false;
  }

  return {
    enable(seconds, automatic) {
      cancel?.();
      cancel = undefined;
      ms = Math.floor((seconds >= 0 ? seconds : 1) + 0.5) * 1000;
      isAutomatic = automatic;
      feed();
    },
    kick: feed,
    idle() {
      if (isAutomatic && !isHanging) feed();
    },
    hang(does) {
      isHanging = does;
    },
    guard(realm, work, always) {
      if (ms === undefined && !always) {
        work();
        return 'done';
      }
      const left = ms === undefined ? unwatchedMs : fedAt + ms - clock.now();
      if (realm.runWithin(Math.max(1, Math.ceil(left)), work)) return 'done';
      // It may have been turned on in this very work.
      if (ms === undefined) return 'hangs';
      bite(true);
      return 'bitten';
    },
    off,
  };
}

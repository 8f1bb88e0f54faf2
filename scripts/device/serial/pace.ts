// Bytes go out in small bursts where the firmware's input would overrun: up to 2v29 an ESP32 loses what comes faster.
import { setTimeout as sleep } from 'node:timers/promises';
import type { BytePort } from './port.ts';

/** Bytes of one burst. Firmware up to 2v29 loses input past about 64 bytes. */
export const BURST_BYTES = 48;
/** Milliseconds between bursts: the time that the interpreter takes to fetch one. */
export const BURST_GAP_MS = 12;

/** What `--throttle` takes. */
export const THROTTLES = ['auto', 'on', 'off'] as const;
export type Throttle = (typeof THROTTLES)[number];

/** A way of writing that can be slowed down while it is used. */
export interface Pacer {
  write(bytes: Uint8Array): Promise<void>;
  /** Bursts with gaps from now on, or everything at once. */
  slow(on: boolean): void;
  readonly isSlow: boolean;
}

/** Writes to `port`, at first in bursts; `wait` passes the gap. */
export function createPacer(port: Pick<BytePort, 'write'>, wait: (ms: number) => Promise<unknown> = sleep): Pacer {
  let isSlow = true;
  return {
    get isSlow() {
      return isSlow;
    },
    slow(on) {
      isSlow = on;
    },
    async write(bytes) {
      if (!isSlow) return port.write(bytes);
      for (let at = 0; at < bytes.length; at += BURST_BYTES) {
        await port.write(bytes.subarray(at, at + BURST_BYTES));
        await wait(BURST_GAP_MS);
      }
    },
  };
}

/** Whether a board needs bursts: every ESP32 up to 2v29, and whatever is not known. A board on Linux has a pipe. */
export function needsBursts(board: string, version: number, kind: BytePort['kind']): boolean {
  if (board === 'LINUX' || kind === 'tcp') return false;
  return !(version > 2.29);
}

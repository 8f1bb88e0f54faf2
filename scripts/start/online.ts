// Waiting for the board: until it listens for calls, until it gives up, or until Ctrl-C.
import type { Cloud } from '../cloud/cloud.ts';
import type { CloudEvents, DeviceName } from '../cloud/events.ts';
import type { DeviceExit } from '../device/device.ts';

/** Lines of the console that are kept for an error. */
const KEPT = 10;

/** The last lines of a board's console. */
export interface Tail {
  add(line: string): void;
  /** The lines kept, each behind two spaces, with a line end before the first; nothing where there were none. */
  text(): string;
}

/** Makes an empty tail. */
export function createTail(): Tail {
  const kept: string[] = [];
  return {
    add(line) {
      if (line.trim() === '') return;
      kept.push(line);
      if (kept.length > KEPT) kept.shift();
    },
    text: () => (kept.length === 0 ? '; its console stayed empty' : `; its console:\n  ${kept.join('\n  ')}`),
  };
}

/** Resolves once the device's subscriptions are granted: from then on it answers calls. */
export function whenListening(cloud: Cloud, { productKey, deviceName }: DeviceName): Promise<void> {
  return new Promise((resolve) => {
    const listener = (detail: CloudEvents['subscribed']) => {
      if (detail.productKey !== productKey || detail.deviceName !== deviceName) return;
      cloud.off('subscribed', listener);
      resolve();
    };
    cloud.on('subscribed', listener);
  });
}

/** Resolves with `listening`. Rejects after `limit` milliseconds, and when the board ends before; the error carries the
 *  last lines of its console. */
export async function waitOnline(
  listening: Promise<void>,
  exited: Promise<DeviceExit>,
  limit: number,
  tail: Tail,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the board is not online after ${limit / 1000} s${tail.text()}`)), limit);
  });
  const gone = exited.then((exit) => {
    throw new Error(`${describeExit(exit)}${tail.text()}`);
  });
  try {
    await Promise.race([listening, late, gone]);
  } finally {
    clearTimeout(timer);
  }
}

/** How a board ended by itself, in words. */
export function describeExit({ code, signal }: DeviceExit): string {
  return `the board ended by itself (${signal ? `signal ${signal}` : `exit code ${code}`})`;
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it is aborted. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

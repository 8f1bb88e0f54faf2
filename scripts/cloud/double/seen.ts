// What a cloud saw, as a file of JSON lines that a test in any language reads afterwards.
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Cloud } from '../cloud.ts';
import type { CloudEvents } from '../events.ts';
import { withoutSecrets } from '../lines.ts';

/** The events that are written, in the words of the double. */
const EVENTS = ['online', 'offline', 'call', 'reply', 'publish', 'denied', 'refused'] as const;

/** Writes each of EVENTS from now on as one line, `{"event", "at", ...}`, in place of what the file held. A call's line is there
 *  before its caller has the answer. Bytes are texts, or base64 under a name that says so; values of secrets and passwords are
 *  left out. Returns what ends it. Throws an error that names the flag and the file; a line that cannot be written later is
 *  told by `warn`, and is the last. */
export function keepSeen(cloud: Cloud, file: string, warn: (line: string) => void): () => void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'w', 0o600);
  } catch (error) {
    throw new Error(`--seen ${file}: it cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
  const stop = () => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  for (const event of EVENTS)
    cloud.on(event, (detail) => {
      if (descriptor === undefined) return;
      try {
        writeSync(descriptor, `${seenLine(event, detail, Date.now())}\n`);
      } catch (error) {
        warn(`--seen ${file}: no more is written: ${(error as Error).message}`);
        stop();
      }
    });
  return stop;
}

/** One event as JSON text. `at` is in milliseconds since 1970. */
export function seenLine<K extends keyof CloudEvents>(event: K, detail: CloudEvents[K], at: number): string {
  const members = Object.entries(detail).map(([name, value]): [string, unknown] => {
    if (Buffer.isBuffer(value))
      return isUtf8(value)
        ? [name, withoutSecrets(value.toString('utf8'))]
        : [`${name}Base64`, value.toString('base64')];
    return [name, typeof value === 'string' ? withoutSecrets(value) : value];
  });
  return JSON.stringify({ event, at, ...Object.fromEntries(members) });
}

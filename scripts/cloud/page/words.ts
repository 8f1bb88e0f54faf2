// What the services' declarations say for people, for the call form: no board carries it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ServiceWords } from './protocol.ts';

/** Milliseconds that reading the declarations may take. Beyond: the form goes without their words. */
const READ_MS = 60_000;

let known: Promise<Record<string, ServiceWords>> | undefined;

/** The words by service, read once. The compiler reads them, for seconds and with much memory: in a process of its own, so
 *  that neither calls nor boards wait for it. Rejects when the declarations cannot be read; the next one asked tries again. */
export function serviceWords(): Promise<Record<string, ServiceWords>> {
  if (known) return known;
  const reading = read();
  known = reading;
  reading.catch(() => {
    known = undefined;
  });
  return reading;
}

async function read(): Promise<Record<string, ServiceWords>> {
  const reader = fileURLToPath(new URL('./words/read.ts', import.meta.url));
  // The child runs as this process was started, and so with the loader for TypeScript.
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, reader], {
    timeout: READ_MS,
    maxBuffer: 1024 * 1024,
  });
  return JSON.parse(stdout) as Record<string, ServiceWords>;
}

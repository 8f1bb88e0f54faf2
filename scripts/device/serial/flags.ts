// What the commands that reach a board by its port accept on their command lines.
import { BAUD } from './port.ts';

/** A baud rate: 300..3000000. Throws an error that names the flag. */
export function parseBaud(text: string | undefined): number {
  if (text === undefined) return BAUD;
  const rate = Number(text);
  if (Number.isInteger(rate) && rate >= 300 && rate <= 3_000_000) return rate;
  throw new Error(`--baud takes 300..3000000, not "${text}"`);
}

/** Seconds, 0.1..86400. Throws an error that names `flag`. */
export function parseSeconds(flag: string, text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 0.1 && seconds <= 86_400) return seconds;
  throw new Error(`${flag} takes 0.1..86400 seconds, not "${text}"`);
}

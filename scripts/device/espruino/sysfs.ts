/** Output levels as the kernel shows them to every process: its files in /sys/class/gpio, read from outside. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the kernel shows its pins. */
export const SYSFS_GPIO = '/sys/class/gpio';
/** Milliseconds between two looks: a level that lasts for less may not be seen. */
const EVERY_MS = 5;

/** The outputs of `folder` and their levels, by pin number. Inputs, and pins that vanish while they are read, are left
 *  out; a folder that is not there has none. */
export function outputLevels(folder = SYSFS_GPIO): Map<number, 0 | 1> {
  const levels = new Map<number, 0 | 1>();
  for (const name of namesIn(folder)) {
    const [, pin] = /^gpio(\d+)$/.exec(name) ?? [];
    if (pin === undefined || !read(folder, name, 'direction').startsWith('out')) continue;
    levels.set(Number(pin), read(folder, name, 'value').startsWith('1') ? 1 : 0);
  }
  return levels;
}

/** Tells of each output that appears and each level that changes, until the result is called. */
export function watchOutputs(folder: string, tell: (pin: number, level: 0 | 1) => void): () => void {
  let known = outputLevels(folder);
  const timer = setInterval(() => {
    const levels = outputLevels(folder);
    for (const [pin, level] of levels) if (known.get(pin) !== level) tell(pin, level);
    known = levels;
  }, EVERY_MS);
  return () => clearInterval(timer);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(...path: string[]): string {
  try {
    return readFileSync(join(...path), 'latin1');
  } catch {
    return '';
  }
}

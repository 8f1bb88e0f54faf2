// The services that this project declares, kept from one command to the next: reading them takes the compiler.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Service } from '../model/services.ts';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What is kept between commands is here; it may be deleted at any time. */
export const CACHE = join(ROOT, '.cache/call');

/** The services of this project. `file` is where they are kept; they are read anew when a declaration has changed. Rejects
 *  with an Error for a declaration that cannot be read. */
export async function declaredServices(file = join(CACHE, 'services.json'), root = ROOT): Promise<readonly Service[]> {
  const stamp = stampOf(join(root, 'firmware/services'));
  const kept = readJson(file) as { stamp?: string; services?: Service[] } | undefined;
  if (kept?.stamp === stamp && Array.isArray(kept.services)) return kept.services;
  const { servicesOf } = await import('../model/services.ts');
  const services = servicesOf(root);
  writeJson(file, { stamp, services });
  return services;
}

/** The files' names, sizes and times: another one where any of them changed. */
function stampOf(folder: string): string {
  const files = [...readdirSync(folder).map((name) => join(folder, name)), join(folder, '../limits.ts')].sort();
  return files
    .map((name) => {
      const { size, mtimeMs } = statSync(name);
      return `${name}:${size}:${mtimeMs}`;
    })
    .join('\n');
}

/** A file's JSON; undefined where there is none, or it is none. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Writes a file of JSON in one step. What cannot be kept is done without. */
export function writeJson(file: string, value: unknown): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, JSON.stringify(value), { mode: 0o600 });
    renameSync(fresh, file);
  } catch {
    // A read-only folder: the next command reads the declarations again.
  }
}

// What is generated from the declarations and kept in the repository: two tables of the README, and a page.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceBetween } from '../bundle/readme.ts';
import type { CodeLine } from './codes.ts';
import { code, table } from './markdown.ts';
import { codesTable } from './page.ts';
import type { Service } from './services.ts';

/** The README's table of services: `?` where a parameter may be missing. */
export function servicesTable(services: readonly Service[]): string {
  const names = (fields: Service['input']) =>
    Object.entries(fields)
      .map(([name, { optional }]) => code(optional ? `${name}?` : name))
      .join(', ');
  return table(
    ['Service', '', 'Parameters', 'Answer'],
    services.map(({ name, does, input, output }) => [name, does, names(input), names(output)]),
  );
}

/** What the files that are generated must hold: README.md between its comments `services` and `codes`, and docs/model.md.
 *  Rejects where the comments are not there once each. */
export async function generated(
  root: string,
  services: readonly Service[],
  codes: readonly CodeLine[],
  page: string,
): Promise<Map<string, string>> {
  const readme = join(root, 'README.md');
  const old = await readFile(readme, 'utf8');
  try {
    const withServices = replaceBetween(old, 'services', `\n${servicesTable(services)}\n`);
    const fresh = replaceBetween(withServices, 'codes', `\n${codesTable(codes)}\n`);
    return new Map([
      [readme, fresh],
      [join(root, 'docs/model.md'), page],
    ]);
  } catch (error) {
    throw new Error(`${readme}: ${(error as Error).message}`);
  }
}

/** Writes the files that are not up to date. */
export async function writeGenerated(files: ReadonlyMap<string, string>): Promise<void> {
  for (const [file, fresh] of files) if ((await textOf(file)) !== fresh) await writeFile(file, fresh);
}

/** Throws an Error that names the first file that is not up to date. */
export async function checkGenerated(files: ReadonlyMap<string, string>): Promise<void> {
  for (const [file, fresh] of files)
    if ((await textOf(file)) !== fresh) throw new Error(`${file} is out of date: npm run model -- --write`);
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

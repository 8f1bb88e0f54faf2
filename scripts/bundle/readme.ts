// The generated table in the README, between two comments.
import { readFile, writeFile } from 'node:fs/promises';

/**
 * `text` with what stands between `<!-- name:begin -->` and `<!-- name:end -->` replaced by `content`.
 * Throws, naming the markers, when they are not there once each and in this order.
 */
export function replaceBetween(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const [before, ...rest] = text.split(begin);
  const [, after, ...more] = rest.join(begin).split(end);
  if (before === undefined || rest.length !== 1 || after === undefined || more.length > 0 || before.includes(end)) {
    throw new Error(`there must be one ${begin} and after it one ${end}`);
  }
  return `${before}${begin}\n${content}\n${end}${after}`;
}

/** Puts `table` between the comments called `size` of `file`. Throws when they are not there. */
export async function writeSizeTable(file: string, table: string): Promise<void> {
  const { old, fresh } = await withTable(file, table);
  if (fresh !== old) await writeFile(file, fresh);
}

/** Throws when the table between the comments called `size` of `file` is not `table`. */
export async function checkSizeTable(file: string, table: string): Promise<void> {
  const { old, fresh } = await withTable(file, table);
  if (fresh !== old) throw new Error(`${file}: the size table is out of date: npm run size -- --write`);
}

async function withTable(file: string, table: string): Promise<{ old: string; fresh: string }> {
  const old = await readFile(file, 'utf8');
  try {
    return { old, fresh: replaceBetween(old, 'size', `\n${table}\n`) };
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

// What may stand at the cursor of a command line: services, parameters, pins, values, flags.
import type { Field } from '../model/services.ts';
import { acceptsOf } from '../model/words.ts';
import type { Known } from './known.ts';
import { fittingPins } from './pins.ts';

/** One candidate: what the word becomes, and a line on it. One that ends with `=` is to be typed on. */
export interface Candidate {
  readonly word: string;
  readonly does: string;
}

/** A flag as far as completion needs it. */
export interface Flag {
  readonly name: string;
  readonly takesValue: boolean;
  readonly does: string;
}

/** The shells that there are scripts for. */
export const SHELLS = ['bash', 'zsh', 'fish'];

/** The words after the command in a line that was typed up to the cursor; the last is the one at the cursor, empty after a
 *  blank. Undefined for a line that calls nothing of this project. */
export function wordsOf(line: string): string[] | undefined {
  const command =
    /^\s*(?:rrpc|(?:npm|pnpm|yarn)\s+(?:-\S+\s+)*(?:run|run-script)\s+(?:-\S+\s+)*call(?:\s+--)?|(?:npx\s+)?tsx\s+\S*scripts\/call\.ts)\s+/;
  const found = command.exec(line);
  if (!found) return undefined;
  const rest = line.slice(found[0].length);
  const words = rest.match(/(?:"[^"]*"?|'[^']*'?|\\.|[^\s"'\\])+/g) ?? [];
  return /(^|[^\\])\s$/.test(line) && !/["']$/.test(words.at(-1) ?? '')
    ? [...words, '']
    : words.length > 0
      ? words
      : [''];
}

/** The candidates for the last of `words`. */
export function candidates(words: readonly string[], known: Known, flags: readonly Flag[]): Candidate[] {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const takes = flags.find(({ name, takesValue }) => takesValue && name === before.at(-1));
  const all = takes
    ? flagValues(takes.name)
    : typed.startsWith('-')
      ? flagNames(flags)
      : positional(typed, before, known, flags);
  return all.filter(({ word }) => word.startsWith(typed));
}

function flagNames(flags: readonly Flag[]): Candidate[] {
  return flags.map(({ name, does }) => ({ word: name, does }));
}

function flagValues(flag: string): Candidate[] {
  const values: Readonly<Record<string, readonly string[]>> = {
    '--completion': SHELLS,
    '--watch': ['1s', '5s'],
    '--port': ['auto'],
  };
  return (values[flag] ?? []).map((word) => ({ word, does: '' }));
}

function positional(typed: string, before: readonly string[], known: Known, flags: readonly Flag[]): Candidate[] {
  const given = before.filter(
    (word, i) => !word.startsWith('-') && !flags.some(({ name, takesValue }) => takesValue && name === before[i - 1]),
  );
  const [name, ...pairs] = given;
  if (name === undefined) return known.services.map((service) => ({ word: service.name, does: service.does }));
  const input = known.services.find((service) => service.name === name)?.input ?? {};
  const at = typed.indexOf('=');
  if (at >= 0) {
    const key = typed.slice(0, at);
    const field = Object.hasOwn(input, key) ? input[key] : undefined;
    return field ? valuesOf(key, field, known).map((value) => ({ word: `${key}=${value}`, does: '' })) : [];
  }
  const done = pairs.map((pair) => pair.split('=')[0]);
  return Object.entries(input)
    .filter(([key]) => !done.includes(key))
    .map(([key, field]) => ({ word: `${key}=`, does: acceptsOf(field) }));
}

/** The values that a field has few enough of. */
function valuesOf(key: string, { type, accepts }: Field, known: Known): string[] {
  if (type === 'pin') return fittingPins(accepts, known.pins);
  if (type === 'enum') return accepts.split('|').map((choice) => choice.replaceAll('"', ''));
  if (accepts === '0|1') return ['0', '1'];
  return type === 'text' && key === 'service' ? known.services.map(({ name }) => name) : [];
}

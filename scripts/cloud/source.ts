// JSON values with the text they were written in: JSON.parse makes 9007199254740993 another number, and 10.0 a 10.

/** A JSON value and its text in the source. */
export interface Sourced {
  value: unknown;
  text: string;
}

/** A JSON value of which only its text is known, and is to be kept. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** The members of an object, by name. */
export function members({ value, text }: Sourced): [name: string, member: Sourced][] {
  const texts = memberTexts(text);
  return Object.entries(value as object).map(([name, member]) => [
    name,
    { value: member, text: texts.get(name) ?? '' },
  ]);
}

/** The items of an array, in order. */
export function items({ value, text }: Sourced): Sourced[] {
  const texts = partsOf(text);
  return (value as unknown[]).map((item, i) => ({ value: item, text: texts[i]?.text ?? '' }));
}

/** The text of each member of an object, by name. `text` must be JSON of an object, as JSON.parse takes it. Of a name given
 *  twice the last one counts, as there. */
export function memberTexts(text: string): Map<string, string> {
  const named = partsOf(text).map(({ name, text }): [string, string] => [JSON.parse(name) as string, text]);
  return new Map(named);
}

/** What stands between the commas of an object or array, cut at the colon where there is one. Nothing is nested here: it only
 *  counts brackets, however deep they go. */
function partsOf(text: string): { name: string; text: string }[] {
  const parts: { name: string; text: string }[] = [];
  let depth = 0;
  let start = 0;
  let name = '';
  const end = (i: number) => {
    const part = text.slice(start, i).trim();
    if (part !== '') parts.push({ name, text: part });
    start = i + 1;
    name = '';
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') i = endOfString(text, i);
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth === 1) start = i + 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) end(i);
    } else if (depth === 1 && character === ',') end(i);
    else if (depth === 1 && character === ':') {
      name = text.slice(start, i).trim();
      start = i + 1;
    }
  }
  return parts;
}

/** Where the string ends that begins at `start`: its second quote that no backslash escapes. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

// The line by which a board describes a service, read: what each parameter accepts. Its grammar is told in
// firmware/services/declare.ts.

/** What kind of input a parameter needs. */
export type Accepts =
  | { readonly type: 'pin'; readonly can: string }
  | {
      readonly type: 'number';
      readonly least: number;
      readonly most: number;
      readonly whole: boolean;
      readonly unit: string;
    }
  | { readonly type: 'choice'; readonly choices: readonly (string | number)[] }
  | { readonly type: 'text'; readonly least: number; readonly most: number }
  | { readonly type: 'json'; readonly list: boolean }
  | { readonly type: 'any' };

/** A parameter. */
export interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  readonly accepts: Accepts;
  /** As the line has it. */
  readonly words: string;
}

/** A service as its line declares it. */
export interface Described {
  readonly name: string;
  readonly kind: 'read' | 'set' | 'act' | 'unknown';
  readonly parameters: readonly Parameter[];
}

/** Reads a line such as `PulsePin;a;pin:@output;ms:1..60000 ms;then?:"extend"|"replace"`. What it does not know becomes
 *  JSON that nobody checks. */
export function readLine(line: string): Described {
  const [name = '', kind = '', ...fields] = line.split(';');
  const kinds = { r: 'read', s: 'set', a: 'act' } as const;
  return {
    name,
    kind: kinds[kind as keyof typeof kinds] ?? 'unknown',
    parameters: fields.flatMap((field) => {
      const [, parameter, optional, words] = /^([A-Za-z][\w.]*)(\??):(.+)$/.exec(field) ?? [];
      return parameter === undefined || words === undefined
        ? []
        : [{ name: parameter, optional: optional === '?', accepts: readAccepts(words), words: inWords(words) }];
    }),
  };
}

function readAccepts(words: string): Accepts {
  if (words.startsWith('@')) return { type: 'pin', can: words.slice(1) };
  const range = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)(?: (.+))?$/.exec(words);
  if (range) {
    const [, from = '', to = '', unit = ''] = range;
    const [least, most] = [Number(from), Number(to)];
    if (unit === 'bytes') return { type: 'text', least, most };
    if (unit === 'items') return { type: 'json', list: true };
    return { type: 'number', least, most, whole: !from.includes('.'), unit };
  }
  if (words === '{}') return { type: 'json', list: false };
  const choices = words.split('|').map(parsed);
  return choices.every((one) => typeof one === 'string' || typeof one === 'number')
    ? { type: 'choice', choices }
    : { type: 'any' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a pin must be able to do, in words. */
const CAN: Readonly<Record<string, string>> = {
  output: 'an output',
  input: 'an input',
  pin: 'an output or an input',
  duty: 'a pin with a duty',
  servo: 'a servo',
  analog: 'an analog input',
};

function inWords(words: string): string {
  if (words.startsWith('@')) return CAN[words.slice(1)] ?? words;
  if (words === '{}') return 'an object, as JSON';
  if (words.endsWith(' items')) return `a list of ${words}, as JSON`;
  if (words.endsWith(' bytes')) return `a text of ${words}`;
  return words.split('|').join(' or ');
}

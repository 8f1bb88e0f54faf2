// Parameters as a person types them: one JSON object, or key=value, typed by the service's declaration.
import type { Field, Service } from '../model/services.ts';
import { acceptsOf } from '../model/words.ts';
import { didYouMean } from './near.ts';
import { parseParams } from './request.ts';

/** What was typed after the service: JSON, read already, or pairs still to be typed. */
export type Typed =
  | { readonly form: 'json'; readonly params: Record<string, unknown> }
  | { readonly form: 'pairs'; readonly pairs: ReadonlyMap<string, string> };

/** Tells the two forms apart. Throws an error that says what is accepted for a mixture, a second object, a key that is there
 *  twice, an empty value, and what is neither form. */
export function readTyped(words: readonly string[]): Typed {
  const [first] = words;
  if (first === undefined) return { form: 'json', params: {} };
  const json = words.filter((word) => !isPair(word));
  if (json.length === words.length && words.length === 1) {
    if (/^\s*[[{"]/.test(first)) return { form: 'json', params: parseParams(first) };
    const word = /secret|password/i.test(first) ? 'this' : `"${first.slice(0, 80)}"`;
    throw new Error(`parameters are key=value, pin=led for instance, or one JSON object, '{"pin":"led"}': not ${word}`);
  }
  const [odd] = json;
  if (odd !== undefined && json.length < words.length && /^\s*[[{"]/.test(odd))
    throw new Error('parameters are one JSON object or key=value, not both: \'{"pin":"led"}\', or pin=led');
  if (odd !== undefined && json.length < words.length)
    throw new Error(`"${odd}" is no key=value: a text with blanks is typed 'key=two words'`);
  if (odd !== undefined) throw new Error(`parameters are one JSON object, not ${words.length}: or pin=led value=1`);
  return { form: 'pairs', pairs: pairsOf(words) };
}

function isPair(word: string): boolean {
  return /^[A-Za-z_][\w.:-]*=/.test(word);
}

function pairsOf(words: readonly string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    const key = word.slice(0, at);
    const value = word.slice(at + 1);
    if (pairs.has(key)) throw new Error(`${key} is given twice: once is enough`);
    if (value === '') throw new Error(`${key}= is empty: give a value, ${key}=1 for instance, or leave it out`);
    pairs.set(key, value);
  }
  return pairs;
}

/** The first of the pairs that the service does not declare. */
export function strangerIn(pairs: ReadonlyMap<string, string>, { input }: Service): string | undefined {
  return [...pairs.keys()].find((key) => !Object.hasOwn(input, key));
}

/** The pairs as the parameters of `service`. Only what kind of value it is is settled here: whether the board has this pin,
 *  or takes this number, is the board's to say. Throws an error that names the parameter and what it accepts. */
export function paramsOf(pairs: ReadonlyMap<string, string>, service: Service): Record<string, unknown> {
  const stranger = strangerIn(pairs, service);
  if (stranger !== undefined) throw new Error(strangerProblem(stranger, service));
  const params = [...pairs].map(([key, text]) => [key, typedValue(key, text, service.input[key] as Field)]);
  return Object.fromEntries(params);
}

/** Says which parameters there are in place of this one. */
function strangerProblem(key: string, { name, input }: Service): string {
  const names = Object.keys(input);
  if (names.length === 0) return `${name} takes no parameters, and ${key} is none`;
  return `${name} has no parameter "${key}": ${names.join(', ')}${didYouMean(key, names)}`;
}

function typedValue(key: string, text: string, field: Field): unknown {
  const { type, accepts } = field;
  if (type === 'pin') return /^\d{1,3}$/.test(text) ? Number(text) : unquoted(text);
  if (type === 'enum') return unquoted(text);
  if (type === 'text') return text;
  if (type === 'list' || type === 'object') return nested(key, text, field);
  // A bit is what booleans are on the board.
  if (accepts === '0|1' && /^(true|false)$/.test(text)) return text === 'true' ? 1 : 0;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i.test(text)) return Number(text);
  throw new Error(`${key} must be ${acceptsOf(field)}, not "${text}"`);
}

function nested(key: string, text: string, field: Field): unknown {
  const isSecret = /secret|password/i.test(text);
  try {
    const value: unknown = JSON.parse(text);
    if (field.type === 'list' ? Array.isArray(value) : typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, with what it accepts.
  }
  const sample = field.type === 'list' ? '\'[{"service":"Ping"}]\'' : '\'{"keepAlive":120}\'';
  const not = isSecret ? 'this' : JSON.stringify(text.slice(0, 80));
  throw new Error(`${key} must be ${acceptsOf(field)} as JSON, ${key}=${sample} for instance, not ${not}`);
}

/** A text that was typed with its quotes, as JSON has it, is meant without them. */
function unquoted(text: string): string {
  return /^"[^"\\]*"$/.test(text) ? text.slice(1, -1) : text;
}

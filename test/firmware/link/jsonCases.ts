// Texts for the strict JSON parser: JSON as people and programs write it, the same with something wrong, and the
// things that lenient parsers take.
import { createRandom } from '../../support/random.ts';

const STRINGS: [string, ...string[]] = [
  '',
  'a',
  'led',
  'é',
  '中',
  '😀',
  'a"b',
  'c\\d',
  '\n\t',
  '\u0001',
  '/',
  '\u007f',
  'u0041',
  '\\u0041',
  '\\\\u00e9',
  'é\\\\\\u00e9\\',
  '{"id":"1"}',
  ' , ',
  'x'.repeat(20),
];
const NUMBERS: [number, ...number[]] = [0, 1, -1, 1.5, -0.25, 1e3, 123456];
const NAMES: [string, ...string[]] = ['a', 'b', 'id', 'params', 'on', 'toString', 'x y', 'k"q', 'é'];
const WRONG: [string, ...string[]] = [
  ',',
  '"',
  "'",
  '/',
  '{',
  '}',
  '[',
  ']',
  ':',
  '0',
  '-',
  '.',
  'e',
  '\\',
  'x',
  '/*c*/',
  ' ',
  '//',
  '+',
  '\u0000',
  'tru',
  '\\u12',
  'nul',
];

/** What lenient parsers take, and what is at the edge. */
export const HAND_WRITTEN: readonly string[] = [
  '{"a":1,}',
  '[1,]',
  '01',
  '[01]',
  '[-01]',
  '0x10',
  '[1.]',
  '[.5]',
  '[+1]',
  '[1e]',
  '[1e+]',
  '[--1]',
  '[0777]',
  '[1_0]',
  '{"a":-}',
  "{'a':1}",
  "['a']",
  '{a:1}',
  '{1:1}',
  '/*x*/{}',
  '{}//x',
  '{}x',
  '{} {}',
  '{"a":1}//',
  '"\\x41"',
  '"\\u12"',
  '"\\u 041"',
  '"\\u"',
  '"\\',
  '"\\101"',
  '"\\v"',
  '"a\nb"',
  '"a\tb"',
  '[1 2]',
  '["a" "b"]',
  '["a"+"b"]',
  '{"a" 1}',
  '{"a":1 "b":2}',
  '{"a"::1}',
  '[,]',
  '{,}',
  '[1,,2]',
  '[undefined]',
  '[NaN]',
  '[Infinity]',
  '[tru]',
  '{"a":tru}',
  '[True]',
  '`a`',
  '',
  ' ',
  'null',
  '\f1',
  '[1]\u00a0',
  '\ufeff{}',
  '{"a":[],"b":{}}',
  '"\\ud83d\\ude00"',
  '"\\u00E9\\u4e2d\\u0000"',
  '{"id":"1","\\u0070arams":{"pin":"led"}}',
];

/** `count` texts from a seed, after those written by hand. */
export function jsonCases(seed: number, count: number): string[] {
  const { int, pick, chance, next } = createRandom(seed);
  const space = (): string => (chance(0.15) ? pick([' ', '\n', '\t', '  ', '\r']) : '');
  const list = <T>(make: () => T): T[] => Array.from({ length: int(0, 3) }, make);

  /** A UTF-16 unit as an escape, in digits of either case. */
  function escaped(unit: string): string {
    const digits = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${chance(0.5) ? digits : digits.toUpperCase()}`;
  }
  function text(value: string): string {
    const characters = [...value].map((one) => {
      if (chance(0.15)) return one.split('').map(escaped).join('');
      if (one === '/' && chance(0.5)) return '\\/';
      return JSON.stringify(one).slice(1, -1);
    });
    return `"${characters.join('')}"`;
  }
  function number(value: number): string {
    return pick([
      `${value}`,
      `${value}`,
      Number.isInteger(value) ? `${value}.0` : `${value}`,
      `${value}e0`,
      `${value}E+0`,
    ]);
  }
  function value(depth: number): string {
    const kind = depth > 0 ? next() : next() / 2;
    if (kind < 0.25) return text(pick(STRINGS));
    if (kind < 0.4) return number(pick(NUMBERS));
    if (kind < 0.5) return pick(['true', 'false', 'null']);
    if (kind < 0.7) return `[${space()}${list(() => space() + value(depth - 1) + space()).join(',')}]`;
    const names = [...new Set(list(() => pick(NAMES)))];
    const members = names.map((name) => `${space()}${text(name)}${space()}:${space()}${value(depth - 1)}${space()}`);
    return `{${space()}${members.join(',')}}`;
  }
  /** The text with one thing wrong, or at least other. */
  function changed(whole: string): string {
    const at = int(0, whole.length);
    const how = next();
    if (how < 0.3) return whole.slice(0, at) + whole.slice(at + 1);
    if (how < 0.6) return whole.slice(0, at) + pick(WRONG) + whole.slice(at);
    if (how < 0.7) return whole + pick([',', '}', 'x', ' ', '//a', '"']);
    if (how < 0.8) return whole.slice(0, at);
    return whole.slice(0, at) + whole.slice(at).replace(/"(\w)/, "'$1");
  }
  const made = Array.from({ length: count }, () => (chance(0.6) ? changed(value(4)) : value(4)));
  // A cut through a pair of surrogates leaves no text.
  return [...HAND_WRITTEN, ...made.map((one) => Buffer.from(one).toString())];
}

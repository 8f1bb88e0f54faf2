/** JSON, strictly: the interpreter's own parser takes trailing junk, comments, single quotes and more. RFC 8259. */
import { JSON_OBJECTS } from '../limits.ts';
import { bytes } from '../mqtt/packet.ts';
import { wellFormed } from '../mqtt/utf8.ts';

/** A byte that goes on a character: the six bits of `code` from `shift` on. RFC 3629. */
function tail(code: number, shift: number): number {
  return 128 | ((code >> shift) & 63);
}

/** `text` with what `\u` escapes beyond ASCII as UTF-8: the interpreter keeps their low byte only. An escape of another
 *  form becomes what no JSON may hold. */
function unescaped(text: string): string {
  let high = 0;
  // An escaped backslash first, so that none of its own stands before a u.
  return text
    .replace(/\\\\/g, '\\u005c')
    .split('\\u')
    .map((part, at) => {
      const rest = part.slice(4);
      let code = parseInt(part.slice(0, 4), 16);
      if (!at) return part;
      // What is no escape becomes what no text may hold.
      if ((code + 65536).toString(16).slice(1) !== part.slice(0, 4).toLowerCase()) return '\0';
      // A pair of surrogates, or none.
      if (code >> 10 === 54 && !rest && !high) {
        high = code;
        return '';
      }
      if (code >> 10 === 54 || (code >> 10 === 55) !== high > 0) return '\0';
      // Of ASCII only the underscore, so that `__proto__` has one spelling.
      if (code < 128) return code === 95 ? '_' + rest : '\\u' + part;
      if (high) code = 65536 + ((high & 1023) << 10) + (code & 1023);
      high = 0;
      return (
        (code < 2048
          ? bytes(192 | (code >> 6))
          : (code < 65536 ? bytes(224 | (code >> 12)) : bytes(240 | (code >> 18), tail(code, 12))) +
            bytes(tail(code, 6))) +
        bytes(tail(code, 0)) +
        rest
      );
    })
    .join('');
}

/** A token as one letter: s for a string, v for another value, the token itself for what is none. */
function letter(token: string): string {
  if (token[0] === '"') return 's';
  // What is left of a number is its integer part.
  const left = token
    .replace(/^-/, '')
    .replace(/[eE][-+]/, 'e')
    .replace(/[eE][0-9]+$/, '')
    .replace(/\.[0-9]+$/, '');
  return left === '0' || /^[1-9][0-9]*$/.test(left) || ['true', 'false', 'null'].indexOf(token) >= 0 ? 'v' : token;
}

/** The structure of a JSON text: its strings and values as letters, without white space. */
function shape(text: string): string {
  return (
    text
      .replace(/\\\\/g, '')
      .replace(/\\u..../g, '')
      .replace(/\\["\x2fbfnrt]/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a string of JSON holds none.
      .replace(/"[^"\\\0-\x1f]*"|[^"\x5b\x5d{}:, \t\r\n]+/g, letter)
      .replace(/[ \t\r\n]+/g, '')
  );
}

/** Whether no member of the object is there twice. */
export function single(found: object): boolean {
  let members = 0;
  // The loop gives a member as often as it is there.
  for (const _ in found) members++;
  return members === Object.keys(found).length;
}

/** The value of a JSON text, its strings as UTF-8 bytes; undefined for what is none, has too many arrays and
 *  objects (JSON_OBJECTS), or holds `__proto__`. Of a member that is there twice it has both: see `single`. */
export function parseJson(text: string): unknown {
  // The parser's own depth has no end: short texts can only be deep by arrays.
  if ((text.length > 256 || text.indexOf('[') >= 0) && text.split(/[{\x5b]/).length >= JSON_OBJECTS) return undefined;
  if (text.indexOf('\\') >= 0) text = unescaped(text);
  // A prototype that is no object ends an interpreter that has its assertions.
  if (text.indexOf('__proto__') >= 0) return undefined;
  try {
    const found = JSON.parse(text);
    const json = JSON.stringify(found);
    // What reads as the interpreter writes it needs no closer look.
    if (json === text || (wellFormed(text) && shape(json) === shape(text))) return found;
  } catch (_) {}
  return undefined;
}

/** Whether the interpreter's strings are characters, as on Linux, and not bytes, as on an ESP32. */
const CHARACTERS = (JSON.parse('"\xc3\xa9"') as string).length < 2;

/** A value as JSON, its text as UTF-8: where strings are bytes, each one beyond ASCII is escaped as if it were a
 *  character. */
export function toJson(what: unknown): string {
  const json = JSON.stringify(what);
  if (CHARACTERS || json.indexOf('\\u00') < 0) return json;
  // An escaped backslash first, so that none of its own stands before a u.
  return json
    .replace(/\\\\/g, '\\u005c')
    .replace(/\\u00[89a-fA-F]./g, (escaped) => bytes(parseInt(escaped.slice(2), 16)));
}

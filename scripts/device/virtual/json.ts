/** JSON.parse as lenient as the interpreter's: its lexer is JavaScript's, and what follows the value is not looked at. */
import type { Realm } from './realm.ts';

/** A token of the text: its kind as error texts name it, and its value. */
interface Token {
  readonly kind: 'EOF' | 'ID' | 'INT' | 'FLOAT' | 'STRING' | 'UNFINISHED STRING' | 'UNFINISHED COMMENT' | 'MARK';
  readonly text: string;
  readonly value?: string | number;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', f: '\f', r: '\r', v: '\v' };
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** Splits the text into tokens, one at a time. */
function lexer(source: string): () => Token {
  let at = 0;
  function string(mark: string): Token {
    let value = '';
    for (at++; at < source.length && source[at] !== mark; at++) {
      let char = source[at] ?? '';
      if (char === '\n') return { kind: 'UNFINISHED STRING', text: value };
      if (char === '\\') {
        char = source[++at] ?? '';
        const octal = /^[0-7]{1,3}/.exec(source.slice(at));
        const digits = char === 'x' ? 2 : char === 'u' ? 4 : 0;
        if (digits) {
          // Strings are bytes: of \u4e2d only the low byte is left.
          char = String.fromCharCode(Number.parseInt(source.substr(at + 1, digits), 16) & 255);
          at += digits;
        } else if (octal) {
          char = String.fromCharCode(Number.parseInt(octal[0], 8) & 255);
          at += octal[0].length - 1;
        } else char = ESCAPES[char] ?? char;
      }
      value += char;
    }
    if (at >= source.length) return { kind: 'UNFINISHED STRING', text: value };
    at++;
    return { kind: 'STRING', text: value, value };
  }
  function number(): Token | undefined {
    const rest = source.slice(at);
    const radix = /^0(?:x[\da-f]+|b[01]+|o?[0-7]+)(?![\d.])/i.exec(rest);
    const decimal = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i.exec(rest);
    const text = radix?.[0] ?? decimal?.[0];
    if (!text) return undefined;
    at += text.length;
    const octal = /^0[0-7]+$/.test(text);
    const kind = radix || /^\d+$/.test(text) ? 'INT' : 'FLOAT';
    return { kind, text, value: octal ? Number.parseInt(text, 8) : Number(text) };
  }
  return () => {
    for (;;) {
      const gap = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.exec(source.slice(at));
      if (!gap) break;
      at += gap[0].length;
    }
    const char = source[at];
    if (char === undefined) return { kind: 'EOF', text: '' };
    if (source.startsWith('/*', at)) return { kind: 'UNFINISHED COMMENT', text: '' };
    if (char === '"' || char === "'") return string(char);
    const word = /^[A-Za-z_$][\w$]*/.exec(source.slice(at));
    if (word) {
      at += word[0].length;
      return { kind: 'ID', text: word[0] };
    }
    const digits = number();
    if (digits) return digits;
    at++;
    return { kind: 'MARK', text: char };
  };
}

const nameOf = (token: Token): string =>
  token.kind === 'MARK'
    ? `'${token.text}'`
    : token.kind === 'ID' && (token.text === 'undefined' || token.text in WORDS)
      ? token.text
      : token.kind;

/** Parses. `bareNames` allows member names without quotes, as Storage.readJSON and the REPL's own texts do.
 *  Throws the interpreter's SyntaxError for truncated text and for words that are not values. */
export function parseJson(realm: Realm, source: unknown, bareNames: boolean): unknown {
  const next = lexer(String(source));
  let token = next();
  const fail = (message: string): Error => realm.error('SyntaxError', message);
  const is = (mark: string): boolean => token.kind === 'MARK' && token.text === mark;
  function match(mark: string): void {
    if (!is(mark)) {
      const got = token.kind === 'ID' ? `ID:${token.text}` : nameOf(token);
      throw fail(`Got ${got} expected '${mark}'`);
    }
    token = next();
  }
  function array(): unknown[] {
    const items: unknown[] = [];
    for (token = next(); !is(']'); ) {
      items.push(value());
      if (!is(']')) match(',');
    }
    match(']');
    return realm.array(items);
  }
  function object(): unknown {
    const result = realm.object();
    for (token = next(); token.kind === 'STRING' || token.kind === 'INT' || token.kind === 'ID'; ) {
      if (token.kind !== 'STRING' && !bareNames)
        throw fail(`Got ${token.kind === 'ID' ? `ID:${token.text}` : token.kind} expected STRING`);
      const key = String(token.value ?? token.text);
      token = next();
      match(':');
      const member = value();
      // A key given twice stands twice in Espruino, and the first is the one found.
      // Assigning "__proto__" sets the prototype there too.
      if (!Object.hasOwn(result, key)) result[key] = member;
      if (!is('}')) match(',');
    }
    match('}');
    return result;
  }
  function value(): unknown {
    const { kind, text } = token;
    if (kind === 'INT' || kind === 'FLOAT' || kind === 'STRING') {
      const result = token.value;
      token = next();
      return result;
    }
    if (kind === 'ID' && Object.hasOwn(WORDS, text)) {
      token = next();
      return WORDS[text];
    }
    if (is('[')) return array();
    if (is('{')) return object();
    if (is('-')) {
      token = next();
      if (token.kind === 'INT' || token.kind === 'FLOAT') return 0 - Number(value());
      // The interpreter gives up here without a word.
      return undefined;
    }
    throw fail(`Expecting valid value, got ${nameOf(token)}`);
  }
  return value();
}

/** How Espruino writes numbers and strings: about 11 digits, and bytes beyond ASCII escaped. */

/** Below this the interpreter calls the rest of a fraction zero. */
const CLOSE_ENOUGH = 1e-7;
/** Digits written after the point. */
const MAX_FRACTION_DIGITS = 11;

/** A number as text, digit by digit as the interpreter's `ftoa_bounded` writes it. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value === 0 ? '0' : String(value);
  const sign = value < 0 ? '-' : '';
  let rest = Math.abs(value);
  let exponent = 0;
  if (rest >= 1e21) {
    for (; rest > 1e5; exponent += 5) rest /= 1e5;
    for (; rest > 10; exponent++) rest /= 10;
  } else if (rest < 1e-6) {
    for (; rest < 1e-5; exponent -= 5) rest *= 1e5;
    for (; rest < 1; exponent--) rest *= 10;
  }
  if (Math.trunc(rest + CLOSE_ENOUGH) === 1 + Math.trunc(rest)) rest = 1 + Math.trunc(rest);
  let text = '';
  let unit = 1;
  while (unit * 10 <= rest) unit *= 10;
  for (; unit >= 1; unit /= 10) {
    const digit = Math.trunc(rest / unit);
    rest -= digit * unit;
    text += digit;
  }
  if (rest > 0) {
    rest *= 10;
    let fraction = '';
    while (fraction.length < MAX_FRACTION_DIGITS && rest > CLOSE_ENOUGH) {
      const digit = Math.trunc(rest + 1e-8);
      rest = (rest - digit) * 10;
      fraction += Math.min(digit, 9);
    }
    if (fraction) text += `.${fraction}`;
  }
  if (exponent) text += `e${exponent > 0 ? '+' : ''}${exponent}`;
  return sign + text;
}

const NAMED: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\\': '\\\\',
  '"': '\\"',
};

/** A string in quotes. `json` escapes bytes as \u00XX, the console as \XX and \n. A string is bytes: more is cut off. */
export function quote(text: string, json: boolean): string {
  let result = '"';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) & 255;
    const named = NAMED[String.fromCharCode(code)] ?? (code === 11 && !json ? '\\v' : undefined);
    if (named) result += named;
    else if (code >= 32 && code < 127) result += String.fromCharCode(code);
    else if (json) result += `\\u00${hex(code)}`;
    else if (code < 8 && !/[0-7]/.test(text[i + 1] ?? '')) result += `\\${code}`;
    else result += `\\x${hex(code)}`;
  }
  return `${result}"`;
}

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(2, '0');

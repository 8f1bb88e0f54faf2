/** Where Espruino's JavaScript differs from the engine's and a sandbox can follow it.
 *
 * Followed here: JSON (lenient in, byte-wise out, no replacer), `split` without a limit, `fromCharCode` and case by
 * bytes, numbers as text of about 11 digits in String(), toString and print, typed arrays (`slice` gives an array,
 * `set` clips), `apply` with 256 arguments at most, errors with `type` and no `name`, no error but Error itself being
 * `instanceof Error`, and in lacking.ts every built-in that is missing.
 *
 * Not followed, because only the engine could, and left to the bundle check and to the interpreter's own run:
 * - hoisting: a function or var used before its declaration works here and fails there; labels, `default` not last;
 * - `array.length = n` works here and throws there; `arguments.length` is the true count here;
 * - a pin such as D2 is an object here (`typeof D2`, `D2 === 2`), a kind of number there; `'' + D2` is "2" here;
 * - a number joined to a string ('' + 1/3) has up to 17 digits here; a Date joined to a string is its `ms` in both;
 * - regular expressions have every feature here;
 * - a key given twice in JSON stands once here (the first, which is the one found there);
 * - messages of errors that the engine throws, `null.x` for instance, are worded otherwise;
 * - infinite recursion can be caught here, and memory does not run out;
 * - the order of integer-like keys in an object, ascending here, as inserted there.
 */
import { parseJson } from './json.ts';
import { BUNDLE_NAME, REPL_NAME, type Realm } from './realm.ts';
import { numberText } from './text.ts';
import { JSON_STYLE, write } from './writer.ts';

/** The interpreter's limit for `fn.apply`. */
const MAX_APPLY_ARGUMENTS = 256;

/** Installs the differences. Runs before `removeWhatIsLacking`. */
export function installLanguage(realm: Realm): void {
  installJson(realm);
  installErrors(realm);
  installText(realm);
  installCollections(realm);
  realm.install(realm.Math, {
    clip: (value: unknown, low: unknown, high: unknown) => Math.min(Math.max(Number(value), Number(low)), Number(high)),
    wrap: (value: unknown, size: unknown) => Number(value) % Number(size),
    randInt: (range: unknown) => Math.floor(Math.random() * (range === undefined ? 2 ** 32 : Number(range))),
    round: (value: unknown) => Math.sign(Number(value)) * Math.round(Math.abs(Number(value))),
  });
}

function installJson(realm: Realm): void {
  realm.install(realm.global.JSON as object, {
    parse: (text: unknown) => parseJson(realm, text, false),
    stringify(value: unknown, _replacer: unknown, space: unknown) {
      const indent =
        typeof space === 'number' ? ' '.repeat(Math.min(Math.max(space, 0), 10)) : String(space ?? '').slice(0, 10);
      return write(value, indent ? { ...JSON_STYLE, pretty: true, newlines: 'all', indent } : JSON_STYLE);
    },
  });
}

function installErrors(realm: Realm): void {
  for (const [type, owner] of Object.entries(realm.errors)) {
    const { prototype } = owner;
    Reflect.deleteProperty(prototype, 'name');
    Reflect.deleteProperty(prototype, 'message');
    Object.defineProperty(prototype, 'type', { value: type, writable: true, configurable: true });
    // Each stands alone: `new TypeError instanceof Error` is false.
    if (owner !== realm.errors.Error) Object.setPrototypeOf(prototype, realm.Object.prototype);
    Object.setPrototypeOf(owner, realm.Function.prototype);
    realm.install(prototype, {
      toString(this: { message?: unknown; type?: unknown }) {
        const text = this.message === undefined ? '' : String(this.message);
        return text ? `${String(this.type ?? type)}: ${text}` : String(this.type ?? type);
      },
    });
  }
  // The engine throws this one where memory or the stack runs out.
  const engineOnly = realm.run('RangeError', REPL_NAME) as ErrorConstructor;
  Object.defineProperty(engineOnly.prototype, 'type', { value: 'InternalError' });
  const { Error: base } = realm.errors;
  base.stackTraceLimit = 20;
  base.prepareStackTrace = (_error, frames) =>
    frames
      .map((frame, at) => {
        const file = frame.getFileName();
        if (file !== BUNDLE_NAME && file !== REPL_NAME) return '';
        const isBundle = file === BUNDLE_NAME;
        const place = `${isBundle ? BUNDLE_NAME : ''}:${frame.getLineNumber() ?? 0}:${frame.getColumnNumber() ?? 0}`;
        // Only the line itself is named so, not a function in it that a timer calls later.
        const isLine = !isBundle && frames[at + 1]?.getFileName() === 'node:vm';
        const name = frame.getFunctionName() ?? (isLine ? REPL_NAME : '');
        return name ? `    at ${name} (${place})\n` : `    at ${place}\n`;
      })
      .join('');
  realm.install(realm.global, { InternalError: realm.errors.InternalError });
}

function installText(realm: Realm): void {
  const { split } = realm.String.prototype;
  const numberToString = realm.Number.prototype.toString;
  realm.install(realm.String.prototype, {
    split(this: unknown, separator: unknown) {
      return realm.array(Reflect.apply(split, this, separator === undefined ? [] : [separator]) as string[]);
    },
    toLowerCase(this: unknown) {
      return String(this).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    },
    toUpperCase(this: unknown) {
      return String(this).replace(/[a-z]/g, (letter) => letter.toUpperCase());
    },
    trim(this: unknown) {
      return String(this).replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
    },
  });
  realm.install(realm.String, {
    fromCharCode: (...codes: unknown[]) => String.fromCharCode(...codes.map((code) => Number(code) & 255)),
  });
  realm.install(realm.Number.prototype, {
    toString(this: unknown, radix: unknown) {
      const isDecimal = radix === undefined || radix === 10;
      return isDecimal ? numberText(Number(this)) : (Reflect.apply(numberToString, this, [radix]) as string);
    },
  });
  const asText = (value: unknown): string => (typeof value === 'number' ? numberText(value) : String(value));
  replaceConstructor(realm, 'String', (...args: unknown[]) => (args.length === 0 ? '' : asText(args[0])));
  // Text with blanks round the digits is not a number there.
  const asNumber = (value: unknown): number =>
    typeof value === 'string' && value !== value.trim() ? Number.NaN : Number(value);
  replaceConstructor(realm, 'Number', (...args: unknown[]) => (args.length === 0 ? 0 : asNumber(args[0])));
  const plain = /[A-Za-z0-9\-.!~*'()_]/;
  realm.install(realm.global, {
    encodeURIComponent: (text: unknown) =>
      [...String(text)]
        .map((c) => (plain.test(c) ? c : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`))
        .join(''),
    decodeURIComponent: (text: unknown) =>
      String(text).replace(/%([0-9a-f]{2})/gi, (_match, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      ),
  });
}

/** Puts a function of ours in the place of a constructor, with what the interpreter's has of its members. */
function replaceConstructor(realm: Realm, name: 'String' | 'Number', convert: (...args: unknown[]) => unknown): void {
  const original = realm[name];
  const replacement = realm.native(function convertValue(...args: unknown[]): unknown {
    return convert(...args);
  });
  Object.defineProperty(replacement, 'name', { value: name });
  Object.defineProperty(replacement, 'prototype', { value: original.prototype });
  for (const member of ['fromCharCode', 'MAX_VALUE', 'MIN_VALUE', 'NEGATIVE_INFINITY', 'POSITIVE_INFINITY', 'NaN'])
    if (Object.hasOwn(original, member))
      Object.defineProperty(replacement, member, {
        value: Reflect.get(original, member) as unknown,
        enumerable: false,
      });
  realm.install(original.prototype, { constructor: replacement });
  realm.install(realm.global, { [name]: replacement });
}

function installCollections(realm: Realm): void {
  realm.install(realm.Object.prototype, {
    clone(this: unknown) {
      if (Array.isArray(this)) return realm.array(this);
      if (typeof this !== 'object' || this === null) return this;
      return Object.assign(Object.create(Object.getPrototypeOf(this) as object) as object, this);
    },
  });
  const { apply } = realm.Function.prototype;
  realm.install(realm.Function.prototype, {
    apply(this: unknown, target: unknown, args: unknown) {
      const count = (args as { length?: number } | undefined | null)?.length ?? 0;
      if (count > MAX_APPLY_ARGUMENTS) {
        const most = `Maximum ${MAX_APPLY_ARGUMENTS} arguments, got ${count}`;
        throw realm.error('Error', `Array passed to Function.apply is too big! ${most}`);
      }
      return Reflect.apply(apply, this, [target, args]) as unknown;
    },
    replaceWith() {
      throw realm.error('Error', 'replaceWith is not part of the virtual board');
    },
  });
  const typedArray = Object.getPrototypeOf(realm.Uint8Array.prototype) as Uint8Array;
  const { slice, set } = typedArray;
  realm.install(typedArray, {
    slice(this: unknown, from: unknown, to: unknown) {
      return realm.array(Reflect.apply(slice, this, [from, to]) as Uint8Array);
    },
    set(this: Uint8Array, values: ArrayLike<number>, offset: unknown) {
      const at = Number(offset ?? 0);
      const room = Math.max(0, this.length - at);
      Reflect.apply(set, this, [Array.from(values).slice(0, room), Math.min(at, this.length)]);
    },
  });
}

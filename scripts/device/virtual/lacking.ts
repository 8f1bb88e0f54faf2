/** What the interpreter has, by name. Everything else of the engine's is taken out of the bundle's world.
 *  The lists are the interpreter's own tables (2v29); test/scripts/device/same.test.ts holds them against it. */
import type { Realm } from './realm.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** The engine's globals that stay. Those of the board are installed on top. */
const GLOBALS = words(
  'Array ArrayBuffer Boolean DataView Error Float32Array Float64Array Function Infinity Int16Array Int32Array ' +
    'Int8Array JSON Math NaN Number Object ReferenceError RegExp String SyntaxError TypeError Uint16Array ' +
    'Uint32Array Uint8Array Uint8ClampedArray decodeURIComponent encodeURIComponent eval globalThis isFinite isNaN ' +
    'parseFloat parseInt undefined',
);

/** Members of the constructors. */
const STATICS: Readonly<Record<string, ReadonlySet<string>>> = {
  Object: words(
    'assign create defineProperties defineProperty entries fromEntries getOwnPropertyDescriptor ' +
      'getOwnPropertyDescriptors getOwnPropertyNames getPrototypeOf keys setPrototypeOf values',
  ),
  Array: words('isArray'),
  Math: words(
    'E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow random ' +
      'round sign sin sqrt tan',
  ),
  Number: words('MAX_VALUE MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY'),
  String: words('fromCharCode'),
  JSON: words(''),
};

/** Methods of every object, visible at its prototype as well. */
const OBJECT_METHODS = words('hasOwnProperty toString valueOf __proto__');

/** Methods that values have. `Array.prototype.slice` is undefined in Espruino where `[].slice` is not. */
const METHODS: Readonly<Record<string, ReadonlySet<string>>> = {
  Array: words(
    'concat every fill filter find findIndex forEach includes indexOf join map pop push reduce reverse shift slice ' +
      'some sort splice toString unshift',
  ),
  String: words(
    'charAt charCodeAt concat endsWith includes indexOf lastIndexOf match padEnd padStart repeat replace replaceAll ' +
      'slice split startsWith substr substring toLowerCase toString toUpperCase trim valueOf',
  ),
  Number: words('toFixed toString valueOf'),
  Boolean: words('toString valueOf'),
  Function: words('apply bind call toString'),
  RegExp: words('exec test source flags global ignoreCase lastIndex toString'),
  ArrayBuffer: words('byteLength'),
  DataView: words(
    'getFloat32 getFloat64 getInt16 getInt32 getInt8 getUint16 getUint32 getUint8 setFloat32 setFloat64 setInt16 ' +
      'setInt32 setInt8 setUint16 setUint32 setUint8 buffer byteLength byteOffset',
  ),
  TypedArray: words(
    'buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join length map reduce ' +
      'reverse set slice some sort subarray toString',
  ),
};

const KEPT = words('constructor prototype length name');

/** Deletes the string-named members of `target` that are not in `keep`. Symbols stay: for-of needs them. */
function prune(target: object, keep: ReadonlySet<string>): void {
  for (const name of Object.getOwnPropertyNames(target))
    if (!keep.has(name) && !KEPT.has(name)) Reflect.deleteProperty(target, name);
}

/** Makes the methods of a prototype invisible at the prototype itself, while its values keep them. */
function hideAtPrototype(realm: Realm, prototype: object): void {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const value: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (typeof value !== 'function' || KEPT.has(name)) continue;
    const get = realm.native(function get(this: unknown) {
      return this === prototype ? undefined : value;
    });
    const set = realm.native(function set(this: object, replacement: unknown) {
      const own = { value: replacement, writable: true, configurable: true, enumerable: true };
      Object.defineProperty(this, name, own);
    });
    Object.defineProperty(prototype, name, { get, set, configurable: true, enumerable: false });
  }
}

/** Takes out of the realm what the interpreter lacks. Runs last, when everything else is installed. */
export function removeWhatIsLacking(realm: Realm, installed: ReadonlySet<string>): void {
  const { global } = realm;
  const typedArray = Object.getPrototypeOf(realm.Uint8Array) as { prototype: object };
  prune(typedArray, words(''));
  prune(typedArray.prototype, METHODS.TypedArray ?? words(''));
  for (const [name, keep] of Object.entries(METHODS)) {
    const prototype: unknown = (global[name] as { prototype?: unknown } | undefined)?.prototype;
    if (typeof prototype !== 'object' && typeof prototype !== 'function') continue;
    if (prototype === null || name === 'TypedArray') continue;
    prune(prototype, new Set([...keep, ...(ADDED[name] ?? [])]));
    hideAtPrototype(realm, prototype);
  }
  prune(realm.Object.prototype, new Set([...OBJECT_METHODS, ...(ADDED.Object ?? [])]));
  for (const name of Object.getOwnPropertyNames(global)) {
    if (!GLOBALS.has(name) && !installed.has(name)) {
      Reflect.deleteProperty(global, name);
      continue;
    }
    const value = global[name];
    const isStandard = GLOBALS.has(name) && !installed.has(name);
    if (isStandard && (typeof value === 'function' || name in STATICS) && name !== 'eval')
      prune(value as object, new Set([...(STATICS[name] ?? []), ...(ADDED_STATICS[name] ?? [])]));
  }
}

/** Methods of Espruino's own on standard prototypes. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  Object: ['addListener', 'clone', 'emit', 'on', 'prependListener', 'removeAllListeners', 'removeListener'],
  Function: ['replaceWith'],
  String: ['removeAccents'],
};
/** Functions of Espruino's own on standard constructors. */
const ADDED_STATICS: Readonly<Record<string, readonly string[]>> = {
  Math: ['clip', 'wrap', 'randInt'],
  JSON: ['parse', 'stringify'],
  Error: ['prepareStackTrace', 'stackTraceLimit'],
};

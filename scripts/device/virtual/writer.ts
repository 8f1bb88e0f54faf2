/** The interpreter's one writer of values, behind JSON.stringify, print and E.toJS. */
import { types } from 'node:util';
import { isNative } from './realm.ts';
import { numberText, quote } from './text.ts';

/** How to write (the interpreter's JSONFlags). */
export interface Style {
  /** No undefined members, null for undefined elsewhere. */
  readonly noUndefined?: boolean;
  /** No members that are functions, "undefined" for those in arrays. */
  readonly noFunctions?: boolean;
  /** Typed arrays as plain ones. */
  readonly buffersAsArrays?: boolean;
  /** Calls toJSON. */
  readonly toJson?: boolean;
  /** Pins as strings, null for NaN. */
  readonly compatible?: boolean;
  /** Bytes beyond ASCII as \u00XX, not \xXX. */
  readonly unicode?: boolean;
  /** Member names without quotes where possible. */
  readonly bare?: boolean;
  /** Spaces after commas and inside brackets. */
  readonly pretty?: boolean;
  /** Newlines: none, where a value is not simple, or everywhere. */
  readonly newlines?: 'some' | 'all';
  /** Constructor names in front of objects. */
  readonly names?: boolean;
  /** One level of indent. */
  readonly indent?: string;
}

const JS = { noUndefined: true, buffersAsArrays: true, toJson: true };
/** JSON.stringify. */
export const JSON_STYLE: Style = { ...JS, noFunctions: true, compatible: true, unicode: true };
/** Storage.writeJSON: no quotes round names, bytes as \xXX. */
export const STORED_STYLE: Style = { ...JS, noFunctions: true, compatible: true, bare: true };
/** E.toJS. */
export const JS_STYLE: Style = { ...JS, bare: true };
/** print and console.log. */
export const PRINT_STYLE: Style = { pretty: true, newlines: 'some', names: true };

/** Simple members that print puts on one line. */
const ITEMS_ON_LINE = 4;

const isPin = (value: object): boolean => value.constructor?.name === 'Pin';
const isSimple = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'object' && isPin(value));

/** Writes a value. A cycle is written " ... ", as the interpreter does. */
export function write(value: unknown, style: Style, depth = 0, seen: ReadonlySet<object> = new Set()): string {
  if (value === undefined) return style.noUndefined ? 'null' : 'undefined';
  if (value === null) return 'null';
  if (typeof value === 'string') return quote(value, style.unicode === true);
  if (typeof value === 'number') return style.compatible && !Number.isFinite(value) ? 'null' : numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'function') return style.noFunctions ? 'undefined' : functionText(value);
  if (typeof value !== 'object') return String(value);
  if (seen.has(value)) return ' ... ';
  if (isPin(value)) return style.compatible ? quote(String(value), true) : String(value);
  const inner = new Set(seen).add(value);
  if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) return bufferText(value, style);
  if (Array.isArray(value)) return arrayText(value, style, depth, inner);
  if (style.toJson && 'toJSON' in value && typeof value.toJSON === 'function')
    return write(Reflect.apply(value.toJSON, value, []), style, depth, inner);
  const name = style.names ? ownerName(value) : '';
  if (name && !types.isRegExp(value) && hasOwnText(value)) return `${name}: ${String(value)}`;
  return (name ? `${name}: ` : '') + objectText(value, style, depth, inner);
}

/** A function as the interpreter shows it: without its name. Natives are objects, classes and functions alike. */
function functionText(fn: object): string {
  const match = /^function\s*[\w$]*\s*\(([^)]*)\)\s*(\{[\s\S]*\})$/.exec(Function.prototype.toString.call(fn));
  if (isNative(fn) || !match || match[2] === '{ [native code] }') return 'function () { [native code] }';
  return `function (${(match[1] ?? '').replace(/\s+/g, '')}) ${match[2]}`;
}

function newline(style: Style, depth: number): string {
  return `\n${(style.indent ?? '  ').repeat(depth)}`;
}

function arrayText(value: readonly unknown[], style: Style, depth: number, seen: ReadonlySet<object>): string {
  let text = style.pretty ? '[ ' : '[';
  let pending = false;
  for (let i = 0; i < value.length; i++) {
    if (i > 0) text += style.pretty ? ', ' : ',';
    const breaks = style.newlines === 'all' || (style.newlines === 'some' && !isSimple(value[i]));
    if (style.newlines === 'all' || pending || breaks) text += newline(style, depth + 1);
    text += write(value[i], style, depth + 1, seen);
    pending = breaks;
  }
  if (pending) text += newline(style, depth);
  return text + (style.pretty ? ' ]' : ']');
}

function bufferText(value: object, style: Style): string {
  const isBuffer = types.isAnyArrayBuffer(value);
  const items = isBuffer ? new Uint8Array(value) : (value as Uint8Array);
  const name = value.constructor.name;
  const isZero = Array.prototype.every.call(items, (item) => item === 0);
  if (!style.buffersAsArrays && isZero) return `new ${name}(${items.length})`;
  const list = Array.prototype.map.call(items, (item) => numberText(Number(item))).join(style.pretty ? ', ' : ',');
  if (style.buffersAsArrays) return `[${list}]`;
  return isBuffer ? `new Uint8Array([${list}]).buffer` : `new ${name}([${list}])`;
}

function objectText(value: object, style: Style, depth: number, seen: ReadonlySet<object>): string {
  let text = style.pretty ? '{ ' : '{';
  let first = true;
  let pending = false;
  let onLine = 0;
  for (const [key, item] of members(value)) {
    if ((style.noUndefined && item === undefined) || (style.noFunctions && typeof item === 'function')) continue;
    onLine++;
    if (!first) text += style.pretty ? ', ' : ',';
    first = false;
    let breaks = style.newlines === 'some' && !isSimple(item);
    if (style.newlines === 'some' && onLine > ITEMS_ON_LINE) pending = true;
    if (style.newlines === 'all') pending = breaks = true;
    if (pending || breaks) {
      text += newline(style, depth + 1);
      onLine = 0;
    }
    const plain = style.bare && /^([A-Za-z_$][\w$]*|\d+)$/.test(key);
    text += `${plain ? key : quote(key, style.unicode === true)}${style.pretty ? ': ' : ':'}`;
    text += write(item, style, depth + 1, seen);
    pending = breaks;
  }
  if (pending) text += newline(style, depth);
  return text + (style.pretty ? ' }' : '}');
}

/** The members that show. Those of an error and of a regular expression are plain members in Espruino. */
function members(value: object): [string, unknown][] {
  if (types.isRegExp(value)) {
    const { source, flags, lastIndex } = value;
    return Object.entries({ source, flags, lastIndex });
  }
  if (types.isNativeError(value)) {
    const error = value as Error & { type?: unknown };
    const own = Object.entries(error).filter(([key]) => key !== 'message' && key !== 'type' && key !== 'stack');
    return [['message', error.message], ['type', error.type], ['stack', error.stack], ...own];
  }
  return Object.entries(value);
}

/** The name of the global constructor of an object that is not a plain one. */
function ownerName(value: object): string {
  const owner: unknown = Object.getPrototypeOf(value)?.constructor;
  const name = typeof owner === 'function' ? owner.name : '';
  return name === 'Object' ? '' : name;
}

/** Whether the object says itself what it is, as errors and dates do. */
function hasOwnText(value: object): boolean {
  const text: unknown = Reflect.get(value, 'toString');
  let root: object = value;
  for (let up = Object.getPrototypeOf(root); up; up = Object.getPrototypeOf(root)) root = up;
  return typeof text === 'function' && text !== Reflect.get(root, 'toString');
}

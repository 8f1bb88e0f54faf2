/** A fresh JavaScript global for the bundle, and the tools with which the computer's side builds objects inside it. */
import vm from 'node:vm';

/** A function of the computer's side that the bundle may call. */
// biome-ignore lint/complexity/noBannedTypes: natives have every possible signature; the interpreter checks none of them
export type Native = Function;

/** The bundle's world. Objects handed to the bundle are made with these constructors, so `instanceof` holds there. */
export interface Realm {
  readonly global: Record<string, unknown>;
  readonly Object: ObjectConstructor;
  readonly Function: FunctionConstructor;
  readonly Array: ArrayConstructor;
  readonly String: StringConstructor;
  readonly Number: NumberConstructor;
  readonly Math: Math;
  readonly RegExp: RegExpConstructor;
  readonly ArrayBuffer: ArrayBufferConstructor;
  readonly Uint8Array: Uint8ArrayConstructor;
  readonly errors: Readonly<Record<ErrorKind, ErrorConstructor>>;
  /** Runs a script at global scope and gives its completion value. */
  run(source: string, filename: string): unknown;
  /** Runs work that calls into the bundle, and ends it after `ms` of the computer's time, wherever it is then: false. */
  runWithin(ms: number, work: () => void): boolean;
  /** Turns a function of the computer's side into a native of the bundle's world. */
  native<T extends Native>(fn: T): T;
  /** A plain object of the bundle's world. */
  object(members?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** An array of the bundle's world. */
  array(items: Iterable<unknown>): unknown[];
  /** An error of the bundle's world, to be thrown. */
  error(kind: ErrorKind, message: string): Error;
  /** Puts natives on an object of the bundle's world, not enumerable, as the interpreter's own are. */
  install(target: object, functions: Readonly<Record<string, Native>>): void;
}

/** The error constructors that the interpreter has. */
export type ErrorKind = 'Error' | 'TypeError' | 'SyntaxError' | 'ReferenceError' | 'InternalError';

/** The name that frames of the bundle carry in stack traces. */
export const BUNDLE_NAME = '.bootcde';
/** The name that frames of REPL input carry in stack traces. */
export const REPL_NAME = 'REPL';

/** The name by which `runWithin` hands its work to a script. */
const CALL = 'the work of runWithin';
const CALLING = new vm.Script(`globalThis[${JSON.stringify(CALL)}]()`);

const natives = new WeakSet<object>();

/** Whether a function is one of the computer's side, whose source the bundle must not see. */
export const isNative = (fn: object): boolean => natives.has(fn);

/** Makes a fresh realm with the engine's own built-ins; `language.ts` then turns it into Espruino's. */
export function createRealm(): Realm {
  const context = vm.createContext({});
  const inside = <T>(source: string): T => vm.runInContext(source, context) as T;
  const errors = {
    Error: inside<ErrorConstructor>('Error'),
    TypeError: inside<ErrorConstructor>('TypeError'),
    SyntaxError: inside<ErrorConstructor>('SyntaxError'),
    ReferenceError: inside<ErrorConstructor>('ReferenceError'),
    InternalError: inside<ErrorConstructor>(
      '(function () { function InternalError(message) {' +
        ' if (!(this instanceof InternalError)) return new InternalError(message);' +
        ' this.message = message; }' +
        ' return InternalError; })()',
    ),
  };
  const realm: Realm = {
    global: inside('globalThis'),
    Object: inside('Object'),
    Function: inside('Function'),
    Array: inside('Array'),
    String: inside('String'),
    Number: inside('Number'),
    Math: inside('Math'),
    RegExp: inside('RegExp'),
    ArrayBuffer: inside('ArrayBuffer'),
    Uint8Array: inside('Uint8Array'),
    errors,
    run: (source, filename) => vm.runInContext(source, context, { filename, displayErrors: false }),
    runWithin(ms, work) {
      // Only a script can be given a time. The name is gone before the bundle could see it.
      realm.global[CALL] = () => {
        delete realm.global[CALL];
        work();
      };
      try {
        CALLING.runInContext(context, { timeout: ms, displayErrors: false });
        return true;
      } catch (error) {
        if ((error as { code?: unknown } | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
        throw error;
      }
    },
    native(fn) {
      Object.setPrototypeOf(fn, realm.Function.prototype);
      natives.add(fn);
      return fn;
    },
    object: (members = {}) => Object.assign(new realm.Object() as Record<string, unknown>, members),
    array(items) {
      const result = new realm.Array<unknown>();
      for (const item of items) result[result.length] = item;
      return result;
    },
    error: (kind, message) => new errors[kind](message),
    install(target, functions) {
      for (const [name, value] of Object.entries(functions)) {
        Object.defineProperty(target, name, {
          value: realm.native(value),
          configurable: true,
          writable: true,
          enumerable: false,
        });
      }
    },
  };
  return realm;
}

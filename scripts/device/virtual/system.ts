/** The rest of the board's globals: print and console, process, E, require and Modules, serial ports, reset and load. */
import { randomBytes } from 'node:crypto';
import { bytesOf } from './bytes.ts';
import type { BoardTime } from './date.ts';
import type { Loop } from './loop.ts';
import { type Native, REPL_NAME, type Realm } from './realm.ts';
import type { Watchdog } from './watchdog.ts';
import { JS_STYLE, PRINT_STYLE, write } from './writer.ts';

/** The interpreter's version that the board reports. */
export const VERSION = '2v29';
/** The MAC address that `getSerial()` gives, in hex. */
const SERIAL = '240ac4000110';
/** Bytes of one JsVar on the ESP32. */
const BLOCK_BYTES = 14;

/** What the board reports as `process.memory()`, in JsVars. The sandbox has none: these are told, not measured. */
export interface MemoryFigures {
  readonly total: number;
  readonly usage: number;
}

/** What the globals are built from. */
export interface SystemParts {
  readonly realm: Realm;
  readonly loop: Loop;
  readonly time: BoardTime;
  readonly memory: MemoryFigures;
  /** Built-in modules by name. */
  readonly modules: Readonly<Record<string, object>>;
  /** Writes text on the console. */
  readonly out: (text: string) => void;
  /** Boots again: softly with nothing ('reset') or running what is stored ('load'), or as the chip does. */
  readonly reboot: (how: 'reset' | 'load' | 'reboot') => void;
  readonly watchdog: Watchdog;
  /** Keeps code to be run at boot, `always` even after reset(). */
  readonly storeBootCode: (code: string, always: boolean) => void;
  /** Reads a file of Storage, for require(). */
  readonly file: (name: string) => string | undefined;
}

/** The text that print makes of its arguments, with the newline. */
export function printed(args: readonly unknown[]): string {
  return `${args.map((value) => (typeof value === 'string' ? value : write(value, PRINT_STYLE))).join(' ')}\n`;
}

/** Installs them all. Answers the object `process`. */
export function installSystem(parts: SystemParts): { process: object } {
  const { realm, loop, out } = parts;
  const { global } = realm;
  const print = (...args: unknown[]): void => out(printed(args));
  const named = (functions: Readonly<Record<string, Native>>): Record<string, unknown> => {
    const object = realm.object();
    realm.install(object, functions);
    return object;
  };

  const console = named({ log: print, debug: print, info: print, warn: print, error: print, trace: print });
  const memory = (): object => {
    const { total, usage } = parts.memory;
    return realm.object({ free: total - usage, usage, total, history: 0, gc: 0, gctime: 0.1, blocksize: BLOCK_BYTES });
  };
  const process = named({ memory });
  const env = {
    VERSION,
    BOARD: 'ESP32',
    RAM: 524_288,
    FLASH: 0,
    SERIAL,
    CONSOLE: 'Serial1',
    MODULES: Object.keys(parts.modules).join(','),
  };
  Object.assign(process, { version: VERSION, env: realm.object(env) });

  const serial = (): object =>
    named({
      write: (...data: unknown[]) => out(bytesOf(realm, data).toString('latin1')),
      print: (text: unknown) => out(String(text)),
      println: (text: unknown) => out(`${String(text)}\n`),
      setup: () => undefined,
      setConsole: () => undefined,
      available: () => 0,
      read: () => '',
      flush: () => undefined,
      isConnected: () => true,
    });
  const silent = (): object => {
    const port = serial();
    realm.install(port, { write: () => undefined, print: () => undefined, println: () => undefined });
    return port;
  };

  installModules(parts, named);
  realm.install(global, {
    print,
    getSerial: () => SERIAL,
    btoa: (data: unknown) => bytesOf(realm, typeof data === 'number' ? String(data) : data).toString('base64'),
    atob: (text: unknown) => Buffer.from(String(text), 'base64').toString('latin1'),
    reset: () => loop.afterTurn(() => parts.reboot('reset')),
    load: () => loop.afterTurn(() => parts.reboot('load')),
    save: () => undefined,
    trace: () => undefined,
    dump: () => undefined,
    echo: () => undefined,
    setBusyIndicator: () => undefined,
    setSleepIndicator: () => undefined,
  });
  Object.assign(global, { global, console, process, E: installE(parts, named) });
  Object.assign(global, { Serial1: serial(), Serial2: silent(), LoopbackA: silent(), LoopbackB: silent() });
  return { process };
}

type Named = (functions: Readonly<Record<string, Native>>) => Record<string, unknown>;

function installModules({ realm, modules, file }: SystemParts, named: Named): void {
  const cached = new Map<string, unknown>();
  function load(name: string): unknown {
    const source = file(name);
    if (source === undefined) throw realm.error('Error', `Module "${name}" not found`);
    return evaluate(source);
  }
  function evaluate(source: string): unknown {
    const module = realm.object({ exports: realm.object() });
    const wrapper = realm.run(`(function (exports, module) {${source}\n})`, REPL_NAME) as Native;
    Reflect.apply(wrapper, module.exports, [module.exports, module]);
    return module.exports;
  }
  realm.install(realm.global, {
    require(name: unknown) {
      const key = String(name);
      if (!cached.has(key)) cached.set(key, Object.hasOwn(modules, key) ? modules[key] : load(key));
      return cached.get(key);
    },
  });
  realm.global.Modules = named({
    getCached: () => realm.array(cached.keys()),
    addCached: (name: unknown, source: unknown) =>
      void cached.set(
        String(name),
        typeof source === 'function' ? evaluate(`(${String(source)}).call(this)`) : evaluate(String(source)),
      ),
    removeCached: (name: unknown) => void cached.delete(String(name)),
    removeAllCached: () => cached.clear(),
  });
}

function installE({ realm, loop, time, reboot, watchdog, storeBootCode }: SystemParts, named: Named): object {
  const flags: Record<string, unknown> = { deepSleep: 0, pretokenise: 0, unsafeFlash: 0, unsyncFiles: 0 };
  const all = (values: readonly unknown[]): Buffer => bytesOf(realm, values);
  const sum = (values: ArrayLike<unknown>): number => Array.from(values, Number).reduce((a, b) => a + b, 0);
  return named({
    clip: (value: unknown, low: unknown, high: unknown) => Math.min(Math.max(Number(value), Number(low)), Number(high)),
    sum,
    variance: (values: ArrayLike<unknown>, mean: unknown) =>
      sum(Array.from(values, (value) => (Number(value) - Number(mean)) ** 2)) / (values.length || 1),
    hwRand: () => randomBytes(4).readInt32LE(),
    srand: () => undefined,
    getTemperature: () => 45,
    getAnalogVRef: () => 3.3,
    toString: (...values: unknown[]) => all(values).toString('latin1'),
    toUint8Array: (...values: unknown[]) => new realm.Uint8Array(all(values)),
    toArrayBuffer: (text: unknown) => new realm.Uint8Array(all([text])).buffer,
    toJS: (value: unknown) => write(value, JS_STYLE),
    CRC32: (data: unknown) => crc32(all([data])),
    reverseByte: (value: unknown) => {
      const bits = (Number(value) & 255).toString(2).padStart(8, '0');
      return Number.parseInt([...bits].reverse().join(''), 2);
    },
    lookupNoCase(object: Record<string, unknown>, name: unknown, giveName: unknown) {
      const key = Object.keys(object).find((each) => each.toLowerCase() === String(name).toLowerCase());
      return key === undefined ? undefined : giveName ? key : object[key];
    },
    mapInPlace(from: ArrayLike<unknown>, to: Record<number, unknown>, map: unknown) {
      for (let i = 0; i < from.length; i++) {
        const mapped = typeof map === 'function' ? Reflect.apply(map, undefined, [from[i], i]) : undefined;
        to[i] = typeof map === 'function' ? mapped : map ? (map as ArrayLike<unknown>)[Number(from[i])] : from[i];
      }
    },
    setBootCode: (code: unknown, always: unknown) => storeBootCode(String(code ?? ''), Boolean(always)),
    getFlags: () => realm.object(flags),
    setFlags: (given: object) => void Object.assign(flags, given),
    getErrorFlags: () => realm.array([]),
    enableWatchdog: (seconds: unknown, automatic: unknown) =>
      watchdog.enable(Number(seconds), automatic === undefined || Boolean(automatic)),
    kickWatchdog: () => watchdog.kick(),
    reboot: () => loop.afterTurn(() => reboot('reboot')),
    setTimeZone(hours: unknown) {
      time.zone = Math.round(Number(hours) * 60);
    },
    stopEventPropagation: () => loop.stopPropagation(),
    getSizeOf: (value: unknown) => Math.ceil(write(value, {}).length / BLOCK_BYTES) || 1,
    lockConsole: () => undefined,
    setPassword: () => undefined,
    getConsole: () => 'Serial1',
    setConsole: () => undefined,
    defrag: () => undefined,
  });
}

/** CRC-32 as in ISO 3309, unsigned. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

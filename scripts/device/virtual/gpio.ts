/** The pin functions of the bundle's world: digitalWrite and its kin, the class Pin, D0 to D39. */
import type { Clock } from './clock.ts';
import { PIN_COUNT, PIN_MODES, type PinHardware, type PinMode } from './pins.ts';
import type { Realm } from './realm.ts';

/** D0 is wired to a button that shorts to ground, so Espruino negates it on the ESP32. */
const NEGATED_PIN = 0;
/** The pins of ADC1; the others give NaN. */
const FIRST_ADC_PIN = 32;
/** The LED and the button of Espruino's ESP32 board file. */
const ALIASES = { LED1: 2, BTN1: 0 };

/** What the watches need of the pin functions. */
export interface Gpio {
  /** The number of the pin that a value names, or -1. */
  number(value: unknown): number;
  /** The Pin object of a number. */
  pin(number: number): unknown;
  /** The level as the bundle reads it, D0 negated. */
  read(number: number): number;
  /** What the bundle reads for this level at the pin. */
  seen(number: number, level: number): number;
  /** Stops the pulses that are under way. */
  stop(): void;
}

/** Installs the pin functions. */
export function installGpio(realm: Realm, pins: PinHardware, clock: Clock): Gpio {
  const numbers = new WeakMap<object, number>();
  const pulses = new Set<() => void>();
  const made = new Map<number, object>();

  function number(value: unknown): number {
    if (typeof value === 'object' && value !== null) return numbers.get(value) ?? -1;
    if (typeof value === 'string') {
      if (Object.hasOwn(ALIASES, value)) return ALIASES[value as keyof typeof ALIASES];
      const match = /^D(\d{1,2})$/.exec(value);
      return match && Number(match[1]) < PIN_COUNT ? Number(match[1]) : -1;
    }
    if (typeof value !== 'number' && typeof value !== 'boolean') return -1;
    const n = Math.trunc(Number(value));
    return n >= 0 && n < PIN_COUNT ? n : -1;
  }
  const valid = (value: unknown): number => {
    const n = number(value);
    if (n < 0) throw realm.error('Error', 'Invalid pin');
    return n;
  };
  const seen = (n: number, level: number): number => (n === NEGATED_PIN ? 1 - level : level);
  function read(n: number): number {
    if (!pins.isManual(n) && pins.mode(n) !== 'input') pins.setMode(n, 'input', false);
    return seen(n, pins.level(n));
  }
  const write = (n: number, value: unknown): void => pins.write(n, seen(n, value ? 1 : 0));
  function mode(n: number, value: unknown, automatic: unknown): void {
    if (value === undefined || value === 'auto') pins.setMode(n, 'input', false);
    else if (PIN_MODES.includes(value as PinMode)) pins.setMode(n, value as PinMode, !automatic);
    else throw realm.error('Error', 'Unknown pin mode');
  }
  function analogWrite(n: number, value: unknown): void {
    pins.writeDuty(n, n === NEGATED_PIN ? 1 - Number(value) : Number(value));
  }
  const analogRead = (n: number): number => (n >= FIRST_ADC_PIN ? pins.analog(n) : Number.NaN);
  function pulse(n: number, value: unknown, time: unknown): void {
    const times = (Array.isArray(time) ? Array.from(time as unknown[]) : [time]).map(Number);
    if (times.some((ms) => ms < 0 || Number.isNaN(ms)))
      throw realm.error('Error', 'Pulse Time given for digitalPulse is less than 0, or not a number');
    let level = Boolean(value);
    let at = 0;
    write(n, level);
    for (const ms of times) {
      at += ms;
      level = !level;
      const next = level;
      const cancel = clock.after(at, () => {
        pulses.delete(cancel);
        write(n, next);
      });
      pulses.add(cancel);
    }
  }

  // Natives with a prototype: the bundle may write `new Pin(2)` as well as `Pin(2)`.
  const Pin = realm.native(function Pin(value: unknown): unknown {
    return pin(number(value));
  });
  realm.Object.setPrototypeOf(Pin.prototype, realm.Object.prototype);
  function pin(n: number): unknown {
    if (n < 0) return undefined;
    let found = made.get(n);
    if (!found) {
      found = Object.create(Pin.prototype) as object;
      numbers.set(found, n);
      made.set(n, found);
    }
    return found;
  }
  realm.install(Pin.prototype, {
    constructor: Pin,
    read(this: unknown) {
      return read(valid(this)) === 1;
    },
    write(this: unknown, value: unknown) {
      write(valid(this), value);
    },
    set(this: unknown) {
      write(valid(this), 1);
    },
    reset(this: unknown) {
      write(valid(this), 0);
    },
    toggle(this: unknown) {
      const n = valid(this);
      const level = !seen(n, pins.level(n));
      write(n, level);
      return level;
    },
    mode(this: unknown, value: unknown) {
      mode(valid(this), value, false);
    },
    getMode(this: unknown) {
      return pins.mode(valid(this));
    },
    pulse(this: unknown, value: unknown, time: unknown) {
      pulse(valid(this), value, time);
    },
    pwm(this: unknown, value: unknown) {
      analogWrite(valid(this), value);
    },
    analog(this: unknown) {
      return analogRead(valid(this));
    },
    getInfo(this: unknown) {
      const n = valid(this);
      const info = { port: 'D', num: n, mode: pins.mode(n), output: pins.level(n), functions: realm.object() };
      return realm.object(info);
    },
    toString(this: unknown) {
      return `D${valid(this)}`;
    },
    valueOf(this: unknown) {
      return valid(this);
    },
  });

  /** Several pins at once: the last of the array is the lowest bit. */
  const list = (value: unknown): unknown[] => Array.from(value as unknown[]).reverse();
  realm.install(realm.global, {
    Pin,
    digitalWrite(target: unknown, value: unknown) {
      if (Array.isArray(target))
        for (const [bit, each] of list(target).entries()) write(valid(each), (Number(value) >> bit) & 1);
      else if (typeof target === 'object' && target !== null && number(target) < 0) {
        const method = (target as { write?: unknown }).write;
        if (typeof method !== 'function') throw realm.error('Error', 'Invalid pin');
        Reflect.apply(method, target, [value]);
      } else write(valid(target), value);
    },
    digitalRead(target: unknown) {
      if (!Array.isArray(target)) return read(valid(target));
      let value = 0;
      for (const [bit, each] of list(target).entries()) value |= read(valid(each)) << bit;
      return value;
    },
    digitalPulse: (target: unknown, value: unknown, time: unknown) => pulse(valid(target), value, time),
    analogRead: (target: unknown) => analogRead(valid(target)),
    analogWrite: (target: unknown, value: unknown) => analogWrite(valid(target), value),
    pinMode: (target: unknown, value: unknown, automatic: unknown) => mode(valid(target), value, automatic),
    getPinMode: (target: unknown) => pins.mode(valid(target)),
  });
  for (let n = 0; n < PIN_COUNT; n++) realm.global[`D${n}`] = pin(n);
  for (const [name, n] of Object.entries(ALIASES)) realm.global[name] = pin(n);
  Object.assign(realm.global, { HIGH: 1, LOW: 0 });

  return {
    number,
    pin,
    read,
    seen,
    stop() {
      for (const cancel of pulses) cancel();
      pulses.clear();
    },
  };
}

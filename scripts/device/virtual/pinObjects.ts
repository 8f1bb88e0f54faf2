/** The class Pin, D0 to D39, and the functions that take a pin by any of its names. */
import type { Gpio } from './gpio.ts';
import { NEGATED_PIN, PIN_COUNT, type PinHardware } from './pins.ts';
import type { Realm } from './realm.ts';

/** The LED and the button of Espruino's ESP32 board file. */
const ALIASES = { LED1: 2, BTN1: 0 };

/** Pins as values of the bundle's world. */
export interface PinObjects {
  /** The number of the pin that a value names, or -1. */
  number(value: unknown): number;
  /** The Pin object of a number. */
  pin(number: number): unknown;
}

/** Installs the class and the functions. */
export function installPinObjects(realm: Realm, pins: PinHardware, gpio: Gpio): PinObjects {
  const numbers = new WeakMap<object, number>();
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
      return gpio.read(valid(this)) === 1;
    },
    write(this: unknown, value: unknown) {
      gpio.write(valid(this), Boolean(value));
    },
    set(this: unknown) {
      gpio.write(valid(this), true);
    },
    reset(this: unknown) {
      gpio.write(valid(this), false);
    },
    toggle(this: unknown) {
      const n = valid(this);
      const level = gpio.state(n) === 0;
      gpio.write(n, level);
      return level;
    },
    mode(this: unknown, value: unknown) {
      gpio.mode(valid(this), value, false);
    },
    getMode(this: unknown) {
      return pins.mode(valid(this));
    },
    pulse(this: unknown, value: unknown, time: unknown) {
      gpio.pulse(valid(this), Boolean(value), time);
    },
    pwm(this: unknown, value: unknown, options: unknown) {
      gpio.analogWrite(valid(this), value, options);
    },
    analog(this: unknown) {
      return gpio.analogRead(valid(this));
    },
    getInfo(this: unknown) {
      const n = valid(this);
      const negated = n === NEGATED_PIN ? { negated: true } : {};
      const info = { port: 'D', num: n, ...negated, mode: pins.mode(n), output: gpio.state(n) };
      return realm.object({ ...info, functions: realm.object() });
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
      // A boolean is for all of them.
      const bits = typeof value === 'boolean' ? -Number(value) : Number(value);
      if (Array.isArray(target))
        for (const [bit, each] of list(target).entries()) gpio.write(valid(each), ((bits >> bit) & 1) === 1);
      else if (typeof target === 'object' && target !== null && number(target) < 0) {
        const method = (target as { write?: unknown }).write;
        if (typeof method !== 'function') throw realm.error('Error', 'Invalid pin');
        Reflect.apply(method, target, [value]);
      } else gpio.write(valid(target), Math.trunc(Number(value) || 0) !== 0);
    },
    digitalRead(target: unknown) {
      if (!Array.isArray(target)) return gpio.read(valid(target));
      let value = 0;
      for (const [bit, each] of list(target).entries()) value |= gpio.read(valid(each)) << bit;
      return value;
    },
    digitalPulse: (target: unknown, value: unknown, time: unknown) => gpio.pulse(valid(target), Boolean(value), time),
    analogRead: (target: unknown) => gpio.analogRead(valid(target)),
    analogWrite: (target: unknown, value: unknown, options: unknown) => gpio.analogWrite(valid(target), value, options),
    pinMode: (target: unknown, value: unknown, automatic: unknown) => gpio.mode(valid(target), value, automatic),
    getPinMode: (target: unknown) => pins.mode(valid(target)),
  });
  for (let n = 0; n < PIN_COUNT; n++) realm.global[`D${n}`] = pin(n);
  for (const [name, n] of Object.entries(ALIASES)) realm.global[name] = pin(n);
  Object.assign(realm.global, { HIGH: 1, LOW: 0 });
  return { number, pin };
}

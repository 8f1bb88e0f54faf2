/** The pins at work: levels, duties, interlocks, times. A value is logical: 1 is "on", 0 "off", between them is a duty. */
import { more } from '#board';
import { PULSE_MS, WAIT_MS } from '../limits.ts';
import { Code, refuse } from '../link/code.ts';
import { takeChannel } from './channels.ts';
import { pinNames, traitsOf } from './table.ts';
import { Trait } from './trait.ts';

/** Pins that need more than the level of their wire set. */
const GUARDED = Trait.ACTIVE_LOW | Trait.PROPERTY | Trait.PWM | Trait.DAC | Trait.SERVO | Trait.TIMED | Trait.GROUP;
/** Pins that are driven. */
const DRIVEN = Trait.OUTPUT | Trait.SERVO | Trait.DAC;

/** By pin number: the timer of what runs on it, when that ends by `getTime()`, 0 where it only keeps the pin from staying on,
 *  and who is told so. */
const timers: Record<number, Timer> = {};
const ends: Record<number, number> = {};
const told: Record<number, ((done: boolean) => void) | undefined> = {};
/** How many timers there are, and which pins need more than their level set: every one while there are timers. */
let running = 0;
let special: number = GUARDED;
/** By pin number: the duty of one that has one, and when one that may not stay on has to be off. */
const duties: Record<number, number> = {};
const limits: Record<number, number> = {};
/** Is told the number of every property's pin that is set. */
let changed: (pin: number) => void;

/** Calls `f` with the number of every property's pin that is set. */
export function onChange(f: (pin: number) => void): void {
  changed = f;
}

/** The level of a pin, its duty counted as it is: of an analog input, too. */
export function level(traits: number): number {
  return read(traits & ~Trait.ADC);
}

/** The value of a pin: the level read back, the duty set, or what its ADC reads. */
export function read(traits: number): number {
  const pin = traits & 255;
  // To read the level of a pin with a duty would end its PWM.
  return duties[pin] >= 0
    ? duties[pin]
    : traits & Trait.ADC
      ? analogRead(pin)
      : digitalRead(pin) ^ (traits & Trait.ACTIVE_LOW ? 1 : 0);
}

/** Sets a value, whatever runs on the pin. */
function put(traits: number, value: number, frequency?: number): void {
  const pin = traits & 255;
  const low = traits & Trait.ACTIVE_LOW ? 1 : 0;
  if (value % 1 || traits & Trait.DAC) {
    // At 1 a DAC of 8 bits would be at 0.
    analogWrite(pin, Math.min(low ? 1 - value : value, 255 / 256), { freq: frequency || more(pin).frequency || 0 });
    duties[pin] = value;
  } else {
    digitalWrite(pin, value ^ low);
    // Without a mode of its own, after PWM too, reading an output would turn it into an input.
    pinMode(pin, 'output');
    delete duties[pin];
  }
  if (!value) delete limits[pin];
  else if (traits & Trait.TIMED) limits[pin] = limits[pin] || getTime() + (more(pin).maxOnMs as number) / 1000;
  if (traits & Trait.PROPERTY && changed) changed(pin);
}

function count(timers: number): void {
  running += timers;
  special = running ? -1 : GUARDED;
}

/** Ends what runs on a pin, before its time. */
function stop(pin: number): void {
  const tell = told[pin];
  if (!timers[pin]) return;
  clearTimeout(timers[pin]);
  delete timers[pin];
  count(-1);
  if (tell) tell(false);
}

/** Calls `next`, then `tell`, at `until`, and not later than the pin may stay on, where it may not. */
function start(pin: number, until: number, next: () => void, tell?: (done: boolean) => void): void {
  ends[pin] = until = Math.min(until, limits[pin] || until);
  told[pin] = tell;
  count(1);
  timers[pin] = setTimeout(
    () => {
      delete timers[pin];
      count(-1);
      next();
      if (tell) tell(true);
    },
    // Never longer than anything may last: whoever sets the clock back must not keep a pin on.
    Math.min(Math.max(0, until - getTime()) * 1000, more(pin).maxOnMs || PULSE_MS),
  );
}

/** Throws a refusal where its interlock forbids an output to be on; `soon` are the values that pins are about to get. */
export function locks(traits: number, soon: { [name: string]: unknown }): void {
  if (traits & Trait.GROUP)
    pinNames(Trait.OUTPUT).forEach((name) => {
      const other = traitsOf[name];
      if (
        (other ^ traits) & 255 &&
        !((other ^ traits) & Trait.GROUP) &&
        // On Espruino an empty object has functions: a pin may be named `on`.
        (typeof soon[name] === 'number' ? soon[name] : read(other))
      )
        throw refuse(Code.PIN, 'interlock: pin "' + name + '" is on');
    });
}

/** Makes an output ready for a value: ends what runs on it. Throws a refusal where its interlock forbids it, or the chip has
 *  no channel left for its frequency. */
function free(traits: number, value: number, frequency?: number): void {
  if (value) locks(traits, {});
  if (value % 1 && frequency) takeChannel(traits, frequency);
  stop(traits & 255);
}

/** Sets a value, and its end where it may not stay. */
function hold(traits: number, value: number, frequency?: number): void {
  const pin = traits & 255;
  put(traits, value, frequency);
  if (limits[pin]) {
    start(pin, limits[pin], () => {
      put(traits, 0);
    });
    ends[pin] = 0;
  }
}

function guarded(traits: number, value: number, frequency?: number): number {
  free(traits, value, frequency);
  hold(traits, value, frequency);
  return read(traits);
}

/** Sets an output, ending what runs on it, and returns the value read back. `frequency` in Hz is for a duty. Throws a
 *  refusal where an interlock forbids it. */
export function write(traits: number, value: number, frequency?: number): number {
  if (traits & special) return guarded(traits, value, frequency);
  traits &= 255;
  digitalWrite(traits, value);
  return digitalRead(traits);
}

/** Turns an output on for `ms`, or as long as it may be on. Where something runs on it for a time already, `then` says
 *  what becomes of that: "extend" adds to it, "replace" ends it. `tell` is told the end: by itself, or by another command.
 *  Returns how many milliseconds it will last. Throws a refusal as `write` does, where `then` is missing, and where it would
 *  last longer than PULSE_MS, or with `tell` longer than WAIT_MS. */
export function pulse(traits: number, ms: number, then?: string, tell?: (done: boolean) => void): number {
  const pin = traits & 255;
  const runs = timers[pin] && ends[pin];
  if (runs && !then) throw refuse(Code.BUSY, 'the pin is in use: then must be "extend" or "replace"');
  const end = then === 'extend' && runs;
  const most = tell ? WAIT_MS : PULSE_MS;
  if (ms + (end ? (end - getTime()) * 1000 : 0) > most)
    throw refuse(Code.PARAMETER, 'ms must be 1..' + most + (tell ? ' to wait for' : ' in all'));
  free(traits, 1);
  put(traits, 1);
  // Its time begins here: on a board some milliseconds went into setting the pin.
  const now = getTime();
  start(
    pin,
    (end || now) + ms / 1000,
    () => {
      put(traits, 0);
    },
    tell,
  );
  return Math.round((ends[pin] - now) * 1000);
}

/** Turns an output on for `on` ms and off for `pause` ms, `count` times, or until it is set where `count` is 0. Throws a
 *  refusal as `write` does; later on, its end is where the interlock forbids it. */
export function blink(traits: number, on: number, pause: number, count: number): void {
  const pin = traits & 255;
  function step(): void {
    put(traits, 1);
    start(pin, getTime() + on / 1000, () => {
      put(traits, 0);
      if (--count)
        start(pin, getTime() + pause / 1000, () => {
          try {
            free(traits, 1);
            step();
          } catch (_) {}
        });
    });
  }
  free(traits, 1);
  step();
}

/** Puts an output into a state of its board's file: INITIAL_ON says its first one, SAFE_ON its safe one. */
function rest(traits: number, state: Trait): void {
  stop(traits & 255);
  hold(traits, traits & state ? 1 : 0);
}

/** Gives an input its mode. */
export function inputMode(traits: number): void {
  pinMode(traits & 255, 'input' + (traits & Trait.PULL_UP ? '_pullup' : traits & Trait.PULL_DOWN ? '_pulldown' : ''));
}

/** Puts every pin of the board into its first state, an input into its mode: the first thing at boot. Returns the names
 *  of those that this chip does not have. */
export function boot(): string[] {
  return pinNames(-1).filter((name) => {
    const traits = traitsOf[name];
    try {
      if (traits & DRIVEN) rest(traits, Trait.INITIAL_ON);
      else if (traits & Trait.INPUT) inputMode(traits);
    } catch (_) {
      return true;
    }
    return false;
  });
}

/** Puts every output into its safe state; with `away`, every one whose `offlineAfter` is that number of seconds. */
export function makeSafe(away?: number): void {
  pinNames(DRIVEN)
    // What goes off first, so that what it locks may go on.
    .sort((a, b) => (traitsOf[a] & Trait.SAFE_ON) - (traitsOf[b] & Trait.SAFE_ON))
    .forEach((name) => {
      const traits = traitsOf[name];
      try {
        if (away && more(traits & 255).offlineAfter !== away) return;
        if (traits & Trait.SAFE_ON) locks(traits, {});
        rest(traits, Trait.SAFE_ON);
      } catch (_) {}
    });
}

/** By seconds of `offlineAfter`, while the link is down: the timer, or true once the time was up. */
const offline: Record<number, Timer | true> = {};

/** The link is down, or there again: an output with `offlineAfter` gets its safe state when it is down for so long. */
export function setOnline(online: boolean): void {
  pinNames(DRIVEN).forEach((name) => {
    const seconds = more(traitsOf[name] & 255).offlineAfter || 0;
    const timer = offline[seconds];
    if (online && timer && timer !== true) clearTimeout(timer);
    if (online) delete offline[seconds];
    else if (seconds && !timer)
      offline[seconds] = setTimeout(() => {
        offline[seconds] = true;
        makeSafe(seconds);
      }, seconds * 1000);
  });
}

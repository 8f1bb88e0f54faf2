/** setWatch and clearWatch: edges, debounce on the board's own timers, and the event object {state, time, lastTime, pin}. */
import type { Clock } from './clock.ts';
import type { Gpio } from './gpio.ts';
import type { Loop, Step } from './loop.ts';
import type { PinHardware } from './pins.ts';
import type { Realm } from './realm.ts';
import type { Timers } from './timers.ts';

/** setWatch refuses these on the ESP32. */
const isUnwatchable = (pin: number): boolean => pin >= 6 && pin <= 12;
/** The button D0 is debounced, in ms, and watched on its rising edge unless told otherwise. */
const BUTTON = { pin: 0, debounce: 25, edge: 1 };

interface Watch {
  readonly pin: number;
  readonly callback: unknown;
  readonly repeat: boolean;
  readonly debounce: number;
  readonly edge: number;
  state: boolean;
  lastTime: number | undefined;
  /** The debounce that is under way: the level seen last, and how to call it off. */
  settling: { state: boolean; cancel: () => void } | undefined;
}

/** What watches are built from. */
export interface WatchParts {
  readonly realm: Realm;
  readonly loop: Loop;
  readonly clock: Clock;
  readonly pins: PinHardware;
  readonly gpio: Gpio;
  readonly timers: Timers;
  /** Prints one line on the console. */
  readonly print: (line: string) => void;
}

/** Installs setWatch and clearWatch. Answers their part of each turn, in which edges are delivered. */
export function installWatches(parts: WatchParts): Step {
  const { realm, loop, clock, pins, gpio, timers, print } = parts;
  const watches = new Map<number, Watch>();
  let edges: { pin: number; state: boolean; time: number }[] = [];

  pins.onEdge((pin, level) => {
    edges.push({ pin, state: gpio.seen(pin, level) === 1, time: clock.now() });
    loop.wake();
  });

  function deliver(id: number, watch: Watch, state: boolean, time: number): void {
    const wanted = watch.edge === 0 || state === watch.edge > 0;
    const { lastTime } = watch;
    watch.lastTime = time / 1000;
    if (!wanted) return;
    if (!watch.repeat) watches.delete(id);
    const event = realm.object({ state, lastTime, time: time / 1000, pin: gpio.pin(watch.pin) });
    loop.call(undefined, watch.callback, [event]);
  }

  function settle(id: number, watch: Watch, state: boolean): void {
    if (!watch.settling && state === watch.state) return;
    watch.settling?.cancel();
    const cancel = timers.own(watch.debounce, () => {
      watch.settling = undefined;
      if (state === watch.state || watches.get(id) !== watch) return;
      watch.state = state;
      deliver(id, watch, state, clock.now() - watch.debounce);
    });
    watch.settling = { state, cancel };
  }

  function step(): boolean {
    const seen = edges;
    edges = [];
    for (const edge of seen)
      for (const [id, watch] of [...watches]) {
        if (watch.pin !== edge.pin || watches.get(id) !== watch) continue;
        if (watch.debounce > 0) settle(id, watch, edge.state);
        else {
          watch.state = edge.state;
          deliver(id, watch, edge.state, edge.time);
        }
      }
    return seen.length > 0;
  }

  function edgeOf(value: unknown, otherwise: number): number {
    if (value === undefined) return otherwise;
    if (typeof value === 'number') return Math.sign(Math.trunc(value));
    const named = { rising: 1, falling: -1, both: 0 }[String(value)];
    if (named === undefined)
      throw realm.error('TypeError', "'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'");
    return named;
  }

  realm.install(realm.global, {
    setWatch(callback: unknown, target: unknown, how: unknown) {
      const pin = gpio.number(target);
      // Unlike digitalWrite, which throws: this only prints.
      if (pin < 0) return print('ERROR: Invalid pin');
      if (isUnwatchable(pin))
        return print(
          'WARNING: Unable to set watch. You may already have a watch on a pin with the same number (eg. A0 and B0),\n' +
            'or this pin cannot be used with watch',
        );
      const button = pin === BUTTON.pin;
      const options = (typeof how === 'object' && how !== null ? how : { repeat: how }) as Record<string, unknown>;
      const debounce = options.debounce === undefined ? (button ? BUTTON.debounce : 0) : Number(options.debounce);
      const edge = edgeOf(options.edge, button ? BUTTON.edge : 0);
      if (typeof callback !== 'function' && typeof callback !== 'string')
        throw realm.error('Error', 'Function or String not supplied!');
      if (options.irq) throw realm.error('Error', 'irq=true set, but function is not a native function');
      const id = Math.max(0, ...watches.keys()) + 1;
      watches.set(id, {
        pin,
        callback,
        repeat: Boolean(options.repeat),
        debounce: Math.max(debounce, 0) || 0,
        edge,
        state: gpio.seen(pin, pins.level(pin)) === 1,
        lastTime: undefined,
        settling: undefined,
      });
      return id;
    },
    clearWatch(...args: unknown[]) {
      const end = (id: number): void => {
        watches.get(id)?.settling?.cancel();
        watches.delete(id);
      };
      if (args.length === 0) for (const id of [...watches.keys()]) end(id);
      else if (args[0] === undefined)
        throw realm.error('Error', 'clearWatch(undefined) not allowed. Use clearWatch() instead');
      else if (watches.has(Number(args[0]))) end(Number(args[0]));
      else throw realm.error('Error', `Unknown Watch ${String(args[0])}`);
    },
  });
  return step;
}

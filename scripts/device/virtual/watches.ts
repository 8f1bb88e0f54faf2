/** setWatch and clearWatch: edges, debounce on the board's own timers, and the event object {state, time, lastTime, pin}. */
import type { Clock } from './clock.ts';
import type { Gpio } from './gpio.ts';
import type { Loop, Step } from './loop.ts';
import type { PinObjects } from './pinObjects.ts';
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
  /** A pin that is read at each edge. */
  readonly data: number;
  state: boolean;
  lastTime: number | undefined;
  /** The debounce that is under way: how to call it off. */
  settling: { readonly cancel: () => void } | undefined;
}

/** An edge that an interrupt noted; the idle loop tells of it. */
interface Edge {
  readonly pin: number;
  readonly state: boolean;
  readonly time: number;
  readonly data: boolean | undefined;
}

/** What watches are built from. */
export interface WatchParts {
  readonly realm: Realm;
  readonly loop: Loop;
  readonly clock: Clock;
  readonly pins: PinHardware;
  readonly gpio: Gpio;
  readonly objects: PinObjects;
  readonly timers: Timers;
  /** Prints one line on the console. */
  readonly print: (line: string) => void;
}

/** Installs setWatch and clearWatch. Answers their part of each turn, in which edges are delivered. */
export function installWatches(parts: WatchParts): Step {
  const { realm, loop, clock, pins, gpio, objects, timers, print } = parts;
  const watches = new Map<number, Watch>();
  let edges: Edge[] = [];

  pins.onEdge((pin, level) => {
    const watched = [...watches.values()].filter((watch) => watch.pin === pin);
    if (watched.length === 0) return;
    // The first watch's data pin is read with the edge; the later ones' come too late.
    const data = watched[0] && watched[0].data >= 0 ? gpio.state(watched[0].data) === 1 : undefined;
    edges.push({ pin, state: gpio.seen(pin, level) === 1, time: clock.now(), data });
    loop.wake();
  });

  function deliver(id: number, watch: Watch, state: boolean, time: number, data?: boolean): void {
    const wanted = watch.edge === 0 || state === watch.edge > 0;
    const { lastTime } = watch;
    if (wanted) {
      const event = { state, lastTime, time: time / 1000, pin: objects.pin(watch.pin) };
      loop.call(undefined, watch.callback, [realm.object(data === undefined ? event : { ...event, data })]);
      // Until here it is in the list: the callback may clear it.
      if (!watch.repeat && watches.get(id) === watch) watches.delete(id);
    }
    watch.lastTime = time / 1000;
  }

  function settle(id: number, watch: Watch, { state, time }: Edge): void {
    if (!watch.settling && state === watch.state) return;
    watch.settling?.cancel();
    // From the edge on, however late it is looked at.
    const cancel = timers.own(Math.max(0, time + watch.debounce - clock.now()), () => {
      watch.settling = undefined;
      if (state === watch.state || watches.get(id) !== watch) return;
      watch.state = state;
      deliver(id, watch, state, time);
    });
    watch.settling = { cancel };
  }

  function step(): boolean {
    const seen = edges;
    edges = [];
    for (const edge of seen)
      for (const [id, watch] of [...watches]) {
        if (watch.pin !== edge.pin || watches.get(id) !== watch) continue;
        if (watch.debounce > 0) settle(id, watch, edge);
        else {
          watch.state = edge.state;
          deliver(id, watch, edge.state, edge.time, edge.data);
        }
      }
    return seen.length > 0;
  }

  function edgeOf(value: unknown, otherwise: number): number {
    if (value === undefined) return otherwise;
    if (typeof value === 'number' || typeof value === 'boolean') return Math.sign(Math.trunc(Number(value)));
    const named = { rising: 1, falling: -1, both: 0 }[String(value)];
    if (named === undefined)
      throw realm.error('TypeError', "'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'");
    return named;
  }

  realm.install(realm.global, {
    setWatch(callback: unknown, target: unknown, how: unknown) {
      const pin = objects.number(target);
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
      const state = gpio.read(pin) === 1;
      // The interrupt of a pin is set up once.
      if (![...watches.values()].some((watch) => watch.pin === pin)) gpio.listen(pin);
      const id = Math.max(0, ...watches.keys()) + 1;
      watches.set(id, {
        pin,
        callback,
        repeat: Boolean(options.repeat),
        debounce: Math.max(debounce, 0) || 0,
        edge,
        data: objects.number(options.data),
        state,
        lastTime: undefined,
        settling: undefined,
      });
      if (options.irq) throw realm.error('Error', 'irq=true set, but function is not a native function');
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

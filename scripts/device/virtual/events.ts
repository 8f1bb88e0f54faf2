/** Espruino's events: every object can have listeners, kept in its own members "#onname"; there is no `once`. */
import type { Loop } from './loop.ts';
import type { Realm } from './realm.ts';

/** The member that holds the listeners of an event (JS_EVENT_PREFIX in the interpreter). */
export const EVENT_PREFIX = '#on';

/** The interpreter refuses to emit more arguments than this. */
const MAX_EMIT_ARGUMENTS = 4;

type Owner = Record<string, unknown>;

/** The listeners of an event on this object itself, in whatever form they are kept there. */
export function listenersOf(target: object, event: string): unknown {
  return Object.hasOwn(target, EVENT_PREFIX + event) ? (target as Owner)[EVENT_PREFIX + event] : undefined;
}

/** Puts `on`, `emit` and their kin on Object.prototype. `onListen` hears of each listener added. */
export function installEvents(realm: Realm, loop: Loop, onListen: (target: object, event: string) => void): void {
  const parent = (value: unknown): Owner => {
    if (typeof value === 'function' || (typeof value === 'object' && value !== null)) return value as Owner;
    throw realm.error('TypeError', 'Parent must be an object - not a String, Integer, etc');
  };
  const name = (event: unknown): string => {
    if (typeof event === 'string') return event;
    throw realm.error('TypeError', 'First argument must be String');
  };
  const listen = (target: unknown, event: unknown, listener: unknown, first: boolean): void => {
    const owner = parent(target);
    const key = EVENT_PREFIX + name(event);
    if (typeof listener !== 'function' && typeof listener !== 'string')
      throw realm.error('TypeError', 'Second argument must be a function or a String');
    const before = listenersOf(owner, name(event));
    // The real interpreter stops on an assertion here: a connect callback and on('connect') exclude each other.
    if (before !== undefined && !Array.isArray(before))
      throw realm.error('InternalError', `on("${name(event)}") after a callback for it stops the interpreter`);
    const list = before ?? [];
    owner[key] = realm.array(first ? [listener, ...list] : [...list, listener]);
    onListen(owner, name(event));
  };

  realm.install(realm.Object.prototype, {
    on(this: unknown, event: unknown, listener: unknown) {
      listen(this, event, listener, false);
    },
    addListener(this: unknown, event: unknown, listener: unknown) {
      listen(this, event, listener, false);
    },
    prependListener(this: unknown, event: unknown, listener: unknown) {
      listen(this, event, listener, true);
    },
    emit(this: unknown, event: unknown, ...args: unknown[]) {
      const owner = parent(this);
      loop.queue(owner, listenersOf(owner, name(event)), args.slice(0, MAX_EMIT_ARGUMENTS));
      if (args.length > MAX_EMIT_ARGUMENTS)
        throw realm.error('TypeError', `Too many arguments (>${MAX_EMIT_ARGUMENTS})`);
    },
    removeListener(this: unknown, event: unknown, listener: unknown) {
      const list = listenersOf(parent(this), name(event));
      if (!Array.isArray(list)) return;
      const index = Array.prototype.indexOf.call(list, listener);
      if (index >= 0) Array.prototype.splice.call(list, index, 1);
    },
    removeAllListeners(this: unknown, event: unknown) {
      const owner = parent(this);
      if (typeof event === 'string') delete owner[EVENT_PREFIX + event];
      else if (event === undefined) {
        for (const key of Object.keys(owner)) if (key.startsWith(EVENT_PREFIX)) delete owner[key];
      } else throw realm.error('TypeError', 'First argument must be String or undefined');
    },
  });
}

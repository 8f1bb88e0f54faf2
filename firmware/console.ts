/** `rrpc` on the console: what the cloud can do, typed by hand, through the same checks. */
import type { Calls } from './link/call.ts';
import type { TopicHandler } from './link/service.ts';
import { pinNames } from './pins/table.ts';
import { outside } from './services/outside.ts';

/** A pin at the console. */
interface ConsolePin {
  set(value: number): unknown;
  get(): unknown;
  toggle(): unknown;
}

/** Puts `rrpc` where the console finds it. `handlers` are those of custom topics, see `Topics.route`. */
export function openConsole(calls: Calls, handlers: Record<string, TopicHandler>): void {
  let count = 0;
  /** What a service of one pin answers. */
  function ask(name: string, params: object): unknown {
    const work = outside.prepare({ id: '', identifier: name, params: params as Record<string, unknown> });
    return (work[0](work[1], undefined as never) as { value: unknown }).value;
  }
  const rrpc = () => ({
    /** `rrpc.call('SetPin', {pin: 'led', value: 1})` prints the reply, or gives it to `done`. */
    call: (name: string, params?: unknown, done?: (json: string) => void) => {
      // A message id of its own kind, never a cloud's.
      calls.take('!' + ++count, done || print, JSON.stringify({ id: '' + count, params: params }), name);
    },
    /** `rrpc.pins.led.set(1)`. Made when they are asked for, too. */
    get pins(): Record<string, ConsolePin> {
      const pins: Record<string, ConsolePin> = {};
      pinNames(-1).forEach((pin) => {
        pins[pin] = {
          set: (value) => ask('SetPin', { pin: pin, value: value }),
          get: () => ask('GetPin', { pin: pin }),
          toggle: () => ask('TogglePin', { pin: pin }),
        };
      });
      return pins;
    },
    /** `rrpc.topics['/user/get'] = function (payload) { return 'text'; }` answers RRPC on that custom topic; '/' answers
     *  what comes by system RRPC and is no request to a service. */
    topics: handlers,
    /** `rrpc.post('Alarm', {level: 2}, function (code, message) { ... })` posts an event; 'property' posts properties. */
    post: outside.post,
    status: outside.counters,
  });
  // Made when it is asked for: at rest it takes no memory.
  Object.defineProperty(global, 'rrpc', { configurable: true, get: rrpc });
}

// What a post brings: its property values and events, each with its time, out of any of the forms a device may post.
import type { DeviceName } from '../events.ts';
import { POST } from '../limits.ts';
import { type Fault, isObject } from '../model/check.ts';
import { items, members, type Sourced } from '../source.ts';

/** The platform's code for what is malformed. Its page "Error codes for devices". */
const MALFORMED = 460;

/** A property's value or an event's output, as the device wrote it, and when it was, in milliseconds since 1970. */
export interface Reading extends Sourced {
  kind: 'property' | 'event';
  identifier: string;
  time: number;
}

/** What the end of a topic below `.../thing/event/` says a post is: `property`, `property/batch`, `property/history`, or an
 *  event's identifier; undefined when it is no post. */
export function formOf(topicEnd: string): string | undefined {
  return /^(property\/(?:batch|history)|[\w.:-]{1,100})\/post$/.exec(topicEnd)?.[1];
}

/** Reads a post's params: at least one reading, or what is wrong with them. A time that is not there is `now`. */
export function readPost(form: string, params: Sourced, device: DeviceName, now: number): Reading[] | Fault {
  const readings = new Readings(now);
  const fault = readings.take(form, params, device);
  if (fault) return fault;
  if (readings.taken.length === 0) return malformed('params holds neither a property nor an event');
  return readings.taken;
}

const EMPTY_OBJECT: Sourced = { value: {}, text: '{}' };
const EMPTY_ARRAY: Sourced = { value: [], text: '[]' };

/** Collects readings; each method answers with the first fault. */
class Readings {
  readonly taken: Reading[] = [];

  constructor(readonly now: number) {}

  take(form: string, params: Sourced, device: DeviceName): Fault | undefined {
    const { value } = params;
    if (form === 'property/history')
      return Array.isArray(value) && value.length > 0
        ? first(items(params).entries(), ([i, part]) => this.#part(part, `params[${i}]`, device))
        : malformed('params must be an array that is not empty');
    if (!isObject(value) || Object.keys(value).length === 0)
      return malformed('params must be an object that is not empty');
    if (form === 'property/batch') return this.#batch(params);
    return form === 'property' ? this.#properties(params) : this.#event(form, params, 'params');
  }

  /** `{name: value}` or `{name: {value, time}}`. */
  #properties(params: Sourced): Fault | undefined {
    return first(members(params), ([name, given]) => this.#property(name, given, name));
  }

  /** `{properties: {name: [{value, time}, ...]}, events: {identifier: [{value, time}, ...]}}`. */
  #batch(params: Sourced): Fault | undefined {
    const { properties = EMPTY_OBJECT, events = EMPTY_OBJECT } = byName(params);
    return (
      eachOfLists(properties, 'properties', (name, given, path) => this.#property(name, given, path)) ??
      eachOfLists(events, 'events', (name, given, path) => this.#event(name, given, path))
    );
  }

  /** `{identity, properties: [{name: {value, time}}, ...], events: [{identifier: {value, time}}, ...]}`. */
  #part(part: Sourced, path: string, device: DeviceName): Fault | undefined {
    if (!isObject(part.value)) return malformed(`${path} must be an object`);
    const { properties = EMPTY_ARRAY, events = EMPTY_ARRAY } = byName(part);
    if (!isOf(part.value.identity, device))
      return malformed(`${path}.identity must be the device itself: sub-devices are not served`);
    return (
      eachOfObjects(properties, `${path}.properties`, (name, given, at) => this.#property(name, given, at)) ??
      eachOfObjects(events, `${path}.events`, (name, given, at) => this.#event(name, given, at))
    );
  }

  #property(identifier: string, given: Sourced, path: string): Fault | undefined {
    if (!isIdentifier(identifier)) return malformed(`"${identifier.slice(0, 60)}" is not a property's identifier`);
    const timed = this.#timed(given, path);
    return 'code' in timed ? timed : this.#add({ kind: 'property', identifier, ...timed });
  }

  #event(identifier: string, given: Sourced, path: string): Fault | undefined {
    if (!isIdentifier(identifier)) return malformed(`"${identifier.slice(0, 60)}" is not an event's identifier`);
    const timed = this.#timed(given, path);
    if ('code' in timed) return timed;
    // The platform's SDKs post an event's output without `value` around it too.
    const event = isObject(timed.value) ? timed : { ...given, time: this.now };
    return this.#add({ kind: 'event', identifier, ...event });
  }

  #add(reading: Reading): Fault | undefined {
    this.taken.push(reading);
    const count = this.taken.filter(({ kind }) => kind === reading.kind).length;
    if (reading.kind === 'property' && count > POST.properties)
      return malformed(`params must have ${POST.properties} properties at most`);
    if (reading.kind === 'event' && count > POST.events)
      return malformed(`params must have ${POST.events} events at most`);
    return undefined;
  }

  /** `{value, time}`, or a value alone; the time is now where it is not there. */
  #timed(given: Sourced, path: string): (Sourced & { time: number }) | Fault {
    const { value, time, ...more } = isObject(given.value) ? byName(given) : {};
    if (!value || Object.keys(more).length > 0) return { ...given, time: this.now };
    const at = time ? time.value : this.now;
    const whole = Number.isInteger(at) && (at as number) >= 0 && (at as number) <= this.now + POST.aheadMs;
    return whole
      ? { ...value, time: at as number }
      : malformed(`${path}: time must be milliseconds since 1970, no more than a day ahead`);
  }
}

type Take = (name: string, given: Sourced, path: string) => Fault | undefined;

/** Every item of `{name: [item, ...]}`. */
function eachOfLists(lists: Sourced, path: string, take: Take): Fault | undefined {
  if (!isObject(lists.value)) return malformed(`${path} must be an object`);
  return first(members(lists), ([name, list]) => {
    const at = `${path}.${name.slice(0, 60)}`;
    if (!Array.isArray(list.value)) return malformed(`${at} must be an array of {value, time}`);
    return first(items(list).entries(), ([i, item]) => take(name, item, `${at}[${i}]`));
  });
}

/** Every member of `[{name: member, ...}, ...]`. */
function eachOfObjects(objects: Sourced, path: string, take: Take): Fault | undefined {
  if (!Array.isArray(objects.value)) return malformed(`${path} must be an array`);
  return first(items(objects).entries(), ([i, object]) => {
    const at = `${path}[${i}]`;
    if (!isObject(object.value)) return malformed(`${at} must be an object`);
    return first(members(object), ([name, member]) => take(name, member, `${at}.${name.slice(0, 60)}`));
  });
}

function byName(object: Sourced): Partial<Record<string, Sourced>> {
  return Object.fromEntries(members(object));
}

/** Whether an identity names the device; one that is not there does. */
function isOf(identity: unknown, { productKey, deviceName }: DeviceName): boolean {
  if (identity === undefined) return true;
  return isObject(identity) && identity.productKey === productKey && identity.deviceName === deviceName;
}

/** The first fault that `look` finds. */
function first<T>(items: Iterable<T>, look: (item: T) => Fault | undefined): Fault | undefined {
  for (const item of items) {
    const fault = look(item);
    if (fault) return fault;
  }
  return undefined;
}

function isIdentifier(name: string): boolean {
  return /^[\w.:-]{1,100}$/.test(name);
}

function malformed(message: string): Fault {
  return { code: MALFORMED, message };
}

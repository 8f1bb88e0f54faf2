// What devices post: properties and events, checked, stored, and only then acknowledged.
import { parseObject } from './alink.ts';
import type { Clock } from './clock.ts';
import type { CloudEmitter, DeviceName } from './events.ts';
import { POST } from './limits.ts';
import { type Fault, isObject, TSL_CODES } from './model/check.ts';
import type { Models } from './model/models.ts';
import type { Push } from './rrpc.ts';
import type { Answers } from './side.ts';
import type { Store } from './store/store.ts';

/** The platform's codes for what is not against the thing model but malformed. Its page "Error codes for devices". */
const CODES = { parameters: 460, noMethod: 6300, tooMany: 429, unknown: 500 } as const;

/** What posts need. */
export interface PostsOptions {
  store: Store;
  models: Models;
  clock: Clock;
  events: CloudEmitter;
  push: Push;
}

interface Value {
  value: unknown;
  time: number;
}

/** Takes the posts of all devices. */
export class Posts {
  constructor(readonly options: PostsOptions) {}

  /** Takes a device's publish; undefined when it is no post. Otherwise resolves with the code it was given, once that is
   *  sent: 200 after it is on the disk. Not sent with `sys.ack` 0, nor where `answers` is false. What the store cannot take now
   *  is 429: the device may post it again. Never rejects. */
  take(device: DeviceName, topic: string, payload: Buffer, answers: Answers = true): Promise<number> | undefined {
    const prefix = `/sys/${device.productKey}/${device.deviceName}/thing/event/`;
    if (!topic.startsWith(prefix)) return undefined;
    const identifier = /^([\w.:-]{1,100})\/post$/.exec(topic.slice(prefix.length))?.[1];
    return identifier === undefined ? undefined : this.#take(device, topic, identifier, payload, answers);
  }

  async #take(
    device: DeviceName,
    topic: string,
    identifier: string,
    payload: Buffer,
    answers: Answers,
  ): Promise<number> {
    const post = parseObject(payload.toString('utf8'));
    const method = `thing.event.${identifier}.post`;
    const fault = await this.#fault(device, identifier, method, post).catch(
      (error: Error): Fault => ({ code: CODES.unknown, message: error.message }),
    );
    if (fault) {
      const message = `a post of ${identifier} is answered ${fault.code}: ${fault.message}`;
      this.options.events.emit('refused', {
        clientId: '',
        username: `${device.deviceName}&${device.productKey}`,
        reason: message,
      });
    }
    const { code, message } = fault ?? { code: 200, message: 'success' };
    const wanted = !isObject(post?.sys) || post.sys.ack !== 0;
    if (wanted && (await answers)) {
      const reply = { code, data: {}, id: idOf(post), message, method, version: '1.0' };
      this.options.push(device, `${topic}_reply`, Buffer.from(JSON.stringify(reply)));
    }
    return code;
  }

  async #fault(
    device: DeviceName,
    identifier: string,
    method: string,
    post: Record<string, unknown> | undefined,
  ): Promise<Fault | undefined> {
    if (!post) return { code: TSL_CODES.notJson, message: 'the post must be a JSON object' };
    // The platform's SDKs put more than a number into it.
    if (!/^[^\0]{1,256}$/.test(idOf(post))) return parameters('id must be a text of 1..256 characters');
    if (typeof post.method !== 'string') return { code: CODES.noMethod, message: `method must be ${method}` };
    if (post.method !== method) return parameters(`method must be ${method} on this topic`);
    if (!isObject(post.params) || Object.keys(post.params).length === 0)
      return parameters('params must be an object that is not empty');
    const { params } = post;
    const write =
      identifier === 'property' ? this.#properties(device, params) : this.#event(device, identifier, params);
    if ('code' in write) return write;
    try {
      await write.store();
      return undefined;
    } catch (error) {
      return { code: CODES.tooMany, message: (error as Error).message };
    }
  }

  #properties(device: DeviceName, params: Record<string, unknown>): Fault | { store(): Promise<unknown> } {
    const { productKey, deviceName } = device;
    const entries = Object.entries(params);
    if (entries.length > POST.properties) return parameters(`params must have ${POST.properties} properties at most`);
    const model = this.options.models.of(productKey);
    const byTime = new Map<number, Record<string, unknown>>();
    for (const [name, given] of entries) {
      if (!/^[\w.:-]{1,100}$/.test(name)) return parameters(`"${name.slice(0, 60)}" is not a property's identifier`);
      const value = this.#timed(given, name);
      if ('code' in value) return value;
      const fault = model?.checkProperty(name, value.value);
      if (fault) return fault;
      const group = byTime.get(value.time) ?? Object.create(null);
      group[name] = value.value;
      byTime.set(value.time, group);
    }
    const { store } = this.options;
    const save = ([time, values]: [number, Record<string, unknown>]) =>
      store.saveProperties(productKey, deviceName, values, time);
    return { store: () => Promise.all([...byTime].map(save)) };
  }

  #event(
    device: DeviceName,
    identifier: string,
    params: Record<string, unknown>,
  ): Fault | { store(): Promise<unknown> } {
    const { productKey, deviceName } = device;
    const given = this.#timed(params, 'params');
    if ('code' in given) return given;
    // The platform's SDKs post an event's output without `value` around it too.
    const event = isObject(given.value)
      ? { value: given.value, time: given.time }
      : { value: params, time: this.options.clock.now() };
    const fault = this.options.models.of(productKey)?.checkEvent(identifier, event.value);
    if (fault) return fault;
    const { store } = this.options;
    return { store: () => store.saveEvent(productKey, deviceName, identifier, event.value, event.time) };
  }

  /** `{value, time}`, or a value alone; the time is now where it is not there. */
  #timed(given: unknown, name: string): Value | Fault {
    const now = this.options.clock.now();
    const wrapped =
      isObject(given) && 'value' in given && Object.keys(given).every((key) => ['value', 'time'].includes(key));
    if (!wrapped) return { value: given, time: now };
    const { value, time = now } = given as { value: unknown; time?: unknown };
    const whole = Number.isInteger(time) && (time as number) >= 0 && (time as number) <= now + POST.aheadMs;
    return whole
      ? { value, time: time as number }
      : parameters(`${name}: time must be milliseconds since 1970, no more than a day ahead`);
  }
}

/** A post's id as it is echoed: a text, also when it came as a number. */
function idOf(post: Record<string, unknown> | undefined): string {
  const id = post?.id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}

function parameters(message: string): Fault {
  return { code: CODES.parameters, message };
}

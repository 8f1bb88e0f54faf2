// What devices post: properties and events, checked, stored, and only then acknowledged.
import { parseObject } from './alink.ts';
import type { Clock } from './clock.ts';
import type { CloudEmitter, DeviceName } from './events.ts';
import { type Fault, isObject, TSL_CODES } from './model/check.ts';
import type { Models } from './model/models.ts';
import { formOf, type Reading, readPost } from './posts/readPost.ts';
import type { Push } from './rrpc.ts';
import type { Answers } from './side.ts';
import { JsonText, memberTexts } from './source.ts';
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

/** Takes the posts of all devices. */
export class Posts {
  constructor(readonly options: PostsOptions) {}

  /** Takes a device's publish; undefined when it is no post. Otherwise resolves with the code it was given, once that is
   *  sent: 200 after it is on the disk. Not sent with `sys.ack` 0, nor where `answers` is false. What the store cannot take now
   *  is 429: the device may post it again. Never rejects. */
  take(device: DeviceName, topic: string, payload: Buffer, answers: Answers = true): Promise<number> | undefined {
    const prefix = `/sys/${device.productKey}/${device.deviceName}/thing/event/`;
    if (!topic.startsWith(prefix)) return undefined;
    const form = formOf(topic.slice(prefix.length));
    return form === undefined ? undefined : this.#take(device, topic, form, payload, answers);
  }

  async #take(device: DeviceName, topic: string, form: string, payload: Buffer, answers: Answers): Promise<number> {
    const text = payload.toString('utf8');
    const post = parseObject(text);
    const method = `thing.event.${form.replace('/', '.')}.post`;
    const fault = await this.#fault(device, form, method, post, text).catch(
      (error: Error): Fault => ({ code: CODES.unknown, message: error.message }),
    );
    if (fault) {
      const message = `a post of ${form} is answered ${fault.code}: ${fault.message}`;
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
    form: string,
    method: string,
    post: Record<string, unknown> | undefined,
    text: string,
  ): Promise<Fault | undefined> {
    if (!post) return { code: TSL_CODES.notJson, message: 'the post must be a JSON object' };
    // The platform's SDKs put more than a number into it.
    if (!/^[^\0]{1,256}$/.test(idOf(post))) return parameters('id must be a text of 1..256 characters');
    if (typeof post.method !== 'string') return { code: CODES.noMethod, message: `method must be ${method}` };
    if (post.method !== method) return parameters(`method must be ${method} on this topic`);
    const params = { value: post.params, text: memberTexts(text).get('params') ?? '' };
    const readings = readPost(form, params, device, this.options.clock.now());
    if ('code' in readings) return readings;
    return this.#modelFault(device, readings) ?? this.#store(device, readings);
  }

  #modelFault({ productKey }: DeviceName, readings: readonly Reading[]): Fault | undefined {
    const model = this.options.models.of(productKey);
    for (const { kind, identifier, value } of readings) {
      const fault =
        kind === 'property'
          ? model?.checkProperty(identifier, value)
          : model?.checkEvent(identifier, value as Record<string, unknown>);
      if (fault) return fault;
    }
    return undefined;
  }

  async #store({ productKey, deviceName }: DeviceName, readings: readonly Reading[]): Promise<Fault | undefined> {
    const { store } = this.options;
    const writes: Promise<void>[] = [];
    const byTime = new Map<number, Record<string, unknown>>();
    for (const { kind, identifier, text, time } of readings) {
      const value = new JsonText(text);
      if (kind === 'event') writes.push(store.saveEvent(productKey, deviceName, identifier, value, time));
      else byTime.set(time, Object.assign(byTime.get(time) ?? Object.create(null), { [identifier]: value }));
    }
    for (const [time, values] of byTime) writes.push(store.saveProperties(productKey, deviceName, values, time));
    try {
      await Promise.all(writes);
      return undefined;
    } catch (error) {
      return { code: CODES.tooMany, message: (error as Error).message };
    }
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

// Requests whose answer comes after the caller has gone: async services and property set.
import { randomInt } from 'node:crypto';
import { parseObject } from './alink.ts';
import type { Clock } from './clock.ts';
import type { DeviceName } from './events.ts';
import { ASYNC_CALLS } from './limits.ts';
import type { Push, Pushed } from './rrpc.ts';

/** An answered async request. */
export interface AsyncReply {
  device: DeviceName;
  messageId: string;
  /** The topic it was asked on. */
  topic: string;
  request: Buffer;
  reply: Buffer;
  ms: number;
}

interface Waiting {
  messageId: string;
  topic: string;
  request: Buffer;
  sentAt: number;
}

/** Sends requests and knows their answers again, by device, topic and Alink id. The newest ASYNC_CALLS are waited for, each
 *  for ASYNC_CALLS.ms, with their requests in ASYNC_CALLS.bytes. */
export class AsyncCalls {
  readonly #waiting = new Map<string, Waiting>();
  #bytes = 0;

  constructor(
    readonly clock: Clock,
    readonly push: Push,
    readonly nextId: () => string,
    readonly onReply: (reply: AsyncReply) => void,
  ) {}

  /** Asks a device on `topic` with what `requestOf` makes of an Alink id, 1..4294967295. `pushed` tells whether the
   *  message was handed over: there is no queue for devices that are away. */
  send(device: DeviceName, topic: string, requestOf: (id: string) => Buffer): { messageId: string; pushed: Pushed } {
    const messageId = this.nextId();
    // Random, so that clouds side by side on one broker do not take each other's answers.
    const id = String(randomInt(1, 2 ** 32));
    const request = requestOf(id);
    const key = keyOf(device, topic, id);
    this.#forget();
    this.#take(key);
    this.#waiting.set(key, { messageId, topic, request, sentAt: this.clock.now() });
    this.#bytes += request.length;
    const pushed = this.push(device, topic, request);
    if (pushed !== 'sent') this.#take(key);
    return { messageId, pushed };
  }

  /** Takes a device's publish. True when it answers a request of ours; a second answer does not. */
  reply(device: DeviceName, topic: string, payload: Buffer): boolean {
    if (!topic.endsWith('_reply') || this.#waiting.size === 0) return false;
    const id = parseObject(payload.toString('utf8'))?.id;
    if (typeof id !== 'string' && typeof id !== 'number') return false;
    const key = keyOf(device, topic.slice(0, -'_reply'.length), String(id));
    const found = this.#take(key);
    if (!found) return false;
    const { sentAt, ...asked } = found;
    this.onReply({ device, ...asked, reply: payload, ms: this.clock.now() - sentAt });
    return true;
  }

  /** Requests that are waited for. */
  get size(): number {
    return this.#waiting.size;
  }

  #forget(): void {
    const oldest = this.clock.now() - ASYNC_CALLS.ms;
    for (const [key, { sentAt }] of this.#waiting) {
      if (sentAt > oldest && this.#waiting.size < ASYNC_CALLS.most && this.#bytes < ASYNC_CALLS.bytes) return;
      this.#take(key);
    }
  }

  #take(key: string): Waiting | undefined {
    const found = this.#waiting.get(key);
    if (this.#waiting.delete(key)) this.#bytes -= found?.request.length ?? 0;
    return found;
  }
}

function keyOf({ productKey, deviceName }: DeviceName, topic: string, id: string): string {
  return `${productKey}/${deviceName} ${topic} ${id}`;
}

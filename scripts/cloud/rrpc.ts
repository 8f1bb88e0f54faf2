// RRPC: a request pushed to a device, its reply awaited.
import type { Clock } from './clock.ts';
import { type Device, presenceOf } from './devices.ts';
import type { DeviceName } from './events.ts';
import { PENDING_CALLS } from './limits.ts';
import type { CallTopics } from './topics.ts';

/** How a call ended, in RRpc's words. */
export type RrpcCode = 'SUCCESS' | 'TIMEOUT' | 'OFFLINE' | 'HALFCONN' | 'UNKNOWN';

/** A call's end. `messageId` is a decimal int64; `payload` is there for SUCCESS; `ms` counts from the push. */
export interface RrpcResult {
  rrpcCode: RrpcCode;
  messageId: string;
  payload?: Buffer;
  ms: number;
}

/** Hands a message to a device's connection. False when it cannot: gone meanwhile, or not reading. */
export type Push = (device: DeviceName, topic: string, payload: Buffer) => boolean;

/** Makes message ids: 19-digit int64 decimals, above 2^53, each once, also after a restart. */
export function messageIds(clock: Clock): () => string {
  let last = 0n;
  return () => {
    const fromTime = (1n << 60n) + (BigInt(Math.floor(clock.now())) << 18n);
    last = fromTime > last ? fromTime + 1n : last + 1n;
    return String(last);
  };
}

interface Pending {
  device: DeviceName;
  replyTopic: string;
  settle(rrpcCode: RrpcCode, payload?: Buffer): void;
}

/** The calls under way. */
export class Rrpc {
  readonly #pending = new Map<string, Pending>();
  readonly #nextId: () => string;

  constructor(
    readonly clock: Clock,
    readonly push: Push,
  ) {
    this.#nextId = messageIds(clock);
  }

  /** Whether PENDING_CALLS are waiting already: the next one must be refused. */
  get full(): boolean {
    return this.#pending.size >= PENDING_CALLS;
  }

  /** Calls a device and resolves when it replied, or after `timeout` milliseconds; at once when it is not connected. A
   *  connection lost meanwhile changes nothing: the device may come back and reply in time. Never rejects. */
  call(
    device: Device,
    topicsOf: (messageId: string) => CallTopics,
    payload: Buffer,
    timeout: number,
  ): Promise<RrpcResult> {
    const messageId = this.#nextId();
    const presence = presenceOf(device, this.clock.now());
    if (presence !== 'ONLINE') return Promise.resolve({ rrpcCode: presence, messageId, ms: 0 });
    const topics = topicsOf(messageId);
    const started = this.clock.now();
    return new Promise((resolve) => {
      const settle = (rrpcCode: RrpcCode, reply?: Buffer) => {
        if (!this.#pending.delete(messageId)) return;
        cancel();
        const result: RrpcResult = { rrpcCode, messageId, ms: this.clock.now() - started };
        resolve(reply ? { ...result, payload: reply } : result);
      };
      const cancel = this.clock.after(timeout, () => settle('TIMEOUT'));
      this.#pending.set(messageId, { device, replyTopic: topics.reply, settle });
      if (!this.push(device, topics.request, payload)) settle('UNKNOWN');
    });
  }

  /** Takes a device's publish. True when it was the awaited reply: from the device called, on its call's own topic, the
   *  first. Late and second replies are not. */
  reply(device: DeviceName, topic: string, payload: Buffer): boolean {
    const messageId = /^\/ext\/rrpc\/(\d{1,19})\/|\/rrpc\/response\/(\d{1,19})$/.exec(topic);
    const pending = messageId && this.#pending.get(messageId[1] ?? messageId[2] ?? '');
    if (!pending || pending.replyTopic !== topic) return false;
    if (pending.device.productKey !== device.productKey || pending.device.deviceName !== device.deviceName)
      return false;
    pending.settle('SUCCESS', payload);
    return true;
  }

  /** Ends every call under way with UNKNOWN: the cloud is stopping. */
  stop(): void {
    for (const pending of [...this.#pending.values()]) pending.settle('UNKNOWN');
  }
}

// RRPC: a request pushed to a device, its reply awaited.
import { randomInt } from 'node:crypto';
import type { Clock } from './clock.ts';
import { type Device, type Presence, presenceOf } from './devices.ts';
import type { DeviceName } from './events.ts';
import { PENDING_BYTES, PENDING_CALLS } from './limits.ts';
import type { CallTopics } from './topics.ts';

/** How a call ended, in RRpc's words. */
export type RrpcCode = 'SUCCESS' | 'TIMEOUT' | 'OFFLINE' | 'HALFCONN' | 'UNKNOWN';

/** A call's end. `messageId` is a decimal int64; `payload` is there for SUCCESS; `overRate` for an UNKNOWN that was not sent
 *  because the device gets no more messages this second; `ms` counts from the push. */
export interface RrpcResult {
  rrpcCode: RrpcCode;
  messageId: string;
  payload?: Buffer;
  overRate?: true;
  ms: number;
}

/** What became of a message: handed over; not, as the device has gone meanwhile or does not read; not, as it is over its
 *  rate; not, as the broker that devices are at is away or does not read. */
export type Pushed = 'sent' | 'unreachable' | 'overRate' | 'noBroker';

/** How a message goes out. */
export interface PushOptions {
  /** 0 unless given; behind another broker a call always goes at 1, as only that tells of a missing subscriber. */
  qos?: 0 | 1;
  /** Called with what is known then, at most once, where it shows only later that nobody got it. */
  undelivered?(rrpcCode: Exclude<RrpcCode, 'SUCCESS'>): void;
  /** Milliseconds after which nobody waits for its answer. */
  lifetimeMs?: number;
}

/** Hands a message to a device's connection. */
export type Push = (device: DeviceName, topic: string, payload: Buffer, options?: PushOptions) => Pushed;

/** Bits of a message id that tell clouds on one broker apart. */
const TAG_BITS = 22;

/** Makes message ids: 19-digit int64 decimals, above 2^53, each once, also after a restart, and beside other clouds on the
 *  same broker: 2^62, then milliseconds since 2020, then a tag that each cloud draws when it starts. Two that drew the same
 *  tag, one pair in four million, would also have to call the same device on the same topic in one millisecond. */
export function messageIds(clock: Clock, tag = randomInt(2 ** TAG_BITS)): () => string {
  const epoch = Date.UTC(2020, 0, 1);
  let last = 0n;
  return () => {
    const time = BigInt(Math.floor(clock.now()) - epoch);
    last = time > last ? time : last + 1n;
    return String((1n << 62n) | (last << BigInt(TAG_BITS)) | BigInt(tag));
  };
}

interface Pending {
  device: DeviceName;
  replyTopic: string;
  settle(rrpcCode: RrpcCode, more?: { payload: Buffer } | { overRate: true }): void;
}

/** What else Rrpc may be told. */
export interface RrpcOptions {
  /** Makes message ids; `messageIds` unless given. */
  nextId?: () => string;
  /** What is known of a device before it is asked; by its connection to this cloud unless given. */
  presenceOf?: (device: Device) => Presence;
}

/** The calls under way. */
export class Rrpc {
  readonly #pending = new Map<string, Pending>();
  #bytes = 0;
  /** Makes the message id of a call, for those too that await no answer. */
  readonly nextId: () => string;
  readonly #presenceOf: (device: Device) => Presence;

  constructor(
    readonly clock: Clock,
    readonly push: Push,
    options: RrpcOptions = {},
  ) {
    this.nextId = options.nextId ?? messageIds(clock);
    this.#presenceOf = options.presenceOf ?? ((device) => presenceOf(device, clock.now()));
  }

  /** Whether PENDING_CALLS or PENDING_BYTES of them are waiting already: the next one must be refused. */
  get full(): boolean {
    return this.#pending.size >= PENDING_CALLS || this.#bytes >= PENDING_BYTES;
  }

  /** Calls a device and resolves when it replied, or after `timeout` milliseconds; at once when it is not connected. A
   *  connection lost meanwhile changes nothing: the device may come back and reply in time. Never rejects. */
  call(
    device: Device,
    topicsOf: (messageId: string) => CallTopics,
    payload: Buffer,
    timeout: number,
  ): Promise<RrpcResult> {
    const messageId = this.nextId();
    const presence = this.#presenceOf(device);
    if (presence !== 'ONLINE') return Promise.resolve({ rrpcCode: presence, messageId, ms: 0 });
    const topics = topicsOf(messageId);
    const started = this.clock.now();
    return new Promise((resolve) => {
      const settle: Pending['settle'] = (rrpcCode, more) => {
        if (!this.#pending.delete(messageId)) return;
        this.#bytes -= payload.length;
        cancel();
        resolve({ rrpcCode, messageId, ms: this.clock.now() - started, ...more });
      };
      const cancel = this.clock.after(timeout, () => settle('TIMEOUT'));
      this.#pending.set(messageId, { device, replyTopic: topics.reply, settle });
      this.#bytes += payload.length;
      const pushed = this.push(device, topics.request, payload, {
        undelivered: settle,
        lifetimeMs: timeout,
      });
      if (pushed !== 'sent') settle('UNKNOWN', pushed === 'overRate' ? { overRate: true } : undefined);
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
    pending.settle('SUCCESS', { payload });
    return true;
  }

  /** Ends every call under way with UNKNOWN: the cloud is stopping. */
  stop(): void {
    for (const pending of [...this.#pending.values()]) pending.settle('UNKNOWN');
  }
}

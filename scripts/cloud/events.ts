// What a running cloud tells whoever listens.
import { EventEmitter } from 'node:events';

/** The pair that names a device everywhere. */
export interface DeviceName {
  productKey: string;
  deviceName: string;
}

/** The cloud's events, by name. No secret is in any of them. */
export interface CloudEvents {
  /** A device signed in; `ms` from its TCP connection to CONNACK. */
  online: DeviceName & { ms: number };
  /** A device's connection ended, and why. */
  offline: DeviceName & { reason: string };
  /** A device's SUBSCRIBE was answered: the filters granted, and those answered 0x80. */
  subscribed: DeviceName & { granted: string[]; refused: string[] };
  /** A connection or one of its packets was refused. `returnCode` is CONNACK's, where there was one. */
  refused: { clientId: string; username: string; reason: string; returnCode?: number };
  /** A device published on a topic of its own. */
  publish: DeviceName & { topic: string; payload: Buffer };
  /** An API call to a device was answered. `code` is the Code of a failure. */
  call: DeviceName & {
    api: string;
    service?: string;
    topic?: string;
    request: string;
    reply?: string;
    rrpcCode: string;
    code?: string;
    messageId?: string;
    ms: number;
  };
  /** A device answered a request that awaited no answer in its own call: an async service, or property set. */
  reply: DeviceName & { messageId: string; topic: string; request: Buffer; reply: Buffer; ms: number };
  /** The broker that is not the cloud's own was lost, or is there again. */
  broker: { place: string; connected: boolean };
  /** An API request was refused before it reached an action: unsigned, stale, replayed, unknown. */
  denied: { api: string; accessKeyId: string; code: string };
}

/** Emits and listens to CloudEvents, typed. */
export class CloudEmitter {
  readonly #emitter = new EventEmitter();

  /** Adds a listener for one of CloudEvents. */
  on<K extends keyof CloudEvents>(event: K, listener: (detail: CloudEvents[K]) => void): this {
    this.#emitter.on(event, listener);
    return this;
  }

  /** Removes a listener added with `on`. */
  off<K extends keyof CloudEvents>(event: K, listener: (detail: CloudEvents[K]) => void): this {
    this.#emitter.off(event, listener);
    return this;
  }

  /** Tells every listener, in the order they were added. One that throws is warned of, and the cloud goes on. */
  emit<K extends keyof CloudEvents>(event: K, detail: CloudEvents[K]): void {
    for (const listener of this.#emitter.listeners(event))
      try {
        listener(detail);
      } catch (error) {
        process.emitWarning(`a listener of "${event}" failed: ${error instanceof Error ? error.message : 'unknown'}`);
      }
  }
}

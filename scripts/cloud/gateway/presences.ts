// What the gateway knows of devices' connections to a broker that is not the cloud's own.
import type { Clock } from '../clock.ts';
import { type Device, type Presence, presenceOf } from '../devices.ts';
import type { CloudEmitter } from '../events.ts';
import { parseClientId } from '../identity.ts';
import { nameOf } from '../mqtt/session.ts';

/** Why EMQX says a connection ended when its device is still there, on a newer one. */
const TAKEN_OVER = ['takenover', 'discarded'];

/** A broker tells little: some say who connects and who goes, all bring what devices send, and those of MQTT 5 say when a
 *  request had no subscriber. What was learned last holds. */
export class Presences {
  readonly #heard = new WeakSet<Device>();
  /** Devices of which the broker itself said that they are gone. */
  readonly #gone = new WeakSet<Device>();

  constructor(
    readonly clock: Clock,
    readonly events: CloudEmitter,
  ) {}

  /** Something came from the device. */
  heard(device: Device): void {
    this.#gone.delete(device);
    if (this.#heard.has(device) || device.connection) return;
    this.#heard.add(device);
    this.events.emit('online', { ...nameOf(device), ms: 0 });
  }

  /** The broker says that it signed in. Its clientId tells of ext. */
  connected(device: Device, clientId: string, keepAlive: number): void {
    const id = parseClientId(clientId);
    const wasOnline = this.of(device) === 'ONLINE';
    device.connection = { keepAlive, ext: typeof id !== 'string' && (id.ext & 1) === 1 };
    delete device.lost;
    this.#gone.delete(device);
    this.#heard.add(device);
    if (!wasOnline) this.events.emit('online', { ...nameOf(device), ms: 0 });
  }

  /** The broker says that its connection ended, and why. */
  disconnected(device: Device, reason: string): void {
    if (TAKEN_OVER.includes(reason)) return;
    const { connection } = device;
    if (reason !== 'normal') device.lost = { at: this.clock.now(), keepAlive: connection?.keepAlive ?? 0 };
    this.#gone.add(device);
    this.#leave(device, `the broker says: ${reason}`);
  }

  /** The broker had no subscriber for a request to it: what RRPC calls that. */
  unreachable(device: Device): 'OFFLINE' | 'HALFCONN' {
    this.#leave(device, 'the broker has no subscriber for its calls');
    const presence = presenceOf(device, this.clock.now());
    return presence === 'HALFCONN' ? presence : 'OFFLINE';
  }

  /** As it was learned last. */
  of(device: Device): Presence {
    return this.#heard.has(device) ? 'ONLINE' : presenceOf(device, this.clock.now());
  }

  /** ONLINE unless the broker said that it is gone: only asking tells. */
  mayAsk(device: Device): Presence {
    return this.#gone.has(device) ? this.of(device) : 'ONLINE';
  }

  #leave(device: Device, reason: string): void {
    const wasOnline = this.of(device) === 'ONLINE';
    this.#heard.delete(device);
    delete device.connection;
    if (wasOnline) this.events.emit('offline', { ...nameOf(device), reason });
  }
}

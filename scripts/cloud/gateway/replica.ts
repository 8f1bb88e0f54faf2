// The registry of several gateways on one broker: what one registers or removes, all know.
import { randomUUID } from 'node:crypto';
import { parseObject } from '../alink.ts';
import type { Clock } from '../clock.ts';
import { REGISTRY } from '../limits.ts';
import { isObject } from '../model/check.ts';
import { historyOf } from '../store/registry.ts';
import type { DeviceRecord, ModelRecord, Product, RegistryEntry, Removal, Store } from '../store/store.ts';
import { Digest, versionOf } from './digest.ts';
import type { Sealed } from './sealed.ts';

/** Where gateways tell each other. */
export const REGISTRY_TOPIC = '/rrpc/registry';

/** What a replica needs. */
export interface ReplicaOptions {
  store: Store;
  clock: Clock;
  sealed: Sealed;
  /** Sends to the others. What the broker does not take is made up for by the next greeting. */
  send(message: Buffer): void;
}

/** Keeps one gateway's registry like the others'. Changes are told as they come. At the start, after the broker was lost, and
 *  every REGISTRY.greetMs each greets with its digest; whoever differs answers with what it has there, and its own digest.
 *  1. A device is registered once under an IotId and removed once, so either may come first, and twice.
 *  2. One name registered at two gateways before they heard of each other: the older registration stays, at all of them.
 *  3. Of two thing models of one module the newer one stays. */
export class Replica {
  readonly #name = randomUUID();
  readonly #digest = new Digest();
  #taking: Promise<void> = Promise.resolve();
  #waiting = 0;
  #cancel = () => {};

  constructor(readonly options: ReplicaOptions) {
    const { store } = options;
    for (const entry of store.registered()) this.#note(entry);
    store.onRegistered((entry) => this.#changed(entry));
  }

  /** Greets, now and from time to time. */
  greet(): void {
    const { clock } = this.options;
    this.#cancel();
    this.#cancel = clock.after(REGISTRY.greetMs, () => this.greet());
    this.#say({ digest: this.#digest.toString(), asks: true });
  }

  /** Greets no more. */
  stop(): void {
    this.#cancel();
  }

  /** Takes a message of another gateway; resolves once what it brought is on the disk. Never rejects: what cannot be read, or
   *  stored now, is left out, and comes again after the next greeting. */
  take(message: Buffer): Promise<void> {
    const text = this.options.sealed.open(message);
    const said = text === undefined ? undefined : parseObject(text);
    if (!said || said.from === this.#name || this.#waiting >= REGISTRY.waiting) return Promise.resolve();
    this.#waiting += 1;
    this.#taking = this.#taking
      .then(async () => {
        for (const entry of Array.isArray(said.entries) ? said.entries : []) await this.#apply(entry).catch(() => {});
        if (typeof said.digest === 'string') this.#answer(said.digest, said.asks === true);
      })
      .finally(() => {
        this.#waiting -= 1;
      });
    return this.#taking;
  }

  #changed(entry: RegistryEntry): void {
    const { name, version } = versionOf(entry);
    // Also one that came from another gateway, and a device that was saved because it came online.
    if (this.#digest.get(name) === version) return;
    this.#note(entry);
    this.#say({ entries: [bare(entry)] });
  }

  #note(entry: RegistryEntry): void {
    const { name, version } = versionOf(entry);
    this.#digest.put(name, version);
  }

  #answer(digest: string, asks: boolean): void {
    const different = this.#digest.differences(digest);
    if (different.size === 0) return;
    let entries: RegistryEntry[] = [];
    let characters = 0;
    const send = () => {
      if (entries.length > 0) this.#say({ entries });
      entries = [];
      characters = 0;
    };
    for (const entry of this.options.store.registered()) {
      if (!different.has(Digest.indexOf(versionOf(entry).name))) continue;
      entries.push(bare(entry));
      characters += JSON.stringify(entry).length;
      if (characters >= REGISTRY.messageCharacters) send();
    }
    send();
    if (asks) this.#say({ digest: this.#digest.toString() });
  }

  #say(said: { entries?: RegistryEntry[]; digest?: string; asks?: boolean }): void {
    const { send, sealed } = this.options;
    send(sealed.seal(JSON.stringify({ from: this.#name, ...said })));
  }

  async #apply(value: unknown): Promise<void> {
    const entry = readEntry(value);
    if (!entry) return;
    const { name, version } = versionOf(entry);
    const known = this.#digest.get(name);
    if (known !== undefined && known >= version) return;
    this.#note(entry);
    try {
      await this.#store(entry);
    } catch (error) {
      this.#digest.put(name, known);
      throw error;
    }
  }

  async #store(entry: RegistryEntry): Promise<void> {
    const { store } = this.options;
    if ('device' in entry) return this.#storeDevice(entry.device);
    if ('product' in entry) return store.saveProduct(entry.product);
    if ('model' in entry) return store.saveModel(entry.productKey, entry.model);
    const here = store.deviceById(entry.removal.iotId);
    if (here) return store.removeDevice(here.productKey, here.deviceName);
    return store.saveRemoval(entry.removal);
  }

  async #storeDevice(device: DeviceRecord): Promise<void> {
    const { store } = this.options;
    const { productKey, deviceName } = device;
    const here = store.device(productKey, deviceName);
    if (here && isOlder(here, device)) {
      // The other gateway has the newer one, and must let it go.
      await store.saveRemoval({ iotId: device.iotId, removedAt: this.options.clock.now() });
      this.#say({ entries: [bare({ device: here })] });
      return;
    }
    if (!here) return store.saveDevice({ ...device, order: 0 });
    // What it has posted stays, under the other IotId.
    await store.saveDevice({ ...here, ...device, order: here.order, history: historyOf(here) });
    await store.saveRemoval({ iotId: here.iotId, removedAt: this.options.clock.now() });
  }
}

/** Whether `a` was registered before `b`. All gateways decide alike, also about two of one millisecond. */
function isOlder(a: DeviceRecord, b: DeviceRecord): boolean {
  return a.createdAt === b.createdAt ? a.iotId < b.iotId : a.createdAt < b.createdAt;
}

/** An entry without what each gateway finds out itself: a device's place in the list, and when it came and went. */
function bare(entry: RegistryEntry): RegistryEntry {
  if (!('device' in entry)) return entry;
  const { productKey, deviceName, deviceSecret, iotId, nickname, createdAt } = entry.device;
  const device = { productKey, deviceName, deviceSecret, iotId, order: 0, createdAt };
  return { device: nickname === undefined ? device : { ...device, nickname } };
}

/** Who holds the keys is trusted to mean well, but may run another version: what lacks a member that names it is no entry. */
function readEntry(value: unknown): RegistryEntry | undefined {
  if (!isObject(value)) return undefined;
  const has = (members: unknown, ...names: string[]): members is Record<string, unknown> =>
    isObject(members) && names.every((name) => typeof members[name] === 'string');
  const { product, productKey, model, device, removal } = value;
  if (has(product, 'productKey', 'productName', 'productSecret') && Number.isFinite(product.createdAt))
    return { product: product as unknown as Product };
  if (has(model, 'functionBlockId', 'tsl') && typeof productKey === 'string')
    return { productKey, model: model as unknown as ModelRecord };
  if (has(device, 'productKey', 'deviceName', 'deviceSecret', 'iotId') && Number.isFinite(device.createdAt))
    return { device: device as unknown as DeviceRecord };
  if (has(removal, 'iotId') && Number.isFinite(removal.removedAt)) return { removal: removal as unknown as Removal };
  return undefined;
}

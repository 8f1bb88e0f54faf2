// Products, thing models and devices in memory, in the order they are listed in.
import type { DeviceRecord, ModelRecord, Product, RegistryEntry, Removal } from './records.ts';

/** Under what a device's series are kept. */
export function historyOf({ history, iotId }: DeviceRecord): string {
  return history ?? iotId;
}

/** What is registered. Whatever is put here must be written too. */
export class Registry {
  readonly products = new Map<string, Product>();
  readonly models = new Map<string, ReadonlyMap<string, ModelRecord>>();
  /** By IotId. */
  readonly removals = new Map<string, Removal>();
  readonly #devices = new Map<string, Map<string, DeviceRecord>>();
  readonly #byId = new Map<string, DeviceRecord>();
  readonly #histories = new Set<string>();
  #order = 0;
  /** A product's devices as an array, made when a page is asked for, dropped when one comes or goes. */
  readonly #lists = new Map<string, DeviceRecord[]>();

  device(productKey: string, deviceName: string): DeviceRecord | undefined {
    return this.#devices.get(productKey)?.get(deviceName);
  }

  byId(iotId: string): DeviceRecord | undefined {
    return this.#byId.get(iotId);
  }

  /** Whether these are the series of a device that is registered. */
  hasHistory(history: string): boolean {
    return this.#histories.has(history);
  }

  /** Everything, products first. */
  *entries(): Iterable<RegistryEntry> {
    for (const product of this.products.values()) yield { product };
    for (const [productKey, modules] of this.models) for (const model of modules.values()) yield { productKey, model };
    for (const removal of this.removals.values()) yield { removal };
    for (const device of this.#byId.values()) yield { device };
  }

  count(productKey: string): number {
    return this.#devices.get(productKey)?.size ?? 0;
  }

  list(productKey: string): readonly DeviceRecord[] {
    const known = this.#lists.get(productKey);
    if (known) return known;
    const list = [...(this.#devices.get(productKey)?.values() ?? [])];
    this.#lists.set(productKey, list);
    return list;
  }

  /** The order of the next device. */
  next(): number {
    return this.#order + 1;
  }

  /** Where the first device of a list comes that is after `order`. */
  indexAfter(productKey: string, order: number): number {
    const list = this.list(productKey);
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.order ?? 0) > order) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  put(device: DeviceRecord): void {
    const { productKey, deviceName, iotId, order } = device;
    this.#order = Math.max(this.#order, order);
    const product = this.#devices.get(productKey) ?? new Map<string, DeviceRecord>();
    const old = product.get(deviceName);
    if (old) this.#forget(old);
    // One with another place in the list goes there, which is its end.
    if (old?.order !== order) product.delete(deviceName);
    this.#devices.set(productKey, product.set(deviceName, device));
    this.#byId.set(iotId, device);
    this.#histories.add(historyOf(device));
    this.#lists.delete(productKey);
  }

  remove(device: DeviceRecord): void {
    const { productKey, deviceName } = device;
    this.#devices.get(productKey)?.delete(deviceName);
    this.#forget(device);
    this.#lists.delete(productKey);
  }

  #forget(device: DeviceRecord): void {
    this.#byId.delete(device.iotId);
    this.#histories.delete(historyOf(device));
  }
}

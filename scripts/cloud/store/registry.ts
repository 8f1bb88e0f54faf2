// Products, thing models and devices in memory, in the order they are listed in.
import type { DeviceRecord, Product } from './records.ts';

/** What is registered. Whatever is put here must be written too. */
export class Registry {
  readonly products = new Map<string, Product>();
  readonly models = new Map<string, string>();
  readonly #devices = new Map<string, Map<string, DeviceRecord>>();
  readonly #byId = new Map<string, DeviceRecord>();
  /** A product's devices as an array, made when a page is asked for, dropped when one comes or goes. */
  readonly #lists = new Map<string, DeviceRecord[]>();

  device(productKey: string, deviceName: string): DeviceRecord | undefined {
    return this.#devices.get(productKey)?.get(deviceName);
  }

  byId(iotId: string): DeviceRecord | undefined {
    return this.#byId.get(iotId);
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

  put(device: DeviceRecord): void {
    const { productKey, deviceName, iotId } = device;
    const product = this.#devices.get(productKey) ?? new Map<string, DeviceRecord>();
    const old = product.get(deviceName);
    if (old) this.#byId.delete(old.iotId);
    this.#devices.set(productKey, product.set(deviceName, device));
    this.#byId.set(iotId, device);
    this.#lists.delete(productKey);
  }

  remove({ productKey, deviceName, iotId }: DeviceRecord): void {
    this.#devices.get(productKey)?.delete(deviceName);
    this.#byId.delete(iotId);
    this.#lists.delete(productKey);
  }
}

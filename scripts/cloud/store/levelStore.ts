// The store over a database of the Level family: the registry in memory, the rest by keys.
import type { Clock } from '../clock.ts';
import { HISTORY } from '../limits.ts';
import { JsonText, memberTexts } from '../source.ts';
import { CALLS, DEVICES, EVENTS, key, MODELS, PRODUCTS, REMOVALS, sequence, timePart, under, VALUES } from './keys.ts';
import type {
  CallRecord,
  DeviceRecord,
  EventRecord,
  ModelRecord,
  Page,
  Product,
  PropertyValue,
  Range,
  RegistryEntry,
  Removal,
} from './records.ts';
import { historyOf, Registry } from './registry.ts';
import { newestOfEach, readPage, sweep } from './series.ts';
import type { Store } from './store.ts';
import { type Change, type Database, StoreError, Writer } from './writer.ts';

/** What a property's or event's identifier may be: it becomes part of a key. */
const IDENTIFIER = /^[\w.:-]{1,128}$/;

/** A Store in `db`. One that may hold something already is opened by `load`. */
export class LevelStore implements Store {
  readonly #registry = new Registry();
  readonly #writer: Writer;
  readonly #next: () => string;
  readonly #listeners = new Set<(entry: RegistryEntry) => void>();
  #written = 0;
  #sweeping: Promise<void> = Promise.resolve();
  #closing = false;

  constructor(
    readonly db: Database,
    readonly clock: Clock,
  ) {
    this.#writer = new Writer(db);
    this.#next = sequence(clock.now());
  }

  /** Reads the registry of an open database, and drops what is too old. */
  static async load(db: Database, clock: Clock): Promise<LevelStore> {
    const store = new LevelStore(db, clock);
    const { products, models, removals } = store.#registry;
    for await (const text of db.values(under(PRODUCTS))) {
      const product = JSON.parse(text) as Product;
      products.set(product.productKey, product);
    }
    for await (const [name, text] of db.iterator(under(MODELS))) {
      const model = JSON.parse(text) as ModelRecord;
      const productKey = name.split('/')[1] ?? '';
      models.set(productKey, new Map(models.get(productKey)).set(model.functionBlockId, model));
    }
    const oldest = clock.now() - HISTORY.ms;
    for await (const text of db.values(under(REMOVALS))) {
      const removal = JSON.parse(text) as Removal;
      if (removal.removedAt >= oldest) removals.set(removal.iotId, removal);
      else await db.batch([{ type: 'del', key: key(REMOVALS, removal.iotId) }], { sync: false });
    }
    const devices: DeviceRecord[] = [];
    for await (const text of db.values(under(DEVICES))) devices.push(JSON.parse(text) as DeviceRecord);
    for (const device of devices.sort((a, b) => a.order - b.order)) store.#registry.put(device);
    store.#sweep();
    return store;
  }

  product(productKey: string): Product | undefined {
    return this.#registry.products.get(productKey);
  }

  products(): Product[] {
    return [...this.#registry.products.values()].sort((a, b) => (a.productKey < b.productKey ? -1 : 1));
  }

  async saveProduct(product: Product): Promise<void> {
    const { products } = this.#registry;
    const change: Change = { type: 'put', key: key(PRODUCTS, product.productKey), value: JSON.stringify(product) };
    await this.#change(products, product.productKey, product, change);
    this.#tell({ product });
  }

  models(productKey: string): ReadonlyMap<string, ModelRecord> {
    return this.#registry.models.get(productKey) ?? new Map();
  }

  async saveModel(productKey: string, model: ModelRecord): Promise<void> {
    const { models } = this.#registry;
    const modules = new Map(models.get(productKey)).set(model.functionBlockId, model);
    const name = key(MODELS, productKey, model.functionBlockId);
    await this.#change(models, productKey, modules, { type: 'put', key: name, value: JSON.stringify(model) });
    this.#tell({ productKey, model });
  }

  device(productKey: string, deviceName: string): DeviceRecord | undefined {
    return this.#registry.device(productKey, deviceName);
  }

  deviceById(iotId: string): DeviceRecord | undefined {
    return this.#registry.byId(iotId);
  }

  devices(productKey: string, offset: number, count: number): DeviceRecord[] {
    return this.#registry.list(productKey).slice(offset, offset + count);
  }

  devicesAfter(productKey: string, order: number, count: number): DeviceRecord[] {
    return this.devices(productKey, this.#registry.indexAfter(productKey, order), count);
  }

  deviceCount(productKey: string): number {
    return this.#registry.count(productKey);
  }

  async saveDevice(saved: DeviceRecord): Promise<void> {
    const { productKey, deviceName, order } = saved;
    const old = this.#registry.device(productKey, deviceName);
    const device = { ...saved, order: order || this.#registry.next() };
    this.#registry.put(device);
    try {
      const value = JSON.stringify(device);
      await this.#writer.write([{ type: 'put', key: key(DEVICES, productKey, deviceName), value }]);
    } catch (error) {
      if (this.#registry.device(productKey, deviceName) === device) {
        this.#registry.remove(device);
        if (old) this.#registry.put(old);
      }
      throw error;
    }
    this.#tell({ device });
  }

  async removeDevice(productKey: string, deviceName: string): Promise<void> {
    const device = this.#known(productKey, deviceName);
    const removal = { iotId: device.iotId, removedAt: this.clock.now() };
    this.#registry.remove(device);
    try {
      await this.#writer.write([{ type: 'del', key: key(DEVICES, productKey, deviceName) }, removalChange(removal)]);
    } catch (error) {
      if (!this.#registry.device(productKey, deviceName)) this.#registry.put(device);
      throw error;
    }
    this.#registry.removals.set(removal.iotId, removal);
    this.#tell({ removal });
    // Killed here, its series stay behind without an owner; the next sweep finds them.
    for (const kind of [VALUES, EVENTS, CALLS]) await this.db.clear(under(kind, historyOf(device)));
  }

  async saveRemoval(removal: Removal): Promise<void> {
    await this.#change(this.#registry.removals, removal.iotId, removal, removalChange(removal));
    this.#tell({ removal });
  }

  registered(): Iterable<RegistryEntry> {
    return this.#registry.entries();
  }

  onRegistered(listener: (entry: RegistryEntry) => void): void {
    this.#listeners.add(listener);
  }

  async saveProperties(
    productKey: string,
    deviceName: string,
    values: Readonly<Record<string, unknown>>,
    time: number,
  ): Promise<void> {
    const series = historyOf(this.#known(productKey, deviceName));
    const changes = Object.entries(values).map(([identifier, value]): Change => {
      if (!IDENTIFIER.test(identifier)) throw new StoreError(`not a property's identifier: ${identifier}`);
      return this.#record([VALUES, series, identifier], jsonOf(value), time);
    });
    await this.#append(changes);
  }

  async lastProperties(productKey: string, deviceName: string): Promise<Map<string, PropertyValue>> {
    const series = historyOf(this.#known(productKey, deviceName));
    return newestOfEach(this.db, VALUES, series, (text, time) => ({ value: JSON.parse(text), text, time }));
  }

  async propertyValues(
    productKey: string,
    deviceName: string,
    identifier: string,
    range: Range,
  ): Promise<Page<PropertyValue>> {
    const series = historyOf(this.#known(productKey, deviceName));
    if (!IDENTIFIER.test(identifier)) return { records: [] };
    return readPage(this.db, key(VALUES, series, identifier), range, (text, time) => ({
      value: JSON.parse(text),
      text,
      time,
    }));
  }

  async saveEvent(
    productKey: string,
    deviceName: string,
    identifier: string,
    value: unknown,
    time: number,
  ): Promise<void> {
    const series = historyOf(this.#known(productKey, deviceName));
    if (!IDENTIFIER.test(identifier)) throw new StoreError(`not an event's identifier: ${identifier}`);
    await this.#append([this.#record([EVENTS, series], eventText(identifier, value), time)]);
  }

  async events(
    productKey: string,
    deviceName: string,
    range: Range,
    wanted: (event: EventRecord) => boolean = () => true,
  ): Promise<Page<EventRecord>> {
    const series = historyOf(this.#known(productKey, deviceName));
    return readPage(this.db, key(EVENTS, series), range, (stored, time) => {
      const { identifier, value } = JSON.parse(stored) as { identifier: string; value: unknown };
      const event: EventRecord = { identifier, value, text: memberTexts(stored).get('value') ?? 'null', time };
      return wanted(event) ? event : undefined;
    });
  }

  async saveCall(productKey: string, deviceName: string, call: CallRecord): Promise<void> {
    const series = historyOf(this.#known(productKey, deviceName));
    const { time, ...rest } = call;
    await this.#append([this.#record([CALLS, series], JSON.stringify(rest), time)]);
  }

  async calls(productKey: string, deviceName: string, range: Range): Promise<Page<CallRecord>> {
    const series = historyOf(this.#known(productKey, deviceName));
    return readPage(this.db, key(CALLS, series), range, (text, time): CallRecord => ({ ...JSON.parse(text), time }));
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#sweeping;
    await this.#writer.idle();
    await this.db.close();
  }

  #tell(entry: RegistryEntry): void {
    for (const listener of this.#listeners) listener(entry);
  }

  #known(productKey: string, deviceName: string): DeviceRecord {
    const device = this.#registry.device(productKey, deviceName);
    if (!device) throw new StoreError(`no device ${productKey},${deviceName}`);
    return device;
  }

  async #change<T>(map: Map<string, T>, name: string, value: T, change: Change): Promise<void> {
    const old = map.get(name);
    map.set(name, value);
    try {
      await this.#writer.write([change]);
    } catch (error) {
      if (map.get(name) === value) {
        if (old === undefined) map.delete(name);
        else map.set(name, old);
      }
      throw error;
    }
  }

  #record(series: string[], value: string, time: number): Change {
    return { type: 'put', key: key(...series, timePart(time), this.#next()), value };
  }

  async #append(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    this.#written += changes.length;
    if (this.#written >= HISTORY.sweepEvery) this.#sweep();
    await this.#writer.write(changes);
  }

  #sweep(): void {
    this.#written = 0;
    const isKnown = (series: string) => this.#registry.hasHistory(series);
    this.#sweeping = this.#sweeping
      .then(() => sweep(this.#writer, this.clock.now(), isKnown, () => this.#closing))
      // What could not be dropped now is dropped by the next sweep.
      .catch(() => {});
  }
}

/** JSON text of a value: its own, where it comes with one. */
function jsonOf(value: unknown): string {
  return value instanceof JsonText ? value.text : JSON.stringify(value ?? null);
}

function eventText(identifier: string, value: unknown): string {
  return `{"identifier":${JSON.stringify(identifier)},"value":${jsonOf(value)}}`;
}

function removalChange(removal: Removal): Change {
  return { type: 'put', key: key(REMOVALS, removal.iotId), value: JSON.stringify(removal) };
}

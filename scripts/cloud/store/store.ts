// What the cloud remembers: products, devices, thing models, property values, events, calls.
import { mkdirSync } from 'node:fs';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';
import { type Clock, systemClock } from '../clock.ts';
import { LevelStore } from './levelStore.ts';
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

export type * from './records.ts';
export { StoreError } from './writer.ts';

/** The cloud's memory. A change can be read at once; its promise resolves when it is on the disk, and only then may it be
 *  acknowledged. It rejects with StoreError when the disk refuses, or when too many changes wait. What names a device that
 *  is not registered rejects too. */
export interface Store {
  /** The product, or undefined. */
  product(productKey: string): Product | undefined;
  /** All products, in the order of their keys. */
  products(): Product[];
  /** Takes a new product, or a changed one. */
  saveProduct(product: Product): Promise<void>;
  /** The modules of a product's thing model by their FunctionBlockId, none when it has no model. A change makes a new map. */
  models(productKey: string): ReadonlyMap<string, ModelRecord>;
  /** Takes a module of a product's thing model in place of the older one of that name. */
  saveModel(productKey: string, model: ModelRecord): Promise<void>;

  /** The device, or undefined. */
  device(productKey: string, deviceName: string): DeviceRecord | undefined;
  /** The device of that IotId, or undefined. */
  deviceById(iotId: string): DeviceRecord | undefined;
  /** Up to `count` of a product's devices from the one at `offset` on, in the order of their registration. */
  devices(productKey: string, offset: number, count: number): DeviceRecord[];
  /** Up to `count` of a product's devices that come after `order`, whether that one is still there or not. */
  devicesAfter(productKey: string, order: number, count: number): DeviceRecord[];
  /** How many devices a product has. */
  deviceCount(productKey: string): number;
  /** Takes a new device, or a changed one. */
  saveDevice(device: DeviceRecord): Promise<void>;
  /** Removes a device and all that was stored of it. */
  removeDevice(productKey: string, deviceName: string): Promise<void>;
  /** Takes the removal of a device that was registered elsewhere. */
  saveRemoval(removal: Removal): Promise<void>;
  /** Everything registered, products first, and what was removed. */
  registered(): Iterable<RegistryEntry>;
  /** Tells of each such entry once it is on the disk, and again whenever it is saved. */
  onRegistered(listener: (entry: RegistryEntry) => void): void;

  /** Adds a value of each property named, at `time`: any JSON value, or a JsonText. */
  saveProperties(
    productKey: string,
    deviceName: string,
    values: Readonly<Record<string, unknown>>,
    time: number,
  ): Promise<void>;
  /** The newest value of each property, by time, that the device has posted. */
  lastProperties(productKey: string, deviceName: string): Promise<Map<string, PropertyValue>>;
  /** A property's values. */
  propertyValues(
    productKey: string,
    deviceName: string,
    identifier: string,
    range: Range,
  ): Promise<Page<PropertyValue>>;
  /** Adds an event. `value` is any JSON value, or a JsonText. */
  saveEvent(productKey: string, deviceName: string, identifier: string, value: unknown, time: number): Promise<void>;
  /** A device's events, those that `wanted` accepts. */
  events(
    productKey: string,
    deviceName: string,
    range: Range,
    wanted?: (event: EventRecord) => boolean,
  ): Promise<Page<EventRecord>>;
  /** Adds a call. */
  saveCall(productKey: string, deviceName: string, call: CallRecord): Promise<void>;
  /** A device's calls. */
  calls(productKey: string, deviceName: string, range: Range): Promise<Page<CallRecord>>;

  /** Waits for what is under way and lets the files go. */
  close(): Promise<void>;
}

/** A store in a folder, made when it is not there, and then its owner's alone: it holds devices' secrets. Rejects, naming the folder, when another process uses it or it cannot
 *  be written. */
export async function openStore(folder: string, clock: Clock = systemClock): Promise<Store> {
  const db = new ClassicLevel<string, string>(folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await db.open();
  } catch (error) {
    throw explain(folder, error as Error & { cause?: { code?: string } });
  }
  return LevelStore.load(db, clock);
}

/** A store that is gone with its process. */
export function memoryStore(clock: Clock = systemClock): Store {
  return new LevelStore(new MemoryLevel<string, string>(), clock);
}

/** A folder that another process uses. */
export class StoreInUse extends Error {}

function explain(folder: string, { cause, message }: { cause?: { code?: string }; message: string }): Error {
  if (cause?.code === 'LEVEL_LOCKED') return new StoreInUse(`the store ${folder} is in use by another cloud`);
  return new Error(`the store ${folder} cannot be opened: ${(cause as Error | undefined)?.message ?? message}`);
}

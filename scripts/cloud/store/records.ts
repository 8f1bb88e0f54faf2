// What the store holds: one type a kind of record. Times are milliseconds since 1970.
import type { DeviceIdentity } from '../devices.ts';

/** A product. */
export interface Product {
  productKey: string;
  productName: string;
  productSecret: string;
  /** 0 a device, 1 a gateway. */
  nodeType: number;
  /** 0 pass-through, 1 Alink JSON. */
  dataFormat: number;
  /** `iothub_senior` has a thing model, `iothub` has none. */
  aliyunCommodityCode: string;
  authType: string;
  protocolType?: string;
  description?: string;
  createdAt: number;
}

/** A registered device. */
export interface DeviceRecord extends DeviceIdentity {
  /** Unique for ever: a device deleted and registered again has another one. */
  iotId: string;
  /** Under what its series are kept: the IotId that it was first registered with here, when another gateway's counts now. */
  history?: string;
  nickname?: string;
  /** Grows with each registration in its store, which sets it: devices are listed by it. 0 in one not yet saved. */
  order: number;
  createdAt: number;
  /** Its first sign-in. */
  activatedAt?: number;
  /** When it last came online, and went offline. */
  onlineAt?: number;
  offlineAt?: number;
  /** From where it last came online. */
  ipAddress?: string;
}

/** One module of a product's thing model. */
export interface ModelRecord {
  /** Empty for the default module. */
  functionBlockId: string;
  functionBlockName?: string;
  /** JSON text. */
  tsl: string;
  /** When it was imported; absent counts as 0. */
  savedAt?: number;
}

/** A device that is no longer registered. Kept for HISTORY.ms, so that no other gateway brings it back. */
export interface Removal {
  iotId: string;
  removedAt: number;
}

/** One thing that is registered, or no longer is. */
export type RegistryEntry =
  | { product: Product }
  | { productKey: string; model: ModelRecord }
  | { device: DeviceRecord }
  | { removal: Removal };

/** A property's value at a time: any JSON value, and its text as it was stored, which tells `10.0` from `10`. */
export interface PropertyValue {
  value: unknown;
  text: string;
  time: number;
}

/** An event that a device posted. `value` is any JSON value, its output data, `text` as it was stored. */
export interface EventRecord {
  identifier: string;
  value: unknown;
  text: string;
  time: number;
}

/** A call of a device. */
export interface CallRecord {
  /** The API's action. */
  api: string;
  identifier?: string;
  topic?: string;
  messageId: string;
  /** As text. */
  request: string;
  /** As text; absent while no answer came. */
  reply?: string;
  /** RrpcCode, or a failure's Code; `SENT` for one that awaits no answer, or not yet. */
  code: string;
  time: number;
  ms: number;
}

/** Which records of a series to read. */
export interface Range {
  /** First and last time, both included. */
  from: number;
  to: number;
  /** Oldest first, or newest first. */
  ascending: boolean;
  /** Records at most, 1 or more. More come only when they share one millisecond. */
  limit: number;
}

/** A part of a series. */
export interface Page<T> {
  records: T[];
  /** Where the next page starts, when there is one: its first record's time. */
  nextTime?: number;
}

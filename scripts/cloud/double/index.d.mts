// The types of `espruino-rrpc/cloud`, complete in themselves: a project that uses them compiles no source of this one.

/** A call as the device saw it. */
export interface SeenCall {
  /** The service's identifier; empty for a message that names none. */
  service: string;
  /** Its parameters; undefined for a message that is no Alink request. */
  params: Record<string, unknown> | undefined;
  topic: string;
  /** A decimal int64; empty for an async request. */
  messageId: string;
  payload: Buffer;
  /** Milliseconds since 1970. */
  at: number;
}

/** What is sent back: an Alink reply, bytes as they are, or nothing; `afterMs` later. */
export interface Reply {
  code?: number;
  data?: unknown;
  message?: string;
  /** In place of the Alink reply. */
  raw?: string | Buffer;
  /** Nothing is sent at all. */
  silent?: boolean;
  afterMs?: number;
}

/** Decides what a call is answered with. */
export type Behaviour = (call: SeenCall) => Reply;

/** Data of an answer, or what makes them of the call's parameters. */
export type Data = Record<string, unknown> | ((params: Record<string, unknown>) => unknown);

/** Answers with these data, or with what a function makes of the parameters. */
export function answer(data: Data): Behaviour;
/** Answers with a code of the device's own, 460 or 100000 and up, and a text. */
export function fail(code: number, message: string): Behaviour;
/** Answers as `then` does, `ms` milliseconds late: beyond the caller's timeout it is TIMEOUT. */
export function late(ms: number, then?: Behaviour): Behaviour;
/** Never answers. */
export function silent(): Behaviour;
/** Answers with these bytes, whatever they are: text that is no JSON, for one. */
export function raw(bytes: string | Buffer): Behaviour;
/** Behaves so the first time, so the second, and as the last of them from then on. */
export function inTurn(first: Behaviour, ...rest: Behaviour[]): Behaviour;

/** The pair that names a device everywhere. */
export interface DeviceName {
  productKey: string;
  deviceName: string;
}

/** A device's identity. */
export interface DeviceIdentity extends DeviceName {
  deviceSecret: string;
}

/** A device that does what a test tells it. */
export class ScriptedDevice {
  /** `port` is a cloud's MQTT port; `host` is 127.0.0.1 unless given. */
  constructor(identity: DeviceIdentity, port: number, host?: string);
  readonly identity: DeviceIdentity;
  readonly port: number;
  readonly host: string;
  /** Every call it saw, oldest first. */
  readonly calls: SeenCall[];
  /** What it does when `service` is called, sync or async: a Behaviour, or data to answer with. */
  on(service: string, behaviour: Behaviour | Record<string, unknown>): this;
  /** What it does with RRPC on `/{pk}/{dn}{topic}`, for one `/user/get`. */
  onTopic(topic: string, behaviour: Behaviour): this;
  /** What it does with every other message: answer 100404 unless told. */
  otherwise(behaviour: Behaviour): this;
  /** Signs in. Rejects when the cloud refuses it. */
  connect(): Promise<this>;
  /** Says goodbye: calls answer OFFLINE. */
  disconnect(): Promise<void>;
  /** Its connection is lost without a goodbye: calls answer HALFCONN for as long as its keep-alive. */
  vanish(): Promise<void>;
  /** Posts properties and resolves with the code that the cloud answered. */
  post(properties: Record<string, unknown>): Promise<number>;
  /** Posts an event and resolves with the code that the cloud answered. */
  event(identifier: string, value: Record<string, unknown>): Promise<number>;
  /** Publishes on `/{pk}/{dn}{topic}`. */
  publish(topic: string, payload: string | Buffer): Promise<void>;
}

/** An API call to a device, as it was answered. */
export interface Call extends DeviceName {
  api: string;
  service?: string;
  topic?: string;
  request: string;
  reply?: string;
  /** SUCCESS, TIMEOUT, OFFLINE, HALFCONN, UNKNOWN, or SENT for one that awaits no answer. */
  rrpcCode: string;
  /** The Code of a failure. */
  code?: string;
  messageId?: string;
  ms: number;
}

/** An API request that was refused before it reached an action. */
export interface Denied {
  api: string;
  accessKeyId: string;
  code: string;
}

/** A connection or a packet of a device that was refused. */
export interface Refused {
  clientId: string;
  username: string;
  reason: string;
  /** CONNACK's, where there was one. */
  returnCode?: number;
}

/** What a device published. */
export interface Publish extends DeviceName {
  topic: string;
  payload: Buffer;
}

/** How a double may differ. */
export interface DoubleOptions {
  /** The key that calls are signed with; a random one unless given. */
  accessKey?: { id: string; secret: string };
  /** A free port unless given. */
  httpPort?: number;
  /** A free port unless given. */
  mqttPort?: number;
  /** Push only to devices that subscribed. */
  strict?: boolean;
  /** How RRpc tells a device that did not answer; 'rrpcCode' unless given. */
  offlineAs?: 'rrpcCode' | 'errorCode';
  /** What Data.Result holds; 'data' unless given. */
  resultAs?: 'data' | 'reply';
  /** Messages of one device a second: as the platform has them, or none, which it is unless given. */
  rates?: 'platform' | 'none';
}

/** A running double. */
export interface CloudDouble {
  /** Where the API is, for the official client's `endpoint`; `protocol` is http. */
  readonly endpoint: string;
  readonly accessKey: { id: string; secret: string };
  readonly mqttPort: number;
  /** API calls of devices, as they ended, oldest first. */
  readonly calls: Call[];
  /** API requests that were refused before they reached an action, and sign-ins and packets of devices. */
  readonly refusals: (Denied | Refused)[];
  /** What devices published, answers to calls included. */
  readonly publishes: Publish[];
  /** The cloud itself. */
  readonly cloud: {
    readonly mqttPort: number;
    readonly httpPort: number;
    /** Whether the device is connected. */
    isOnline(productKey: string, deviceName: string): boolean;
  };
  /** Adds a device, connected, and scripted with these services; see ScriptedDevice.on. */
  device(
    productKey: string,
    deviceName: string,
    services?: Record<string, Behaviour | Record<string, unknown>>,
  ): Promise<ScriptedDevice>;
  /** Forgets what was seen, of every device too. */
  forget(): void;
  /** Ends it, and its devices. */
  stop(): Promise<void>;
}

/** Starts a double on free ports of this computer, with nothing in it. Rejects when a port that was asked for is taken. */
export function startDouble(options?: DoubleOptions): Promise<CloudDouble>;

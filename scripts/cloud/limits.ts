// Every limit of the local cloud: unit, value, what happens beyond it. "Platform" marks the vendor's own rule.

/** Keep-alive a device may ask for, in seconds. Platform. Outside it: CONNACK 5. */
export const KEEP_ALIVE = { min: 30, max: 1200 } as const;

/** CONNECTs of one device in a minute. Platform. Beyond: CONNACK 3. `CloudOptions.connectsPerMinute` changes it. */
export const CONNECTS_PER_MINUTE = 5;

/** Free text of a clientId, in characters. Platform. Beyond: CONNACK 2. */
export const CLIENT_ID_CHARACTERS = 64;

/** Filters in one SUBSCRIBE. Platform. Beyond: every filter of that SUBSCRIBE is answered 0x80. */
export const FILTERS_PER_SUBSCRIBE = 8;

/** Filters of one device. Platform. Beyond: the filter is answered 0x80. */
export const FILTERS_PER_DEVICE = 100;

/** A topic, in bytes and slashes, without `/ext/rrpc/{messageId}`. Platform. Its own topics below `/sys/` have more slashes:
 *  only their bytes count. Beyond: PUBLISH closes, a filter is 0x80. */
export const TOPIC = { bytes: 128, slashes: 7 } as const;

/** One MQTT payload, in bytes. Platform. Beyond: a device's connection is closed, a caller's message is refused. */
export const PAYLOAD_BYTES = 256 * 1024;

/** Whole MQTT packet before and after sign-in, in bytes. Beyond: the connection is closed before the rest is read. */
export const PACKET_BYTES = { signingIn: 4096, signedIn: PAYLOAD_BYTES + 512 } as const;

/** From TCP connection to CONNECT, in milliseconds. Beyond: closed. */
export const CONNECT_MS = 10_000;

/** MQTT connections at once. Beyond: a new one is closed at once. */
export const MQTT_CONNECTIONS = 12_000;

/** Connections that have not signed in yet. Beyond: the one that has waited longest is closed, so that strangers keep nobody
 *  out who signs in at once. */
export const STRANGERS = 1000;

/** Messages of one device a second, up at QoS 0 and QoS 1, and down. Platform. Beyond: one from the device is dropped, at
 *  QoS 1 without PUBACK, and told once a second; a call or message to it is not sent and answers
 *  iot.messagebroker.RateLimit. */
export const MESSAGE_RATES = { up0: 30, up1: 10, down: 50 } as const;

/** MQTT packets and bytes of one device in a second, whatever its rates. Beyond: the connection is closed. */
export const FLOOD = { packets: 5000, bytes: 32 * 1024 * 1024 } as const;

/** Bytes waiting for a device that does not read. Beyond: calls to it answer UNKNOWN. */
export const UNREAD_BYTES = 1024 * 1024;

/** Timeout of RRpc, in milliseconds. Platform. Outside it: iot.messagebroker.InvalidTimeoutValue. */
export const RRPC_TIMEOUT = { min: 1000, max: 8000 } as const;

/** A sync service's timeout, in milliseconds. Platform, fixed. */
export const SERVICE_TIMEOUT = 8000;

/** Calls waiting for a reply at once, and bytes of their requests. Beyond: iot.messagebroker.RateLimit. */
export const PENDING_CALLS = 1000;
export const PENDING_BYTES = 32 * 1024 * 1024;

/** Property values and events in one post, and how far ahead of now its times may be, in milliseconds. Platform, which does
 *  not say whether several values of one property count once. Beyond: 460. */
export const POST = { properties: 200, events: 20, aheadMs: 24 * 3_600_000 } as const;

/** With other gateways on the same broker: posts that wait to be told whose turn it is to acknowledge them, and how many
 *  milliseconds they may. Beyond: another gateway acknowledges it, or none does. */
export const TURNS = { most: 10_000, ms: 2000 } as const;

/** Between gateways on the same broker: how often each compares its registry with the others', in milliseconds; characters
 *  of entries in one message, beyond which the next one begins; messages that wait to be stored, beyond which they are left
 *  out until the next comparison. */
export const REGISTRY = { greetMs: 60_000, messageCharacters: 64 * 1024, waiting: 10_000 } as const;

/** Bytes waiting for a broker that does not read. Beyond: calls answer UNKNOWN. */
export const BROKER_UNREAD_BYTES = 16 * 1024 * 1024;

/** A request of a broker's to the hook, in bytes. Beyond: refused. */
export const HOOK_BYTES = 16 * 1024;

/** Async requests whose answer is still known for theirs, their bytes, and for how many milliseconds. Beyond: it is a publish
 *  like others. */
export const ASYNC_CALLS = { most: 10_000, bytes: 32 * 1024 * 1024, ms: 60_000 } as const;

/** An HTTP request's head, request line included, and its body, in bytes. The official client puts all parameters into the
 *  query: a message of PAYLOAD_BYTES, in base64 and encoded for a URL, goes through. Beyond: 431 and 413. */
export const HTTP_BYTES = { head: 512 * 1024, body: 64 * 1024 } as const;

/** HTTP connections at once. Beyond: a new one is closed at once. */
export const HTTP_CONNECTIONS = 4000;

/** HTTP connections whose caller has not sent a whole request. Beyond: the one that has waited longest is closed. */
export const HTTP_WAITING = 1000;

/** Bytes of all requests that are not whole yet. Beyond: the one that began first is closed. */
export const HTTP_HELD_BYTES = 64 * 1024 * 1024;

/** Milliseconds for an HTTP request's head, for the whole request, and for a socket that says nothing. Beyond: closed. */
export const HTTP_MS = { head: 10_000, request: 15_000, idle: 20_000 } as const;

/** How far a request's date may be from ours, in milliseconds. Platform. Beyond: InvalidTimeStamp.Expired. */
export const DATE_SKEW_MS = 15 * 60_000;

/** Nonces remembered for one access key. Beyond: the oldest second is forgotten and dates up to it count as stale. */
export const NONCES = 100_000;

/** A nonce, in characters. Beyond: refused. */
export const NONCE_CHARACTERS = 128;

/** What is kept of a device: milliseconds (platform: 30 days), and records of one property, of its events and of its calls,
 *  each. Beyond: the oldest are dropped, at the latest `sweepEvery` records later. A property's newest value stays. */
export const HISTORY = { ms: 30 * 24 * 3_600_000, records: 10_000, sweepEvery: 100_000 } as const;

/** A call's request and its reply as they are kept, in characters, each. Beyond: cut off. */
export const CALL_TEXT = 8192;

/** Changes waiting for the disk at once. Beyond: the change is refused. */
export const WAITING_WRITES = 20_000;

/** Devices of one InvokeThingsService, and of one BatchGetDeviceState. Platform. Beyond: refused. */
export const DEVICES_PER_CALL = { invoke: 100, state: 50 } as const;

/** Records of one page, in every action that lists. Platform. Outside it: iot.common.InvalidPageParams. */
export const PAGE_SIZE = { min: 1, max: 50 } as const;

/** Products, and devices of one product. Beyond: iot.prod.ProductCountExceedMax and iot.device.DeviceCountExceeded. */
export const PRODUCTS = 1000;
export const DEVICES_PER_PRODUCT = 100_000;

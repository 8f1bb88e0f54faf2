// The official cloud client, set up for an endpoint.
import { createRequire } from 'node:module';
import type IotClient from '@alicloud/iot20180120';

// The client is CommonJS with a default export of its own: required, it has the shape its types give it.
const require = createRequire(import.meta.url);
const iot = require('@alicloud/iot20180120') as typeof import('@alicloud/iot20180120');
const openApi = require('@alicloud/openapi-client') as typeof import('@alicloud/openapi-client');

/** The API's request classes, from the official client. */
export const { InvokeThingServiceRequest, RRpcRequest } = iot;

/** Milliseconds to reach an endpoint at all. */
const CONNECT_MS = 5000;

/** Where and as whom to call. */
export interface ApiTarget {
  /** `host`, `host:port`, or either behind `http://` or `https://`. */
  endpoint: string;
  accessKey: { id: string; secret: string };
  /** Region of the real cloud, such as cn-shanghai. */
  region?: string;
  /** 'v2' signs by RPC 1.0, as older clients do; otherwise ACS3-HMAC-SHA256. */
  signature?: 'acs3' | 'v2';
}

/** An endpoint taken apart. A bare loopback address is plain HTTP; any other bare host is HTTPS, as the real cloud is.
 *  Throws an error that says what an endpoint looks like. */
export function parseEndpoint(text: string): { host: string; protocol: 'http' | 'https' } {
  const bare = !/^https?:\/\//i.test(text);
  const url = toUrl(bare ? `${isLoopback(text) ? 'http' : 'https'}://${text}` : text);
  if (url?.pathname !== '/' || url.search || url.hash || url.username)
    throw new Error(`endpoint must be host:port, or http:// or https:// before it, not "${text}"`);
  return { host: url.host, protocol: url.protocol === 'http:' ? 'http' : 'https' };
}

/** Whether an endpoint is this computer. */
export function isLoopback(endpoint: string): boolean {
  return /^(https?:\/\/)?(127\.\d|localhost\b|\[::1\])/i.test(endpoint);
}

function toUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** The official client for a target; it gives up when nothing came for `readTimeout` milliseconds. Throws when the endpoint
 *  is malformed. */
export function createClient({ endpoint, accessKey, region, signature }: ApiTarget, readTimeout: number): IotClient {
  const { host, protocol } = parseEndpoint(endpoint);
  const config = new openApi.Config({
    accessKeyId: accessKey.id,
    accessKeySecret: accessKey.secret,
    endpoint: host,
    protocol,
    readTimeout,
    // The client's HTTP layer gives up an idle socket after this too, so it must not be shorter than the answer's time.
    connectTimeout: Math.max(CONNECT_MS, readTimeout),
    ...(region === undefined ? {} : { regionId: region }),
    ...(signature === 'v2' ? { signatureAlgorithm: 'v2' } : {}),
  });
  return new iot.default(config);
}

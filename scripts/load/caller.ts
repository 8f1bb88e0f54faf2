// A caller that costs little, so that what is measured is the cloud: RRpc by RPC 1.0 signature over connections kept open.
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { DeviceName } from '../cloud/events.ts';
import { canonicalQuery, percentEncode } from '../cloud/http/signatures/encoding.ts';

/** Where and as whom to call. */
export interface CallerOptions {
  host: string;
  port: number;
  accessKey: { id: string; secret: string };
  /** Connections at once. */
  connections: number;
}

/** What RRpc answered: the device's payload, or why there is none. */
export type CallAnswer = { payload: Buffer } | { failed: string };

/** Longest wait for an answer, beyond the call's own timeout, in milliseconds. */
const GRACE_MS = 5000;

/** Calls one cloud. */
export class Caller {
  readonly #agent: Agent;

  constructor(readonly options: CallerOptions) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  }

  /** RRpc. Never rejects. */
  async call({ productKey, deviceName }: DeviceName, payload: Buffer, timeout: number): Promise<CallAnswer> {
    const body = this.#signed({
      Action: 'RRpc',
      ProductKey: productKey,
      DeviceName: deviceName,
      RequestBase64Byte: payload.toString('base64'),
      Timeout: String(timeout),
    });
    try {
      const answer = JSON.parse(await this.#post(body, timeout + GRACE_MS)) as Record<string, unknown>;
      if (answer.RrpcCode === 'SUCCESS') return { payload: Buffer.from(String(answer.PayloadBase64Byte), 'base64') };
      return { failed: String(answer.RrpcCode ?? answer.Code ?? 'no answer') };
    } catch (error) {
      return { failed: (error as NodeJS.ErrnoException).code ?? (error as Error).message };
    }
  }

  /** Lets the connections go. */
  close(): void {
    this.#agent.destroy();
  }

  /** RPC 1.0: the signature covers the method and all parameters, sorted. */
  #signed(action: Record<string, string>): string {
    const { id, secret } = this.options.accessKey;
    const all = new Map(
      Object.entries({
        ...action,
        Version: '2018-01-20',
        Format: 'JSON',
        AccessKeyId: id,
        SignatureMethod: 'HMAC-SHA1',
        SignatureVersion: '1.0',
        SignatureNonce: randomUUID(),
        Timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      }),
    );
    const query = canonicalQuery(all);
    const signature = createHmac('sha1', `${secret}&`)
      .update(`POST&%2F&${percentEncode(query)}`)
      .digest('base64');
    return `${query}&Signature=${percentEncode(signature)}`;
  }

  #post(body: string, timeout: number): Promise<string> {
    const { host, port } = this.options;
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    };
    return new Promise((resolve, reject) => {
      const sent = request(
        { host, port, method: 'POST', path: '/', agent: this.#agent, headers, timeout },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
          response.on('error', reject);
        },
      );
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

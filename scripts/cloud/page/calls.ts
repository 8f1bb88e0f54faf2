// Calls that the page makes: by the API of its own cloud, with the access key that stays here.
import type { Cloud } from '../cloud.ts';
import type { CloudEvents } from '../events.ts';
import type { AccessKey } from '../http/signatures/authenticate.ts';
import { endpointOf } from '../session.ts';
import { methodOf, nameOf } from './entries.ts';
import { Refusal } from './guard.ts';
import { CALLS } from './limits.ts';
import type { CallAnswer } from './protocol.ts';

/** Makes calls, and knows which of the cloud's were made for the page's own sake. */
export class PageCalls {
  /** Calls under way that the page makes by itself, by device and service. */
  readonly #own = new Map<string, number>();
  #waiting = 0;

  constructor(
    readonly accessKey: AccessKey,
    readonly host: string,
  ) {}

  /** Whether the page made this call by itself, to draw the board. */
  isOwn(call: CloudEvents['call']): boolean {
    return this.#own.has(`${nameOf(call)} ${call.service ?? methodOf(call.request)}`);
  }

  /** Makes the call that an action asks for. Rejects with a Refusal for a malformed one and when too many wait; what the cloud
   *  or the device answers, refusals among it, is an answer. */
  async call(cloud: Cloud, body: Record<string, unknown>): Promise<CallAnswer> {
    const { device, service, params, own } = body;
    const [productKey = '', deviceName = '', ...more] = typeof device === 'string' ? device.split(',') : [];
    if (!productKey || !deviceName || more.length > 0) throw new Refusal(400, 'device must be productKey,deviceName');
    if (typeof service !== 'string' || !/^[\w.:]{1,101}$/.test(service))
      throw new Refusal(400, 'service must be the name of one');
    if (typeof params !== 'object' || params === null || Array.isArray(params))
      throw new Refusal(400, 'params must be an object');
    if (this.#waiting >= CALLS) throw new Refusal(429, 'too many calls wait for their answers');
    const key = `${device} ${service}`;
    const count = (by: number) => {
      const left = (this.#own.get(key) ?? 0) + by;
      if (left > 0) this.#own.set(key, left);
      else this.#own.delete(key);
    };
    this.#waiting += 1;
    if (own === true) count(1);
    const started = performance.now();
    try {
      const { callService } = await import('../../call/callService.ts');
      const target = {
        endpoint: endpointOf(this.host, cloud.httpPort),
        device: { productKey, deviceName },
        accessKey: this.accessKey,
      };
      // What the page asks for itself is in no product's thing model.
      const result = await callService(
        target,
        service,
        params as Record<string, unknown>,
        own === true ? { rrpc: true } : {},
      );
      return {
        code: result.code,
        data: result.data,
        ...(result.message === undefined ? {} : { message: result.message }),
        ms: result.ms,
      };
    } catch (error) {
      return { message: (error as Error).message, ms: performance.now() - started };
    } finally {
      this.#waiting -= 1;
      if (own === true) count(-1);
    }
  }
}

// How many messages a connection carries: what is beyond is dropped, and a flood ends it.
import type { Clock } from '../clock.ts';
import { FLOOD, type MESSAGE_RATES } from '../limits.ts';
import { RateLimit } from '../rates.ts';

/** Messages a second, up at QoS 0 and 1, and down. Infinity for no limit. */
export type MessageRates = Record<keyof typeof MESSAGE_RATES, number>;

/** What becomes of a message from the device. */
export type Verdict = 'pass' | 'drop' | 'flood';

const SECOND = 1000;

/** Counts one connection's messages. */
export class Flow {
  readonly #up0: RateLimit;
  readonly #up1: RateLimit;
  readonly #down: RateLimit;
  /** The second under way: when it began, and what arrived since. */
  #began = Number.NEGATIVE_INFINITY;
  #packets = 0;
  #bytes = 0;

  constructor(
    rates: MessageRates,
    readonly clock: Clock,
  ) {
    this.#up0 = new RateLimit(rates.up0, SECOND);
    this.#up1 = new RateLimit(rates.up1, SECOND);
    this.#down = new RateLimit(rates.down, SECOND);
  }

  /** Judges a packet of `bytes` bytes from the device, `qos` being a PUBLISH's: 'drop' for one beyond its rate, 'flood' for
   *  any packet beyond FLOOD, which holds whatever the rates are. */
  up(qos: number | undefined, bytes: number): Verdict {
    const now = this.clock.now();
    if (now - this.#began >= SECOND) {
      this.#began = now;
      this.#packets = 0;
      this.#bytes = 0;
    }
    this.#packets += 1;
    this.#bytes += bytes;
    if (this.#packets > FLOOD.packets || this.#bytes > FLOOD.bytes) return 'flood';
    if (qos === undefined) return 'pass';
    return (qos === 0 ? this.#up0 : this.#up1).allow('', now) ? 'pass' : 'drop';
  }

  /** Whether one more message may go to the device now. */
  down(): boolean {
    return this.#down.allow('', this.clock.now());
  }
}

/** The calls of a soak: what is asked, and what must be answered. */
import type { Peer } from './peer.ts';

/** Longest wait for an answer, in ms. */
const ANSWER_MS = 8000;

/** Asks, and checks what is answered. */
export interface Caller {
  /** Calls made, and answered right. */
  readonly made: number;
  /** The longest wait for an answer, in ms. */
  readonly slowest: number;
  /** The next call of a round of kinds. Rejects, saying what was wrong. */
  call(): Promise<void>;
  /** A call whose answer always has the same length, and leaves the same behind on the board. */
  same(): Promise<void>;
  /** A call whose envelope's id has another length: the board forgets the requests that it knew. */
  other(): Promise<void>;
  /** Sends a toggle, and does not wait: the connection is about to be lost. */
  begin(): void;
  /** Sends that toggle again, with the same message id: it must have happened once. */
  finish(): Promise<void>;
}

interface Asked {
  readonly messageId: string;
  readonly id: string;
  readonly service: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A caller over this peer. `prefix` is `/sys/{pk}/{dn}/rrpc`. */
export function createCaller(peer: Peer, prefix: string): Caller {
  let count = 0;
  let made = 0;
  let slowest = 0;
  /** The pin's level as the answers say it must be. */
  let led = 0;
  let begun: Asked | undefined;
  const waiting = new Map<string, (text: string) => void>();

  peer.onReply(({ topic, text }) => {
    const resolve = waiting.get(topic);
    waiting.delete(topic);
    resolve?.(text);
  });

  function make(service: string, params: Record<string, unknown>): Asked {
    count++;
    // Above 2^53, as on the platform.
    return { messageId: `9${String(count).padStart(18, '0')}`, id: String(1_000_000_000 + count), service, params };
  }
  function send({ messageId, id, service, params }: Asked, how: { qos?: 0 | 1; pieces?: number } = {}): void {
    const text = JSON.stringify({ id, version: '1.0', params, method: `thing.service.${service}` });
    peer.publish(`${prefix}/request/${messageId}`, text, how);
  }
  async function ask(asked: Asked, wanted: object, how: { qos?: 0 | 1; pieces?: number } = {}): Promise<void> {
    const topic = `${prefix}/response/${asked.messageId}`;
    const started = performance.now();
    let limit: NodeJS.Timeout | undefined;
    const answered = new Promise<string>((resolve, reject) => {
      waiting.set(topic, resolve);
      limit = setTimeout(() => reject(new Error(`${asked.service} was not answered in ${ANSWER_MS} ms`)), ANSWER_MS);
    });
    send(asked, how);
    const text = await answered;
    clearTimeout(limit);
    slowest = Math.max(slowest, performance.now() - started);
    const expected = JSON.stringify({ id: asked.id, ...wanted });
    if (text !== expected) throw new Error(`${asked.service} was answered ${text}, not ${expected}`);
    if (how.qos && peer.unacknowledged > 0) throw new Error(`${asked.service} at QoS 1 was not acknowledged`);
    made++;
  }
  const ok = (data: object) => ({ code: 200, data });
  const ledIs = (value: number) => ok({ pin: 'led', value });
  function set(value: number, how?: { qos?: 0 | 1; pieces?: number }): Promise<void> {
    led = value;
    return ask(make('SetPin', { pin: 'led', value }), ledIs(value), how);
  }

  return {
    get made() {
      return made;
    },
    get slowest() {
      return slowest;
    },
    async call() {
      const kind = count % 7;
      if (kind === 0) await set(1 - led);
      else if (kind === 1) await ask(make('GetPin', { pin: 'led' }), ledIs(led));
      else if (kind === 2) {
        led = 1 - led;
        await ask(make('TogglePin', { pin: 'led' }), ledIs(led));
      } else if (kind === 3) await set(1 - led, { pieces: 9 });
      else if (kind === 4) await set(1 - led, { pieces: 1000 });
      else if (kind === 5) await ask(make('GetPin', { pin: 'led' }), ledIs(led), { qos: 1 });
      else
        await ask(make('SetPin', { pin: 'led', value: 7 }), {
          code: 460,
          data: {},
          message: 'value must be 0 or 1, not 7',
        });
    },
    same: () => ask(make('GetPin', { pin: 'led' }), ledIs(led)),
    other: () => ask({ ...make('GetPin', { pin: 'led' }), id: '1' }, ledIs(led)),
    begin() {
      begun = make('TogglePin', { pin: 'led' });
      led = 1 - led;
      send(begun);
    },
    async finish() {
      if (!begun) return;
      const asked = begun;
      begun = undefined;
      await ask(asked, ledIs(led));
    },
  };
}

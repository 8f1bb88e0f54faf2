// What the tests of calls stand on: services of their own, a clock, and a sender that keeps what goes out.
import assert from 'node:assert/strict';
import { generate } from 'mqtt-packet';
import type { Request } from '../../../firmware/link/alink.ts';
import { type Calls, createCalls, type To, type Work } from '../../../firmware/link/call.ts';
import { Code, refuse } from '../../../firmware/link/code.ts';
import type { Call, TopicHandler } from '../../../firmware/link/service.ts';
import { bytes, packetOf, word } from '../../support/bytes.ts';
import { type FakeClock, fakeClock } from '../../support/fakeClock.ts';

/** The prefixes of device dn of product pk. */
export const REQUEST = '/sys/pk/dn/rrpc/request/';
export const RESPONSE = '/sys/pk/dn/rrpc/response/';

/** A PUBLISH at QoS 0 as another implementation writes it, as a binary string. */
export function encoded(topic: string, payload: string): string {
  const packet = { cmd: 'publish', topic, payload: Buffer.from(payload, 'latin1'), qos: 0, dup: false, retain: false };
  return generate(packet as Parameters<typeof generate>[0]).toString('latin1');
}

/** One device's calls, and what became of them. */
export interface Bench {
  readonly calls: Calls;
  readonly clock: FakeClock;
  /** Packets that the hot path sent, whole. */
  readonly sent: string[];
  /** What went the long way: topic and payload. */
  readonly published: [topic: string, payload: string][];
  /** The parameters that the service Move was called with, in order. */
  readonly moves: unknown[];
  /** Calls that the service Later keeps, in order. */
  readonly kept: Call[];
  /** Requests whose envelope was read, by the name of their service. */
  readonly prepared: string[];
  /** Gives a request to the hot path, as the parser does; others than those of 128 to 16383 bytes go the long way. */
  quick(id: string, payload: string): boolean;
  /** Gives it to the long way, as `route` does. */
  take(id: string, payload: string | undefined, identifier?: string, to?: To, handler?: TopicHandler): void;
  /** As a system request comes: the hot path first, then the long way. The reply that went out, '' where none did. */
  ask(id: string, payload: string): string;
}

/** A device with services that do each of what a service may do. */
export function createBench(): Bench {
  const clock = fakeClock();
  const sent: string[] = [];
  const published: [string, string][] = [];
  const moves: unknown[] = [];
  const kept: Call[] = [];
  const prepared: string[] = [];
  const services: Record<string, Work[0]> = {
    Move: (params) => ({ moves: moves.push(params) }),
    Fill: (params: { length: number }) => ({ x: 'x'.repeat(params.length) }),
    Echo: (params) => params,
    Nothing: () => undefined,
    Later: (params, later) => {
      moves.push(params);
      kept.push(later());
    },
    KeepAndBreak: (_, later) => {
      kept.push(later());
      throw new Error('out of paper');
    },
    Refuse: () => {
      throw refuse(Code.PIN, 'pin "x" is not on this board: led');
    },
    Break: () => {
      throw new Error('out of paper');
    },
  };
  function prepare({ identifier, params }: Request): Work {
    prepared.push(identifier);
    if (!Object.hasOwn(services, identifier)) throw refuse(Code.NO_SERVICE, `no service "${identifier}"`);
    return [services[identifier] as Work[0], params as never, identifier === 'Echo' ? ['duty'] : undefined];
  }
  const sender = {
    publish: (topic: string, payload: string): boolean => {
      published.push([topic, payload]);
      return true;
    },
    send: (data: string, length: number): boolean => {
      // The client counts what waits by this: it may leave out the fixed header, and nothing else.
      assert.ok(length <= data.length && length >= data.length - 5, `${length} bytes of ${data.length}`);
      return sent.push(data) > 0;
    },
  };
  /** The timer that runs: on the interpreter it may cancel itself, which the tests' clock has forgotten by then. */
  let ticking = 0;
  const timers = {
    after(f: () => void, ms: number): number {
      const id = clock.after(() => {
        ticking = id;
        f();
        ticking = 0;
      }, ms);
      return id;
    },
    cancel(id: number): void {
      if (id !== ticking) clock.cancel(id);
    },
  };
  const calls = createCalls(REQUEST, RESPONSE, prepare, sender, timers);
  const quick = (id: string, payload: string): boolean => {
    const packet = packetOf(0x30, word(REQUEST.length + id.length), REQUEST, id, payload);
    // The parser gives it packets whose remaining length has two bytes, and no others.
    return packet.charCodeAt(1) > 127 && packet.charCodeAt(2) < 128 && calls.quick(packet);
  };
  const take: Bench['take'] = (id, payload, identifier = '', to = RESPONSE + id, handler) =>
    calls.take(id, to, payload, identifier, handler);
  return {
    calls,
    clock,
    sent,
    published,
    moves,
    kept,
    prepared,
    quick,
    take,
    ask: (id, payload) => {
      const before = [sent.length, published.length];
      if (!quick(id, payload)) take(id, payload);
      const out = [...sent.slice(before[0]), ...published.slice(before[1]).map(([, json]) => json)];
      assert.ok(out.length < 2, 'one reply at most');
      return (out[0] ?? '').slice(out[0]?.startsWith('{') ? 0 : out[0]?.indexOf('{'));
    },
  };
}

/** An Alink request, as text. */
export function alink(service: string, params: unknown = {}, id: unknown = '1'): string {
  return JSON.stringify({ id, version: '1.0', params, method: `thing.service.${service}` });
}

/** The bytes of a text in UTF-8, as a board has them. */
export function utf8(text: string): string {
  return bytes(...Buffer.from(text));
}

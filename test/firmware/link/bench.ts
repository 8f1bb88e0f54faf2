// What the tests of calls stand on: services of their own, and a sender that keeps what goes out.
import assert from 'node:assert/strict';
import { generate } from 'mqtt-packet';
import { type Calls, createCalls, type Service } from '../../../firmware/link/call.ts';
import { Code, refuse } from '../../../firmware/link/code.ts';
import { bytes, word } from '../../support/bytes.ts';

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
  /** Packets that the hot path sent, whole. */
  readonly sent: string[];
  /** What went the long way: topic and payload. */
  readonly published: [topic: string, payload: string][];
  /** The parameters that the service Move was called with, in order. */
  readonly moves: unknown[];
  /** Gives a request to the hot path, as the parser does. */
  quick(id: string, payload: string): boolean;
  /** Gives it to the long way, as the route does. */
  take(id: string, payload: string, method?: string, topic?: string): void;
}

/** A device with services that do each of what a service may do. */
export function createBench(): Bench {
  const sent: string[] = [];
  const published: [string, string][] = [];
  const moves: unknown[] = [];
  const services: Record<string, Service> = {
    'thing.service.Move': (params) => ({ moves: moves.push(params) }),
    'thing.service.Fill': (params: { length: number }) => 'x'.repeat(params.length),
    'thing.service.Echo': (params) => params,
    'thing.service.Refuse': () => {
      throw refuse(Code.PIN, 'pin "x" is not on this board: led');
    },
    'thing.service.Break': () => {
      throw new Error('out of paper');
    },
    'thing.service.Other': () => 'other',
  };
  const calls = createCalls(REQUEST, RESPONSE, services, {
    publish: (topic, payload) => {
      published.push([topic, payload]);
      return true;
    },
    send: (data, length) => {
      // The client counts what waits by this: it may leave out the fixed header, and nothing else.
      assert.ok(length <= data.length && length >= data.length - 5, `${length} bytes of ${data.length}`);
      sent.push(data);
    },
  });
  return {
    calls,
    sent,
    published,
    moves,
    quick: (id, payload) => {
      const topic = REQUEST + id;
      // The hot path is only given packets whose remaining length has two bytes.
      return calls.quick(bytes(0x30, 0x80, 1, word(topic.length), topic, payload), 5 + topic.length);
    },
    take: (id, payload, method = '', topic = RESPONSE + id) => calls.take(id, topic, payload, method),
  };
}

/** An Alink request, as text. */
export function alink(service: string, params: unknown = {}, id: unknown = '1'): string {
  return JSON.stringify({ id, version: '1.0', params, method: `thing.service.${service}` });
}

/** One case for the parser: connections, each in chunks, and what must be told of them. */
import type { Packet } from 'mqtt-packet';
import { PACKET_BYTES } from '../../firmware/limits.ts';
import { createParser } from '../../firmware/mqtt/parser.ts';
import type { Random } from '../support/random.ts';
import { cut, edgesOf, encode, mutate, OWN, stream } from '../support/streams.ts';
import type { Look } from './closure.ts';
import { judge, readAll, type Told, tellOf } from './judge.ts';

/** A case, as it can be written down and replayed. */
export interface ParserCase {
  kind: 'parser';
  /** Whether `quick` takes requests of the hot form, as the link does. */
  quick: boolean;
  /** Packets up to this remaining length are kept; `PACKET_BYTES` and less: none above the limit. */
  room: number;
  /** Connections, one after the other on one parser: chunks in hex. `valid`: mqtt-packet must read the same. */
  connections: { valid: boolean; chunks: string[] }[];
}

/** Makes a case at random. */
export function parserCase(random: Random): ParserCase {
  const connections = Array.from({ length: random.chance(0.2) ? 2 : 1 }, () => {
    const packets: Packet[] = stream(random);
    const edges = edgesOf(packets);
    let bytes = encode(packets);
    const valid = random.chance(0.4);
    if (!valid) for (let times = random.pick([1, 1, 1, 2, 5]); times > 0; times--) bytes = mutate(random, bytes, edges);
    return { valid, chunks: cut(random, bytes, edges).map((chunk) => chunk.toString('hex')) };
  });
  return { kind: 'parser', quick: random.chance(0.7), room: random.pick([0, 0, 3000, 20_000, 24_576]), connections };
}

/** Where the topic ends in a chunk that a `quick` like the link's takes, 0 where it does not: one whole PUBLISH at QoS 0
 *  with a fixed header of 3 bytes, on its own topic with digits, and with a payload. */
export function hotTopicEnd(data: string): number {
  const length = data.length - 3;
  const end = 5 + data.charCodeAt(4);
  const isHot =
    data.startsWith(String.fromCharCode(0x30, (length & 127) | 128, length >> 7, 0)) &&
    data.startsWith(OWN, 5) &&
    /^[0-9]{1,30}$/.test(data.slice(5 + OWN.length, end)) &&
    end < data.length;
  return isHot ? end : 0;
}

/** Runs a case. Returns what is wrong, or undefined. `look`: also measure what is held after each chunk. */
export function checkParser({ quick, room, connections }: ParserCase, look?: Look): string | undefined {
  let told: Told[] = [];
  let malformed = '';
  let gathering = 0;
  const tell = (one: Told): void => {
    if (malformed) throw new Error('told after malformed');
    told.push(one);
  };
  const kept = (length: number): boolean => length <= room;
  const parser = createParser(
    {
      gather: (step) => {
        gathering += step;
      },
      publish: (topic, payload, id) =>
        tell({ kind: payload === undefined ? 'tooLarge' : 'publish', topic, payload: payload ?? '', id }),
      control: (packet) => tell({ kind: 'control', first: packet.charCodeAt(0), body: packet.slice(1) }),
      broken: (reason) => {
        if (malformed) throw new Error('malformed twice');
        malformed = reason || 'no reason';
      },
    },
    {
      room: kept,
      quick: (data) => {
        const end = quick ? hotTopicEnd(data) : 0;
        if (end) tell({ kind: 'publish', topic: data.slice(5, end), payload: data.slice(end), id: 0 });
        return end > 0;
      },
    },
  );
  for (const { valid, chunks } of connections) {
    told = [];
    malformed = '';
    const before = parser.taken();
    parser.reset(true);
    let fed = 0;
    const whole = Buffer.from(chunks.join(''), 'hex');
    const verdict = judge(whole, kept);
    for (const hex of chunks) {
      const chunk = Buffer.from(hex, 'hex');
      parser.feed(chunk.toString('latin1'));
      fed += chunk.length;
      if (gathering !== 0) return `gathering is ${gathering} after a chunk`;
      if (verdict.malformed && fed >= verdict.malformed.by && !malformed)
        return `not closed after byte ${fed}: ${verdict.malformed.why}`;
      if (!look) continue;
      const most = Math.max(PACKET_BYTES, room) + 5;
      const held = look.lengthOf(parser.feed, 'held');
      if (held > most) return `${held} bytes are held, of ${most}`;
    }
    const wrong = compare(told, verdict.told);
    if (wrong) return wrong;
    if (malformed && !verdict.malformed) return `closed (${malformed}), though nothing is wrong`;
    if (valid) {
      if (verdict.malformed) return `the judge is wrong: ${verdict.malformed.why}`;
      const found = readAll(whole).map((packet) => tellOf(packet, packet.length ?? 0, kept));
      const different = compare(told, found);
      if (different) return `mqtt-packet: ${different}`;
    }
    // The packet that condemned the connection may count as one.
    const counted = parser.taken() - before;
    if (counted !== told.length && !(malformed && counted === told.length + 1))
      return `${counted} packets counted, ${told.length} told`;
    parser.reset(false);
    const rest = told.length;
    parser.feed('\x20\x02\0\0');
    if (told.length !== rest) return 'told while closed';
  }
  return undefined;
}

/** Whether both say the same. The identifier behind a topic too long to keep need not be found. */
function same(got: Told | undefined, want: Told | undefined): boolean {
  if (!got || !want) return got === want;
  if (got.kind === 'control' || want.kind === 'control')
    return got.kind === 'control' && want.kind === 'control' && got.first === want.first && got.body === want.body;
  const id = got.id === want.id || (got.kind === 'tooLarge' && got.topic === '' && got.id === 0);
  return id && got.kind === want.kind && got.topic === want.topic && got.payload === want.payload;
}

/** The first difference, or undefined. */
function compare(told: readonly Told[], wanted: readonly Told[]): string | undefined {
  for (let i = 0; i < Math.max(told.length, wanted.length); i++) {
    const got = told[i];
    const want = wanted[i];
    if (!same(got, want)) return `packet ${i} is ${show(got)}, not ${show(want)}`;
  }
  return undefined;
}

function show(told: Told | undefined): string {
  return told ? JSON.stringify(told).slice(0, 160) : 'none';
}

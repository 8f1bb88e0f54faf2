// The hot path of calls: its bytes, and that it does as the long way does.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parser } from 'mqtt-packet';
import { CALL_MS, KNOWN_BYTES, KNOWN_REQUESTS } from '../../../firmware/limits.ts';
import { bytes, word } from '../../support/bytes.ts';
import { createRandom } from '../../support/random.ts';
import { alink, type Bench, createBench, encoded, RESPONSE } from './bench.ts';

const MID = '1234567890123456789'; // an int64, beyond 2^53

/** Message ids after MID, each greater than the one before. */
const after = (n: number): string => `12345678901234568${String(n).padStart(2, '0')}`;

/** A device that has learnt this request: two like it were asked, the first of a length that was not known. */
function learnt(payload: string): Bench {
  const bench = createBench();
  bench.ask('1000000000000000001', payload);
  bench.ask('1000000000000000002', payload);
  for (const list of [bench.sent, bench.published, bench.moves, bench.kept, bench.prepared]) list.length = 0;
  return bench;
}

/** What another implementation reads of a whole PUBLISH. */
function parsed(data: string): { topic: string; payload: string } {
  const packets: { topic: string; payload: string }[] = [];
  const reader = parser();
  reader.on('packet', (packet) => {
    assert.ok(packet.cmd === 'publish' && packet.qos === 0 && !packet.dup && !packet.retain);
    packets.push({ topic: packet.topic, payload: Buffer.from(packet.payload).toString('latin1') });
  });
  assert.equal(reader.parse(Buffer.from(data, 'latin1')), 0, 'no byte is left over');
  assert.equal(packets.length, 1);
  return packets[0] as { topic: string; payload: string };
}

describe('the hot path', () => {
  test('answers a request that is known but for its id, byte for byte, and does not read it', () => {
    const { calls, sent, published, prepared } = learnt(alink('Echo', { pin: 'led', value: 1 }, '122'));
    const request = bytes(
      0x30, // PUBLISH, QoS 0
      0x88, // 136 bytes follow: 8, and a further byte
      0x01, // times 128
      0x00, // the topic has 43 bytes
      0x2b,
      '/sys/pk/dn/rrpc/request/1234567890123456789',
      '{"id":"123","version":"1.0","params":{"pin":"led","value":1},"method":"thing.service.Echo"}',
    );
    assert.equal(calls.quick(request), true);
    assert.deepEqual(sent, [
      bytes(
        0x30, // PUBLISH, QoS 0
        0x64, // 100 bytes follow
        0x00, // the topic has 44 bytes
        0x2c,
        '/sys/pk/dn/rrpc/response/1234567890123456789',
        '{"id":"123","code":200,"data":{"pin":"led","value":1}}',
      ),
    ]);
    assert.deepEqual([published, prepared], [[], []]);
  });

  test('writes a remaining length of two bytes from 128 on, and of three from 16384 on', () => {
    const around = 2 + RESPONSE.length + MID.length + '{"id":"1","code":200,"data":{"x":""}}'.length;
    for (const [remaining, head] of [
      [127, [0x7f]],
      [128, [0x80, 0x01]],
      [16383, [0xff, 0x7f]],
      [16384, [0x80, 0x80, 0x01]],
      [20000, [0xa0, 0x9c, 0x01]],
    ] as const) {
      const payload = alink('Fill', { pin: 'led', length: remaining - around });
      const { quick, sent } = learnt(payload);
      assert.equal(quick(MID, payload), true);
      const body = `${word(44)}${RESPONSE}${MID}{"id":"1","code":200,"data":{"x":"${'x'.repeat(remaining - around)}"}}`;
      assert.equal(body.length, remaining);
      assert.equal(sent[0], bytes(0x30, ...head, body));
    }
  });

  test('is one packet to another implementation, however long the reply', () => {
    for (const length of [0, 50, 60, 1000, 16300, 16400, 40000]) {
      const payload = alink('Fill', { pin: 'led', length });
      const { quick, sent } = learnt(payload);
      quick(MID, payload);
      assert.deepEqual(parsed(sent[0] ?? ''), {
        topic: RESPONSE + MID,
        payload: `{"id":"1","code":200,"data":{"x":"${'x'.repeat(length)}"}}`,
      });
    }
  });

  test('answers as the long way does, whatever comes between', () => {
    const { int, pick, chance } = createRandom(20);
    const digits = (n: number): string => `${int(1, 9)}${Array.from({ length: n - 1 }, () => int(0, 9)).join('')}`;
    const both = createBench();
    const long = createBench();
    const ids: [string, ...string[]] = [digits(19)];
    let kind = 0;
    for (let i = 0; i < 3000; i++) {
      // Mostly in order, as the cloud counts; some come again, some are of another length.
      const id = chance(0.1) ? pick(ids) : chance(0.02) ? `0${digits(pick([1, 17]))}` : `${10n ** 18n + BigInt(i)}`;
      ids.push(id);
      if (ids.length > 6) ids.shift();
      if (chance(0.1)) kind = int(0, 6);
      const number = digits(pick([3, 3, 3, 3, 4]));
      const payload = [
        alink('Move', { pin: 'led', value: int(0, 1) }, number),
        alink('Echo', { duty: int(0, 2), text: pick(['abc', 'id"']) }, number),
        alink(pick(['Refuse', 'Break', 'Nope', 'Nothing']), { more: 'of it' }, number),
        alink('KeepAndBreak', { more: 'of it' }, number),
        `{"params":{"id":"123"},"id":"${number}","method":"thing.service.Echo","version":"1.0"}`,
        `{"params":{"a":"id"},"id":"${number}","method":"thing.service.Echo","version": "1.0"}`,
        alink('Move', { id: '123', more: [] }, `0${number}`),
      ][kind] as string;
      const reply = both.ask(id, payload);
      long.take(id, payload);
      assert.equal(reply, long.published.at(-1)?.[1], `${i}: ${id} ${payload}`);
    }
    assert.deepEqual(both.moves, long.moves);
    assert.deepEqual(both.calls.status(), long.calls.status());
    assert.ok(both.sent.length > 300 && both.published.length > 300, `${both.sent.length} by the hot path`);
  });

  test('and the long way share one ring: what the one answered, the other does not serve again', () => {
    const payload = alink('Move', { pin: 'led', value: 1 });
    const { quick, take, sent, published, moves, calls } = learnt(payload);
    assert.equal(quick(after(1), payload), true);
    take(after(1), payload);
    take(after(2), payload);
    assert.equal(quick(after(2), payload), false, 'for the long way to look up');
    take(after(2), payload);
    assert.equal(moves.length, 2);
    assert.equal(sent[0], encoded(...(published[0] as [string, string])));
    assert.deepEqual(published[2], published[1]);
    assert.equal(calls.status().repeated, 2);
  });

  test('is not for short requests: the length of their packets has one byte', () => {
    const payload = alink('Move');
    const { ask, sent, published } = createBench();
    for (let i = 0; i < 5; i++) ask(after(i), payload);
    assert.deepEqual([sent.length, published.length], [0, 5]);
  });

  test('keeps a call that is answered later, and its deadline', () => {
    const payload = alink('Later', { pin: 'led', value: 1 });
    const bench = learntLater(payload);
    assert.equal(bench.quick(after(1), payload), true);
    assert.equal(bench.quick(after(2), payload), true);
    bench.kept[1]?.reply({ n: 2 });
    bench.clock.advance(CALL_MS);
    assert.deepEqual(bench.published, [
      [RESPONSE + after(2), '{"id":"1","code":200,"data":{"n":2}}'],
      [RESPONSE + after(1), '{"id":"1","code":100408,"data":{},"message":"not done in 7000 ms"}'],
    ]);
    assert.deepEqual([bench.sent, bench.calls.status().running, bench.clock.pending], [[], 0, 0]);
  });

  test('answers a service that throws as the long way does, and one that had kept its call', () => {
    for (const service of ['Break', 'KeepAndBreak']) {
      const payload = alink(service, { pin: 'led', value: 1 });
      const { quick, sent, published, calls } = learnt(payload);
      assert.equal(quick(MID, payload), true);
      const json = '{"id":"1","code":100500,"data":{},"message":"out of paper"}';
      assert.deepEqual(
        service === 'Break' ? [sent, published] : [published, sent],
        service === 'Break' ? [[encoded(RESPONSE + MID, json)], []] : [[[RESPONSE + MID, json]], []],
      );
      assert.equal(calls.status().running, 0);
    }
  });
});

/** A device that has learnt a request that is answered later. */
function learntLater(payload: string): Bench {
  const bench = createBench();
  for (const id of ['1000000000000000001', '1000000000000000002']) {
    bench.ask(id, payload);
    bench.kept.at(-1)?.reply({});
  }
  for (const list of [bench.sent, bench.published, bench.kept]) list.length = 0;
  return bench;
}

describe('the hot path leaves to the long way, untouched,', () => {
  const payload = alink('Move', { pin: 'led', value: 1 });

  /** Gives a packet with this topic and text to the hot path, which must not take it. */
  function leaves(topic: string, text = payload): void {
    const { calls, sent, published, moves } = learnt(payload);
    const length = 2 + topic.length + text.length;
    const packet = bytes(0x30, (length & 127) | 128, length >> 7, word(topic.length), topic, text);
    assert.equal(calls.quick(packet), false, topic);
    assert.deepEqual([sent, published, moves], [[], [], []]);
    assert.equal(calls.status().repeated, 0);
  }

  test('a topic that is not the system form of this device', () => {
    for (const topic of [
      `/sys/pk/dm/rrpc/request/${MID}`,
      `/sys/pk/dn2/rrpc/request/${MID}`,
      `/sys/pk/dn/rrpc/response/${MID}`,
      '/sys/pk/dn/thing/service/Move',
      `/ext/rrpc/${MID}/sys/pk/dn/thing/service/Move`,
      `x/sys/pk/dn/rrpc/request/${MID}`,
    ])
      leaves(topic);
  });

  test('a topic that the payload seems to complete', () => {
    leaves('/sys/pk/dn/rrpc', `/request/${MID}${payload}`);
    leaves('/sys/pk/dn/rrpc/request/12345678901234567', `89${payload}`);
  });

  test('a message id that is none, of the same length or of another', () => {
    for (const id of [
      '123456789012345678a',
      'a234567890123456789',
      '1234567890/23456789',
      '',
      '0',
      'a',
      '12/',
      '+',
      '#',
    ])
      leaves(`/sys/pk/dn/rrpc/request/${id}`);
  });

  test('a message id that is not greater than all before: it may have been seen', () => {
    for (const id of ['1000000000000000002', '1000000000000000001', '0999999999999999999']) {
      const { quick, moves } = learnt(payload);
      assert.equal(quick(id, payload), false, id);
      assert.deepEqual(moves, []);
    }
  });

  test('a text that names no method: it may be for the handler of such', () => {
    for (const text of ['x'.repeat(100), `{"id":"1","params":{"text":"${'x'.repeat(80)}"}}`]) {
      const { quick, sent, published } = learnt(payload);
      assert.equal(quick(MID, text), false, text);
      assert.deepEqual([sent, published], [[], []]);
    }
  });
});

describe('a request that is not known is read', () => {
  const payload = alink('Move', { pin: 'led', value: 1 });

  test('where it is another text, were it only another byte, or its id of another length', () => {
    for (const text of [
      alink('Move', { pin: 'led', value: 0 }),
      payload.replace('1.0', '1.0.0'),
      alink('Move', { pin: 'led', value: 1 }, '12'),
      alink('Move', { pin: 'led', value: 1 }, '4294967296'),
      `${payload} `,
    ]) {
      const { ask, prepared, moves } = learnt(payload);
      assert.match(ask(MID, text), /^\{"id":"\d+","code":200,"data":\{"moves":1\}\}$/);
      assert.deepEqual([prepared, moves], [['Move'], [JSON.parse(text).params]]);
    }
  });

  test('and refused where it is wrong in one byte, its service not asked', () => {
    for (const [text, id, message] of [
      [alink('Move', { pin: 'led', value: 1 }, 'a'), '', 'id must be a string of digits'],
      [alink('Move', { pin: 'led', value: 1 }, ' '), '', 'id must be a string of digits'],
      [payload.replace('1.0', '2.0'), '1', 'version must be \\"1.0\\" or \\"1.0.0\\"'],
      [`${payload.slice(0, -1)} `, '', 'the payload must be a JSON object'],
    ] as const) {
      const { ask, moves } = learnt(payload);
      assert.equal(ask(MID, text), `{"id":"${id}","code":400,"data":{},"message":"${message}"}`);
      assert.deepEqual(moves, []);
    }
  });

  test('once everything is to be read anew', () => {
    const { calls, ask, prepared } = learnt(payload);
    calls.forget();
    ask(MID, payload);
    assert.deepEqual(prepared, ['Move']);
  });
});

describe('a request is known', () => {
  test(`with ${KNOWN_REQUESTS - 1} others: one more than ${KNOWN_REQUESTS}, and all are read again`, () => {
    const request = (n: number): string => alink('Move', { pin: 'led', value: n }, '100');
    const { ask, prepared } = createBench();
    let id = 0;
    const round = (numbers: number[]): number => {
      const before = prepared.length;
      for (const n of numbers) ask(after(id++), request(n));
      return prepared.length - before;
    };
    round([1, 2, 3, 4]);
    assert.equal(round([1, 2, 3, 4, 4, 3, 2, 1]), 0);
    assert.equal(round([5]), 1);
    assert.equal(round([5]), 0);
    assert.equal(round([1]), 1);
  });

  test(`up to ${KNOWN_BYTES} bytes`, () => {
    const request = (length: number): string => {
      const empty = alink('Move', { text: '' }, '100').length;
      return alink('Move', { text: 'x'.repeat(length - empty) }, '100');
    };
    for (const [length, reads] of [
      [KNOWN_BYTES, 0],
      [KNOWN_BYTES + 1, 1],
    ] as const) {
      const { ask, prepared } = learnt(request(length));
      ask(MID, request(length));
      assert.equal(prepared.length, reads);
    }
  });

  test("by its envelope's id only: what looks like one inside its parameters is part of the text", () => {
    const nested = (inner: string, id: string): string =>
      `{"params":{"id":"${inner}","pin":"led"},"id":"${id}","version":"1.0","method":"thing.service.Echo"}`;
    for (const both of ['200', '100']) {
      // The two are alike in what was learnt, and not in what comes.
      const { ask } = learnt(nested(both, both));
      assert.equal(ask(after(1), nested('101', both)), `{"id":"${both}","code":200,"data":{"id":"101","pin":"led"}}`);
    }
    const { ask } = learnt(nested('100', '200'));
    assert.equal(ask(after(1), nested('101', '200')), '{"id":"200","code":200,"data":{"id":"101","pin":"led"}}');
    assert.equal(ask(after(2), nested('100', '201')), '{"id":"201","code":200,"data":{"id":"100","pin":"led"}}');
    assert.equal(ask(after(3), nested('200', '100')), '{"id":"100","code":200,"data":{"id":"200","pin":"led"}}');
  });
});

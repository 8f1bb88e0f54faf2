// One call's life on the long way; the hot path is quick.test.ts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CALL_MS, RECENT_CALLS, RUNNING_CALLS } from '../../../firmware/limits.ts';
import { Code } from '../../../firmware/link/code.ts';
import { alink, createBench, RESPONSE, utf8 } from './bench.ts';

/** The reply to one request on the long way. */
function replyTo(payload: string | undefined, identifier?: string): string {
  const { take, published } = createBench();
  take('7', payload, identifier);
  assert.equal(published.length, 1);
  assert.equal(published[0]?.[0], `${RESPONSE}7`);
  return published[0]?.[1] ?? '';
}

const BUSY = '{"id":"1","code":429,"data":{},"message":"4 calls are running"}';
const LATE = '{"id":"1","code":100408,"data":{},"message":"not done in 7000 ms"}';

describe('a call', () => {
  test('is answered once, with the id of its envelope and what its service returned', () => {
    assert.equal(replyTo(alink('Echo', { a: [1, 'x'] }, '4711')), '{"id":"4711","code":200,"data":{"a":[1,"x"]}}');
    assert.equal(replyTo(alink('Nothing')), '{"id":"1","code":200,"data":{}}');
  });

  test('carries a decimal point where its answer is declared float', () => {
    assert.equal(replyTo(alink('Echo', { duty: 1, n: 1 })), '{"id":"1","code":200,"data":{"duty":1.0,"n":1}}');
  });

  test('has its id echoed to the last digit', () => {
    for (const id of ['9223372036854775807', '9007199254740993', '0', '007'])
      assert.equal(replyTo(alink('Echo', {}, id)), `{"id":"${id}","code":200,"data":{}}`);
  });

  test('that is no request is 400, and no service is asked', () => {
    for (const [payload, id, message] of [
      ['hello', '', 'the payload must be a JSON object'],
      [alink('Move', {}, 5), '', 'id must be a string of digits'],
      ['{"id":"7","method":"Move"}', '7', 'method must be \\"thing.service.\\" and a service'],
    ]) {
      const { take, published, moves } = createBench();
      take('7', payload);
      assert.equal(published[0]?.[1], `{"id":"${id}","code":400,"data":{},"message":"${message}"}`);
      assert.deepEqual(moves, []);
    }
  });

  test('for a service that is not there is what finding it threw', () => {
    for (const service of ['toString', '__proto', 'Nope'])
      assert.equal(
        replyTo(alink(service)),
        `{"id":"1","code":100404,"data":{},"message":"no service \\"${service}\\""}`,
      );
  });

  test('that its service refuses has the code and the words of the refusal', () => {
    assert.equal(
      replyTo(alink('Refuse')),
      '{"id":"1","code":100423,"data":{},"message":"pin \\"x\\" is not on this board: led"}',
    );
  });

  test('whose service throws is 100500, with what it threw, and the next call is as ever', () => {
    const { take, published } = createBench();
    take('1', alink('Break'));
    take('2', alink('Echo'));
    assert.deepEqual(
      published.map(([, payload]) => payload),
      ['{"id":"1","code":100500,"data":{},"message":"out of paper"}', '{"id":"1","code":200,"data":{}}'],
    );
  });

  test('too large to keep is 100413 on its own message, once', () => {
    const { take, published, calls } = createBench();
    take('7', undefined);
    take('7', undefined);
    const refusal = '{"id":"","code":100413,"data":{},"message":"the request is too large"}';
    assert.deepEqual(published, Array(2).fill([`${RESPONSE}7`, refusal]));
    assert.equal(calls.status().repeated, 1);
  });

  test('whose topic names the service goes there, whatever its payload says, and leaves no trace', () => {
    const { take, published, prepared } = createBench();
    take('1', alink('Move'), 'Echo');
    take('2', alink('Move'));
    assert.deepEqual(prepared, ['Echo', 'Move']);
    assert.equal(published[1]?.[1], '{"id":"1","code":200,"data":{"moves":1}}');
  });

  test('from the console is answered there', () => {
    const { take, published } = createBench();
    const printed: string[] = [];
    take('!1', '{"id":"1","params":{}}', 'Move', (json) => void printed.push(json));
    take('!2', '{"id":"2"}', 'Break', (json) => void printed.push(json));
    assert.deepEqual(printed, [
      '{"id":"1","code":200,"data":{"moves":1}}',
      '{"id":"2","code":100500,"data":{},"message":"out of paper"}',
    ]);
    assert.deepEqual(published, []);
  });
});

describe('a custom topic', () => {
  const TOPIC = '/ext/rrpc/7/pk/dn/user/get';

  test("gives its handler the bytes as they came, and answers with the handler's", () => {
    const { take, published } = createBench();
    take('7', '\0\xff{', '', TOPIC, (payload) => `${payload}\x80`);
    assert.deepEqual(published, [[TOPIC, '\0\xff{\x80']]);
  });

  test('is answered later with text', () => {
    const { take, published, clock } = createBench();
    take('7', 'go', '', TOPIC, (payload, later) => {
      const call = later();
      clock.after(() => call.reply(`${payload} gone`), 3000);
      return undefined;
    });
    assert.deepEqual(published, []);
    clock.advance(3000);
    assert.deepEqual(published, [[TOPIC, 'go gone']]);
  });

  test('whose handler throws is 100500, and one too large 100413, without an id', () => {
    const { take, published } = createBench();
    take('7', 'go', '', TOPIC, () => {
      throw new Error('out of paper');
    });
    take('8', undefined, '', '/ext/rrpc/8/pk/dn/user/get', () => assert.fail('there is nothing to handle'));
    assert.deepEqual(
      published.map(([, payload]) => payload),
      [
        '{"id":"","code":100500,"data":{},"message":"out of paper"}',
        '{"id":"","code":100413,"data":{},"message":"the request is too large"}',
      ],
    );
  });

  test('leaves no trace of itself in the next call', () => {
    const { take, published } = createBench();
    take('7', 'go', '', TOPIC, () => 'gone');
    take('8', alink('Echo', { a: 1 }));
    assert.deepEqual(published[1], [`${RESPONSE}8`, '{"id":"1","code":200,"data":{"a":1}}']);
  });
});

describe('a call that is answered later', () => {
  test('is answered when it is, where it was asked, with its own id', () => {
    const { take, published, kept, calls, clock } = createBench();
    take('7', alink('Later', {}, '1'));
    take('8', alink('Later', {}, '2'), 'Later', '/ext/rrpc/8/sys/pk/dn/thing/service/Later');
    assert.deepEqual([published.length, calls.status().running], [0, 2]);
    kept[1]?.reply({ b: 2 });
    kept[0]?.reply({ a: 1 });
    assert.deepEqual(published, [
      ['/ext/rrpc/8/sys/pk/dn/thing/service/Later', '{"id":"2","code":200,"data":{"b":2}}'],
      [`${RESPONSE}7`, '{"id":"1","code":200,"data":{"a":1}}'],
    ]);
    assert.deepEqual([calls.status().running, clock.pending], [0, 0]);
  });

  test('may fail, with its code and words', () => {
    const { take, published, kept } = createBench();
    take('7', alink('Later'));
    kept[0]?.fail(Code.BUSY, 'another command ended it');
    assert.equal(published[0]?.[1], '{"id":"1","code":429,"data":{},"message":"another command ended it"}');
  });

  test('is answered once: what comes after is swallowed and counted', () => {
    const { take, published, kept, calls } = createBench();
    take('7', alink('Later'));
    kept[0]?.reply({});
    kept[0]?.reply({ again: 1 });
    kept[0]?.fail(Code.BUSY, 'no');
    assert.equal(published.length, 1);
    assert.equal(calls.status().late, 2);
  });

  test(`and is not by ${CALL_MS} ms is 100408, and its answer is swallowed and counted`, () => {
    const { take, published, kept, calls, clock } = createBench();
    take('7', alink('Later'));
    clock.advance(CALL_MS - 1);
    assert.deepEqual(published, []);
    clock.advance(1);
    assert.deepEqual(published, [[`${RESPONSE}7`, LATE]]);
    kept[0]?.reply({});
    assert.equal(published.length, 1);
    assert.deepEqual(calls.status(), { repeated: 0, late: 1, running: 0 });
  });

  test('is not answered when it comes again while it runs, and from the ring after that', () => {
    const { take, published, kept, moves, calls } = createBench();
    take('7', alink('Later'));
    take('7', alink('Later'));
    assert.deepEqual([published.length, moves.length], [0, 1]);
    kept[0]?.reply({ done: 1 });
    take('7', alink('Later'));
    assert.deepEqual(published, Array(2).fill([`${RESPONSE}7`, '{"id":"1","code":200,"data":{"done":1}}']));
    assert.deepEqual([moves.length, calls.status().repeated], [1, 2]);
  });

  test('is known however many others are answered meanwhile', () => {
    const { take, published, kept, moves } = createBench();
    take('7', alink('Later'));
    for (let id = 10; id < 50; id++) take(String(id), alink('Echo'));
    take('7', alink('Later'));
    assert.equal(moves.length, 1);
    kept[0]?.reply({});
    take('7', alink('Later'));
    assert.equal(published.length, 42);
    assert.equal(moves.length, 1);
  });

  test('and then throws is answered so, once, and runs no more', () => {
    const { take, published, kept, calls, clock } = createBench();
    take('7', alink('KeepAndBreak'));
    assert.deepEqual(published, [[`${RESPONSE}7`, '{"id":"1","code":100500,"data":{},"message":"out of paper"}']]);
    kept[0]?.reply({});
    clock.advance(CALL_MS);
    assert.deepEqual([published.length, calls.status().running, calls.status().late], [1, 0, 1]);
  });

  test(`is one of ${RUNNING_CALLS} at most: one more is 429, those that are answered at once are not`, () => {
    const { take, published, kept, calls } = createBench();
    for (let id = 1; id <= RUNNING_CALLS; id++) take(String(id), alink('Later'));
    take('5', alink('Later'));
    take('6', alink('Echo'));
    assert.deepEqual(published, [
      [`${RESPONSE}5`, BUSY],
      [`${RESPONSE}6`, '{"id":"1","code":200,"data":{}}'],
    ]);
    assert.equal(calls.status().running, RUNNING_CALLS);
    kept[2]?.reply({});
    take('7', alink('Later'));
    assert.equal(published.length, 3, 'its place is free');
    assert.equal(calls.status().running, RUNNING_CALLS);
  });

  test('ends the others by none of its deadlines', () => {
    const { take, published, kept, clock } = createBench();
    take('1', alink('Later', {}, '1'));
    clock.advance(CALL_MS / 2);
    take('2', alink('Later', {}, '2'));
    kept[0]?.reply({});
    clock.advance(1);
    take('3', alink('Later', {}, '3'));
    clock.advance(CALL_MS - 1);
    assert.deepEqual(
      published.map(([topic, payload]) => [topic, payload.slice(17, 23)]),
      [
        [`${RESPONSE}1`, '200,"d'],
        [`${RESPONSE}2`, '100408'],
      ],
    );
    clock.advance(1);
    assert.equal(published[2]?.[0], `${RESPONSE}3`);
  });
});

describe('the ring of answered calls', () => {
  test('answers the same id again with the same reply, and the pin does not move twice', () => {
    const { take, published, moves, calls } = createBench();
    for (let i = 0; i < 3; i++) take('7', alink('Move'));
    assert.deepEqual(published, Array(3).fill([`${RESPONSE}7`, '{"id":"1","code":200,"data":{"moves":1}}']));
    assert.deepEqual([moves.length, calls.status().repeated], [1, 2]);
  });

  test('answers an id again whatever the second request says, a failure as a success', () => {
    const { take, published, moves } = createBench();
    take('7', alink('Break', {}, '1'));
    take('7', alink('Move', {}, '2'));
    take('7', 'no JSON');
    take('7', undefined);
    assert.equal(new Set(published.map(String)).size, 1);
    assert.deepEqual([published.length, moves.length], [4, 0]);
  });

  test(`remembers ${RECENT_CALLS} calls: one more makes it forget the first, and only that`, () => {
    assert.equal(RECENT_CALLS, 8);
    const { take, published, moves, calls } = createBench();
    for (let round = 0; round < 2; round++) for (let id = 1; id <= 8; id++) take(String(id), alink('Move'));
    assert.equal(moves.length, 8, 'all 8 were known');
    take('9', alink('Move'));
    for (let id = 2; id <= 9; id++) take(String(id), alink('Move'));
    assert.equal(moves.length, 9, '2 to 9 are known');
    take('1', alink('Move'));
    assert.equal(published.at(-1)?.[1], '{"id":"1","code":200,"data":{"moves":10}}', '1 is taken for new');
    assert.equal(calls.status().repeated, 16);
  });

  test('still knows the last 8 after many rounds', () => {
    const { take, moves } = createBench();
    for (let id = 1; id <= 1000; id++) take(String(id), alink('Move'));
    for (let id = 993; id <= 1000; id++) take(String(id), alink('Move'));
    assert.equal(moves.length, 1000);
    take('992', alink('Move'));
    assert.equal(moves.length, 1001);
  });

  test('takes an id that another one begins with for another', () => {
    const { take, moves } = createBench();
    for (const id of ['1', '12', '123', '12', '1']) take(id, alink('Move'));
    assert.equal(moves.length, 3);
  });

  test("knows an async service's message by the id of its envelope, apart from message ids", () => {
    const { take, moves, published } = createBench();
    const topic = '/sys/pk/dn/thing/service/Move_reply';
    take('', alink('Move', {}, '5'), 'Move', topic);
    take('', alink('Move', {}, '5'), 'Move', topic);
    take('5', alink('Move', {}, '6'));
    take('', alink('Move', {}, '6'), 'Move', topic);
    assert.equal(moves.length, 3);
    assert.deepEqual(
      published.map(([to, payload]) => [to, payload.slice(7, 8), payload.slice(-3, -2)]),
      [
        [topic, '5', '1'],
        [topic, '5', '1'],
        [`${RESPONSE}5`, '6', '2'],
        [topic, '6', '3'],
      ],
    );
  });

  test('keeps no message that has no id at all', () => {
    const { take, published, calls } = createBench();
    take('', 'no JSON', 'Move', 't');
    take('', undefined, 'Move', 't');
    assert.deepEqual(
      published.map(([, payload]) => payload),
      [
        '{"id":"","code":400,"data":{},"message":"the payload must be a JSON object"}',
        '{"id":"","code":100413,"data":{},"message":"the request is too large"}',
      ],
    );
    assert.equal(calls.status().repeated, 0);
  });
});

describe('the own reply, sent back by a plain broker', () => {
  const TOPIC = '/ext/rrpc/7/sys/pk/dn/thing/service/Move';

  test('is not answered, however often it comes, and counts as no repeat', () => {
    const { take, published, moves, calls } = createBench();
    take('7', alink('Move'), 'Move', TOPIC);
    const [topic, reply] = published[0] as [string, string];
    assert.equal(topic, TOPIC);
    for (let i = 0; i < 3; i++) take('7', reply, 'Move', TOPIC);
    assert.deepEqual([published.length, moves.length, calls.status().repeated], [1, 1, 0]);
  });

  test('is not answered where it was a failure, a refusal, or came later', () => {
    const { take, published, kept } = createBench();
    take('1', alink('Break'), 'Break', TOPIC);
    take('2', undefined, 'Break', TOPIC);
    take('3', alink('Later'), 'Later', TOPIC);
    kept[0]?.reply({});
    for (const id of [1, 2, 3]) take(String(id), published[id - 1]?.[1], 'Break', TOPIC);
    assert.equal(published.length, 3);
  });

  test('is not answered on a custom topic, where it is no JSON', () => {
    const { take, published } = createBench();
    let count = 0;
    const handler = (): string => `gone ${++count}`;
    take('7', 'go', '', '/ext/rrpc/7/pk/dn/user/get', handler);
    take('7', 'gone 1', '', '/ext/rrpc/7/pk/dn/user/get', handler);
    assert.deepEqual([published.length, count], [1, 1]);
  });

  test('is told from the same request, sent again, which is answered again', () => {
    const { take, published } = createBench();
    take('7', alink('Move'), 'Move', TOPIC);
    take('7', published[0]?.[1] ?? '', 'Move', TOPIC);
    take('7', alink('Move'), 'Move', TOPIC);
    assert.equal(published.length, 2);
    assert.deepEqual(published[1], published[0]);
  });

  test("is told from another call's reply", () => {
    const { take, published } = createBench();
    take('7', alink('Move'), 'Move', TOPIC);
    take('8', published[0]?.[1] ?? '', 'Move', TOPIC);
    assert.equal(published.length, 2);
  });
});

test('a refusal shows a text beyond ASCII as it came, in UTF-8', () => {
  const service = utf8('灯😀');
  assert.equal(
    replyTo(`{"id":"1","method":"thing.service.${service}"}`),
    `{"id":"1","code":100404,"data":{},"message":"no service \\"${service}\\""}`,
  );
});

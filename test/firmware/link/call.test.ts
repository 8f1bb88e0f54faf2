import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RECENT_CALLS } from '../../../firmware/limits.ts';
import { Code } from '../../../firmware/link/code.ts';
import { alink, createBench, RESPONSE } from './bench.ts';

/** The reply to one request on the long way. */
function replyTo(payload: string, method?: string): string {
  const { take, published } = createBench();
  take('7', payload, method);
  assert.equal(published.length, 1);
  assert.equal(published[0]?.[0], `${RESPONSE}7`);
  return published[0]?.[1] ?? '';
}

describe('a call', () => {
  test('is answered once, with the id of its envelope and what its service returned', () => {
    assert.equal(replyTo(alink('Echo', { a: [1, 'x'] }, '4711')), '{"id":"4711","code":200,"data":{"a":[1,"x"]}}');
  });

  test('gives its service the parameters as they came', () => {
    const { take, moves } = createBench();
    take('1', alink('Move', { pin: 'led', value: 1 }));
    assert.deepEqual(moves, [{ pin: 'led', value: 1 }]);
  });

  test('has its id echoed to the last digit, as text', () => {
    assert.match(replyTo(alink('Echo', {}, '9223372036854775807')), /^\{"id":"9223372036854775807",/);
    assert.match(replyTo(alink('Echo', {}, 5)), /^\{"id":"5",/);
    assert.match(replyTo(alink('Echo', {}, '0')), /^\{"id":"0",/);
  });

  test('with an envelope id that is no number is 400, and its service is not asked', () => {
    for (const id of ['abc', '12a', '1"2', {}, undefined]) {
      const { take, published, moves } = createBench();
      take('7', JSON.stringify({ id, params: {}, method: 'thing.service.Move' }));
      const echo = JSON.stringify(id === undefined ? '' : id);
      assert.equal(published[0]?.[1], `{"id":${echo},"code":400,"data":{},"message":"id must be a string of digits"}`);
      assert.deepEqual(moves, []);
    }
  });

  test('for what every object has is for no service', () => {
    for (const method of ['toString', 'on', 'emit', 'clone', '__proto__', 'constructor', 'hasOwnProperty'])
      assert.equal(
        replyTo(JSON.stringify({ id: '1', params: {}, method })),
        '{"id":"1","code":400,"data":{},"message":"method must be \\"thing.service.\\" and a service"}',
      );
    for (const service of ['toString', '__proto__', 'Nope'])
      assert.equal(
        replyTo(alink(service)),
        `{"id":"1","code":100404,"data":{},"message":"no service \\"${service}\\": ask ListServices"}`,
      );
  });

  test('with a method that is no text is 400', () => {
    for (const method of [5, null, undefined, {}, ['thing.service.Move'], ['', '', '', '', '', '.']])
      assert.equal(
        replyTo(JSON.stringify({ id: '1', params: {}, method })),
        '{"id":"1","code":400,"data":{},"message":"method must be \\"thing.service.\\" and a service"}',
      );
  });

  test('with a payload that is no JSON object is 400', () => {
    for (const payload of ['', 'hello', '{"id":"1"', 'null', '5'])
      assert.equal(
        replyTo(payload),
        '{"id":"","code":400,"data":{},"message":"the payload must be a JSON object"}',
        payload,
      );
  });

  test('whose service needs parameters and gets null is 460', () => {
    assert.equal(replyTo(alink('Fill', null)), '{"id":"1","code":460,"data":{},"message":"params must be an object"}');
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

  test('whose topic names the service goes there, whatever its payload says', () => {
    assert.equal(replyTo(alink('Move'), 'thing.service.Other'), '{"id":"1","code":200,"data":"other"}');
  });

  test('whose topic names a service leaves no trace of it in the next, on either way', () => {
    const { take, quick, sent, published, moves } = createBench();
    take('1', alink('Move'), 'thing.service.Other');
    quick('2', alink('Move'));
    take('3', alink('Move'), 'thing.service.Nope');
    quick('4', alink('Move'));
    take('5', alink('Move'));
    assert.equal(moves.length, 3);
    assert.match(sent[1] ?? '', /\{"id":"1","code":200,"data":\{"moves":2\}\}$/);
    assert.equal(published[2]?.[1], '{"id":"1","code":200,"data":{"moves":3}}');
  });
});

describe('the ring of answered calls', () => {
  test('answers the same id again with the same reply, and the pin does not move twice', () => {
    const { take, published, moves, calls } = createBench();
    for (let i = 0; i < 3; i++) take('7', alink('Move'));
    assert.equal(moves.length, 1);
    assert.equal(new Set(published.map(String)).size, 1);
    assert.equal(published.length, 3);
    assert.equal(calls.repeated(), 2);
  });

  test('answers an id again whatever the second request says', () => {
    const { take, published, moves } = createBench();
    take('7', alink('Move', {}, '1'));
    take('7', alink('Other', {}, '2'));
    take('7', 'no JSON');
    assert.deepEqual(
      published.map(([, payload]) => payload),
      Array(3).fill('{"id":"1","code":200,"data":{"moves":1}}'),
    );
    assert.equal(moves.length, 1);
  });

  test('keeps a failure as it keeps a success', () => {
    const { take, published, calls } = createBench();
    take('7', alink('Break', {}, '1'));
    take('7', alink('Move', {}, '2'));
    assert.equal(published[1]?.[1], published[0]?.[1]);
    assert.equal(calls.repeated(), 1);
  });

  test('remembers 8 calls: the ninth makes it forget the first, and only that', () => {
    assert.equal(RECENT_CALLS, 8);
    const { take, published, moves, calls } = createBench();
    for (let id = 1; id <= 8; id++) take(String(id), alink('Move'));
    for (let id = 1; id <= 8; id++) take(String(id), alink('Move'));
    assert.equal(moves.length, 8, 'all 8 were known');
    take('9', alink('Move'));
    for (let id = 2; id <= 9; id++) take(String(id), alink('Move'));
    assert.equal(moves.length, 9, '2 to 9 are known');
    take('1', alink('Move'));
    assert.equal(moves.length, 10, '1 is taken for new');
    assert.equal(published.at(-1)?.[1], '{"id":"1","code":200,"data":{"moves":10}}');
    assert.equal(calls.repeated(), 16);
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
});

describe('the own reply, sent back by a plain broker', () => {
  const TOPIC = '/ext/rrpc/7/sys/pk/dn/thing/service/Move';

  test('is not answered, however often it comes, and counts as no repeat', () => {
    const { take, published, moves, calls } = createBench();
    take('7', alink('Move'), 'thing.service.Move', TOPIC);
    const [topic, reply] = published[0] as [string, string];
    assert.equal(topic, TOPIC);
    for (let i = 0; i < 3; i++) take('7', reply, 'thing.service.Move', TOPIC);
    assert.deepEqual([published.length, moves.length, calls.repeated()], [1, 1, 0]);
  });

  test('is not answered where it was a failure or a refusal', () => {
    const { take, published, calls } = createBench();
    take('7', alink('Break'), 'thing.service.Break', TOPIC);
    calls.refuse('8', TOPIC, Code.TOO_LARGE, 'the request is too large');
    take('7', published[0]?.[1] ?? '', 'thing.service.Break', TOPIC);
    take('8', published[1]?.[1] ?? '', 'thing.service.Break', TOPIC);
    assert.equal(published.length, 2);
  });

  test('is told from the same request, sent again, which is answered again', () => {
    const { take, published } = createBench();
    take('7', alink('Move'), 'thing.service.Move', TOPIC);
    take('7', published[0]?.[1] ?? '', 'thing.service.Move', TOPIC);
    take('7', alink('Move'), 'thing.service.Move', TOPIC);
    assert.equal(published.length, 2);
    assert.deepEqual(published[1], published[0]);
  });

  test("is told from another call's reply", () => {
    const { take, published } = createBench();
    take('7', alink('Move'), 'thing.service.Move', TOPIC);
    take('8', published[0]?.[1] ?? '', 'thing.service.Move', TOPIC);
    assert.equal(published.length, 2);
  });
});

describe('a request that was not served', () => {
  const TOO_LARGE = '{"id":"","code":100413,"data":{},"message":"the request is too large"}';

  test('is refused on its own topic, once', () => {
    const { calls, published } = createBench();
    for (let i = 0; i < 2; i++) calls.refuse('7', `${RESPONSE}7`, Code.TOO_LARGE, 'the request is too large');
    assert.deepEqual(published, [[`${RESPONSE}7`, TOO_LARGE]]);
    assert.equal(calls.repeated(), 0);
  });

  test('is not refused where its id has been answered', () => {
    const { calls, published, take } = createBench();
    take('7', alink('Move'));
    calls.refuse('7', `${RESPONSE}7`, Code.TOO_LARGE, 'the request is too large');
    assert.equal(published.length, 1);
  });

  test('is not served when it comes again in a size that fits: its refusal is its answer', () => {
    const { calls, published, take, moves } = createBench();
    calls.refuse('7', `${RESPONSE}7`, Code.TOO_LARGE, 'the request is too large');
    take('7', alink('Move'));
    assert.deepEqual(published[1], [`${RESPONSE}7`, TOO_LARGE]);
    assert.deepEqual(moves, []);
  });

  test('takes a place in the ring as any call does', () => {
    const { calls, take, moves } = createBench();
    take('1', alink('Move'));
    for (let id = 2; id <= 9; id++) calls.refuse(String(id), 't', Code.TOO_LARGE, 'the request is too large');
    take('1', alink('Move'));
    assert.equal(moves.length, 2);
  });
});

// Cases: the deadline, too many calls at once, and requests that are too large.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { CALL_MS, RUNNING_CALLS } from '../../firmware/limits.ts';
import type { Bench } from './bench/bench.ts';
import { cases } from './bench/theme.ts';

/** Larger than any packet that a board keeps. */
const LARGE = 'x'.repeat(36_000);

/** Has the board keep the calls that are no request to a service; `wait` may then answer them. */
async function keeping(bench: Bench, body: (answer: () => Promise<unknown>) => Promise<void>): Promise<void> {
  const { board } = bench;
  await board.evaluate('waiting=[]');
  await board.evaluate('(rrpc.topics["/"]=function(p,later){waiting.push(later())},1)');
  try {
    await body(() => board.evaluate('(waiting.forEach(function(call){call.reply("done")}),1)'));
  } finally {
    await board.evaluate('(delete rrpc.topics["/"],waiting=[],1)');
  }
}

/** The code of a reply. */
const codeOf = (reply: string): number => JSON.parse(reply).code;

export default cases('deadline, busy, too large', (check) => {
  check('a call that nobody answers is 100408 at the deadline, and what comes then is swallowed', async ({ bench }) => {
    await keeping(bench, async (answer) => {
      const reply = await bench.hurry(() => bench.send('keep', { timeout: 8000 }));
      assert.deepEqual([codeOf(reply), JSON.parse(reply).message], [100408, `not done in ${CALL_MS} ms`]);
      await answer();
      const { counters } = (await bench.done('GetInfo')) as { counters: { calls: Record<string, number> } };
      assert.equal(counters.calls.running, 0);
      assert.ok((counters.calls.late ?? 0) >= 1, 'the late answer is counted');
    });
  });

  check('one call more than may wait is 429, and those that wait are answered', async ({ bench }) => {
    await keeping(bench, async (answer) => {
      const kept = Array.from({ length: RUNNING_CALLS }, () => bench.send('keep'));
      for (const one of kept) one.catch(() => undefined);
      for (let tries = 0; (await bench.evaluate('waiting.length')) !== RUNNING_CALLS; tries++) {
        assert.ok(tries < 200, 'the calls do not come to wait');
        await sleep(20);
      }
      assert.equal(codeOf(await bench.send('keep')), 429);
      await answer();
      assert.deepEqual(await Promise.all(kept), Array(RUNNING_CALLS).fill('done'));
    });
  });

  check('a request larger than any that is kept is 100413, and the link stays', async ({ bench }) => {
    const before = bench.proxy.connections;
    for (const text of [LARGE, JSON.stringify({ id: '1', method: 'thing.service.Ping', params: { more: LARGE } })])
      assert.equal(codeOf(await bench.send(text)), 100413);
    await bench.done('Ping');
    assert.equal(bench.proxy.connections, before);
  });

  check('what is no request is 400, and what is no service 100404', async ({ bench }) => {
    for (const text of ['hello', '{"id":"1"', '[]', '5']) assert.equal(codeOf(await bench.send(text)), 400, text);
    for (const name of ['Launch', 'toString']) assert.equal((await bench.call(name)).code, 100404, name);
  });
});

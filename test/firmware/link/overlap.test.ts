// Many calls of the same few services at once, in random order and timing, every request delivered twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALL_MS, RECENT_CALLS, RUNNING_CALLS } from '../../../firmware/limits.ts';
import { createCalls } from '../../../firmware/link/call.ts';
import type { Call, TopicHandler } from '../../../firmware/link/service.ts';
import { createTopics } from '../../../firmware/link/topic.ts';
import { publishOf } from '../../support/bytes.ts';
import { fakeClock } from '../../support/fakeClock.ts';
import { createRandom } from '../../support/random.ts';

const CALLS = 1000;

/** One call: how it comes, and what it must be answered. */
interface Asked {
  topic: string;
  to: string;
  payload: string;
  mark: number;
  kind: 'now' | 'later' | 'never' | 'throws';
  id: string;
}

/** Plays CALLS calls, and checks what came of each. */
function play(seed: number): void {
  const { int, pick, chance } = createRandom(seed);
  const clock = fakeClock();
  const out: [topic: string, payload: string][] = [];
  const ran = new Map<number, number>();
  const busy = new Set<number>();
  let isTicking = false;

  function serve(mark: number, kind: string, later: () => Call, give: (n: number) => unknown): unknown {
    ran.set(mark, (ran.get(mark) ?? 0) + 1);
    if (kind === 'throws') throw new Error(`broken ${mark}`);
    if (kind === 'now') return give(mark);
    let call: Call;
    try {
      call = later();
    } catch (refusal) {
      busy.add(mark);
      throw refusal;
    }
    if (kind === 'later') clock.after(() => call.reply(give(mark)), int(0, 300));
    return undefined;
  }

  const sender = {
    publish: (topic: string, payload: string): boolean => out.push([topic, payload]) > 0,
    send: (data: string): boolean => {
      // A PUBLISH with a remaining length of one byte or two.
      const at = data.charCodeAt(1) > 127 ? 3 : 2;
      const end = at + 2 + data.charCodeAt(at + 1);
      return out.push([data.slice(at + 2, end), data.slice(end)]) > 0;
    },
  };
  const topics = createTopics('pk', 'dn', 1);
  const calls = createCalls(
    topics.request,
    topics.response,
    ({ identifier, params }) => [
      (_, later) => serve(params.mark as number, identifier, later, (mark) => ({ mark })),
      params as never,
    ],
    sender,
    {
      after: (f, ms) =>
        clock.after(() => {
          isTicking = true;
          f();
          isTicking = false;
        }, ms),
      cancel: (id) => {
        if (!isTicking) clock.cancel(id);
      },
    },
  );
  const handler: TopicHandler = (payload, later) => {
    const [kind = '', mark] = payload.split(' ');
    return serve(Number(mark), kind, later, (n) => `done ${n}`) as string | undefined;
  };
  const deliver = (topic: string, payload: string): void => {
    if (calls.quick(publishOf(topic, payload))) return;
    assert.ok(
      topics.route(topic, payload, calls, { '/user/go': handler }, () => assert.fail('no post waits')),
      topic,
    );
  };

  const asked = Array.from({ length: CALLS }, (_, i): Asked => {
    const mid = String(1234567890123450000n + BigInt(i));
    const kind = pick<Asked['kind']>([
      'now',
      'now',
      'now',
      'later',
      'later',
      chance(0.1) ? 'never' : 'later',
      'throws',
    ]);
    const id = String(1000 + i);
    const mark = i;
    const form = int(0, 3);
    const alink = `{"id":"${id}","version":"1.0","params":{"mark":${mark}},"method":"thing.service.${kind}"}`;
    if (form === 0) {
      const topic = `/ext/rrpc/${mid}/pk/dn/user/go`;
      return { topic, to: topic, payload: `${kind} ${mark}`, mark, kind, id: '' };
    }
    if (form === 1) {
      const topic = `/ext/rrpc/${mid}/sys/pk/dn/thing/service/${kind}`;
      return { topic, to: topic, payload: alink, mark, kind, id };
    }
    if (form === 2) {
      const topic = `/sys/pk/dn/thing/service/${kind}`;
      return { topic, to: `${topic}_reply`, payload: alink, mark, kind, id };
    }
    return {
      topic: `/sys/pk/dn/rrpc/request/${mid}`,
      to: `/sys/pk/dn/rrpc/response/${mid}`,
      payload: alink,
      mark,
      kind,
      id,
    };
  });

  // A group comes in any order, and each of it again, in another order: no more are between than are remembered.
  const queue = [...asked];
  while (queue.length > 0) {
    const group = queue.splice(0, int(1, RECENT_CALLS - RUNNING_CALLS));
    const deliveries = [...group, ...group].sort(() => (chance(0.5) ? 1 : -1));
    for (const { topic, payload } of deliveries) {
      deliver(topic, payload);
      if (chance(0.4)) clock.advance(int(0, 120));
    }
    if (chance(0.1)) clock.advance(CALL_MS);
  }
  clock.advance(CALL_MS);

  const late = '"code":100408,"data":{},"message":"not done in 7000 ms"}';
  for (const { to, mark, kind, id } of asked) {
    assert.equal(ran.get(mark), 1, `call ${mark} ran once`);
    const alinkForm = { now: `"code":200,"data":{"mark":${mark}}}`, later: `"code":200,"data":{"mark":${mark}}}` };
    const custom = { now: `done ${mark}`, later: `done ${mark}` };
    const failed = {
      never: `{"id":"${id}",${late}`,
      throws: `{"id":"${id}","code":100500,"data":{},"message":"broken ${mark}"}`,
    };
    const busyText = `{"id":"${id}","code":429,"data":{},"message":"4 calls are running"}`;
    const good =
      kind === 'now' || kind === 'later' ? (id ? `{"id":"${id}",${alinkForm[kind]}` : custom[kind]) : failed[kind];
    const mine = out.filter(
      ([topic, payload]) => topic === to && (!to.endsWith('_reply') || payload.includes(`"${id}"`)),
    );
    assert.deepEqual(
      new Set(mine.map(([, payload]) => payload)),
      new Set([busy.has(mark) ? busyText : good]),
      `${mark}`,
    );
    assert.ok(mine.length >= 1 && mine.length <= 2, `call ${mark} was answered ${mine.length} times`);
  }
  const { repeated, running, late: swallowed } = calls.status();
  // What came again while its call ran was not answered then.
  assert.deepEqual([repeated, running, swallowed, clock.pending], [CALLS, 0, 0, 0]);
  assert.ok(busy.size > 0 && busy.size < CALLS / 4, `${busy.size} calls found the board busy`);
}

for (const seed of [1, 2, 3])
  test(`${CALLS} overlapping calls, each delivered twice, are each run once and answered on their own message (seed ${seed})`, () => {
    play(seed);
  });

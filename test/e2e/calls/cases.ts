// Cases: every form of a call by every outcome, with the bytes on the wire. Each runs on every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { CALL_MS, POSTS_PER_SECOND, RECENT_CALLS, RUNNING_CALLS } from '../../../firmware/limits.ts';
import { createRandom } from '../../support/random.ts';
import { type Kind, missing } from '../rig.ts';
import { type Asked, boardFor } from './board.ts';
import { type Form, OWN, PROPERTY_GET, PROPERTY_SET, RAW_FORMS, ROWS, SERVICE_FORMS } from './forms.ts';

const SYS = `/sys${OWN}`;
const TOO_LARGE = '{"id":"","code":100413,"data":{},"message":"the request is too large"}';
/** Larger than any packet that a board keeps. */
const LARGE = 'x'.repeat(36_000);

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** Handlers that keep their call: `waiting` has them, and `ended` ends them all. */
const KEEP = [
  'var waiting = [], count = 0',
  'rrpc.topics["/user/keep"] = function (p, later) { count++; waiting.push(later()); }',
  'rrpc.topics["/user/count"] = function () { return "" + (++count); }',
];

async function keepers({ board }: Asked): Promise<void> {
  for (const line of KEEP) await board.evaluate(line);
}

/** The cases on this kind of board. */
export function formCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 60_000 }, body);

  check('every form of a call by every outcome is answered byte for byte on its own topic', async (t) => {
    const { board, ask, mid, id } = await boardFor(t, kind);
    for (const { outcome, form, identifier, payload, reply, before, after } of ROWS) {
      const [message, envelope] = [mid(), id()];
      if (before) await board.evaluate(before);
      const out = await ask(
        form.topic(message, identifier),
        payload.replace('"ID"', `"${envelope}"`),
        form.to(message, identifier),
      );
      const expected = reply
        .replace('"ID"', `"${envelope}"`)
        .replace('SETTABLE', 'relay')
        .replace('GETTABLE', 'relay, button');
      assert.equal(out, expected, `${form.name}, ${outcome}`);
      if (after) await board.evaluate(after);
    }
  });

  check('a request that is known is not read again, whatever its message id', async (t) => {
    const { board, ask } = await boardFor(t, kind);
    let envelope = 40;
    await board.evaluate('var reads = 0, parse = JSON.parse');
    await board.evaluate('JSON.parse = function (text) { reads++; return parse(text); }');
    const read = async (): Promise<number> => Number(await board.evaluate('reads'));
    const before = await read();
    // Cut to 32 bits, the second and the last are negative.
    for (const message of [
      '1000000000000000001',
      '1000000000100000001',
      '4963507234567890123',
      '9223372036854775807',
    ]) {
      const payload = `{"id":"${++envelope}","version":"1.0","params":{"pin":"led"},"method":"thing.service.GetPin"}`;
      const reply = await ask(`${SYS}/rrpc/request/${message}`, payload, `${SYS}/rrpc/response/${message}`);
      assert.equal(reply, `{"id":"${envelope}","code":200,"data":{"pin":"led","value":0}}`);
    }
    assert.equal((await read()) - before, 1);
  });

  check('a request that comes again is answered again and runs once, in every form', async (t) => {
    const { board, ask, mid, id, counter } = await boardFor(t, kind);
    await keepers({ board } as Asked);
    let value = 0;
    for (const form of SERVICE_FORMS) {
      const [message, envelope] = [mid(), id()];
      const payload = `{"id":"${envelope}","version":"1.0","params":{"pin":"led"},"method":"thing.service.TogglePin"}`;
      value = 1 - value;
      for (let i = 0; i < 3; i++)
        assert.equal(
          await ask(form.topic(message, 'TogglePin'), payload, form.to(message, 'TogglePin')),
          `{"id":"${envelope}","code":200,"data":{"pin":"led","value":${value}}}`,
          form.name,
        );
    }
    const property = (form: Form, what: string, params: string, envelope: string): Promise<string> =>
      ask(form.topic('', what), `{"id":"${envelope}","version":"1.0","params":${params}}`, form.to('', what));
    const [first, second, get] = [id(), id(), id()];
    const done = (envelope: string, n: number) => `{"id":"${envelope}","code":200,"data":{"relay":${n}}}`;
    assert.equal(await property(PROPERTY_SET, 'property/set', '{"relay":1}', first), done(first, 1));
    assert.equal(await property(PROPERTY_GET, 'property/get', '["relay"]', get), done(get, 1));
    assert.equal(await property(PROPERTY_SET, 'property/set', '{"relay":0}', second), done(second, 0));
    assert.equal(await property(PROPERTY_SET, 'property/set', '{"relay":1}', first), done(first, 1), 'from the ring');
    assert.equal(await property(PROPERTY_GET, 'property/get', '["relay"]', get), done(get, 1), 'from the ring');
    const fresh = id();
    assert.equal(await property(PROPERTY_GET, 'property/get', '["relay"]', fresh), done(fresh, 0), 'it did not move');
    const topic = `/ext/rrpc/${mid()}${OWN}/user/count`;
    for (let i = 0; i < 3; i++) assert.equal(await ask(topic, `any ${i}`, topic), '1');
    assert.equal(await counter('calls.repeated'), 10);
  });

  check(
    'a member that is there twice is refused, in the envelope and in the parameters, and nothing moves',
    async (t) => {
      const { ask, mid, board } = await boardFor(t, kind);
      const before = await board.evaluate('rrpc.pins.led.get()');
      for (const [members, code] of [
        ['"id":"5","id":"5","params":{"pin":"led","value":1}', 400],
        // The virtual board's parser keeps one of two members, so that the text is not the object's.
        ['"id":"5","params":{"pin":"led","value":0,"value":1}', kind === 'virtual' ? 400 : 460],
      ] as const) {
        const message = mid();
        const payload = `{${members},"method":"thing.service.SetPin"}`;
        const out = await ask(`${SYS}/rrpc/request/${message}`, payload, `${SYS}/rrpc/response/${message}`);
        assert.equal(JSON.parse(out).code, code);
      }
      assert.equal(await board.evaluate('rrpc.pins.led.get()'), before);
    },
  );

  check('a request too large to keep is 100413 on its own topic, in every form', async (t) => {
    const { ask, mid, board } = await boardFor(t, kind);
    await board.evaluate('rrpc.topics["/user/get"] = function (p) { return "small"; }');
    for (const form of [...SERVICE_FORMS, ...RAW_FORMS, PROPERTY_SET, PROPERTY_GET]) {
      const message = mid();
      const identifier = form === PROPERTY_SET ? 'property/set' : form === PROPERTY_GET ? 'property/get' : 'SetPin';
      assert.equal(
        await ask(form.topic(message, identifier), LARGE, form.to(message, identifier)),
        TOO_LARGE,
        form.name,
      );
    }
  });

  check('calls beyond those that may wait are 429, in every form that can wait, until one is answered', async (t) => {
    const asked = await boardFor(t, kind);
    const { board, wire, ask, mid, id, counter } = asked;
    await keepers(asked);
    const kept = Array.from({ length: RUNNING_CALLS }, () => `/ext/rrpc/${mid()}${OWN}/user/keep`);
    wire.publishAll(kept.map((topic) => [topic, 'wait'] as const));
    for (const form of SERVICE_FORMS) {
      const [message, envelope] = [mid(), id()];
      const params = '{"pin":"led","ms":1000,"wait":1}';
      assert.equal(
        await ask(
          form.topic(message, 'PulsePin'),
          `{"id":"${envelope}","params":${params},"method":"thing.service.PulsePin"}`,
          form.to(message, 'PulsePin'),
        ),
        `{"id":"${envelope}","code":429,"data":{},"message":"4 calls are running"}`,
        form.name,
      );
    }
    const custom = `/ext/rrpc/${mid()}${OWN}/user/keep`;
    assert.equal(await ask(custom, 'wait', custom), '{"id":"","code":429,"data":{},"message":"4 calls are running"}');
    // Those that are answered at once still are, and a running one that comes again is neither run nor answered.
    const from = wire.published.all.length;
    wire.publish(kept[0] as string, 'wait');
    assert.deepEqual(await asked.settled(from), []);
    assert.equal(await counter('calls.running'), RUNNING_CALLS);
    await board.evaluate('waiting.forEach(function (call, i) { call.reply("done " + i); })');
    for (const [i, topic] of kept.entries()) {
      const { payload } = await wire.published.find((one) => one.topic === topic, from);
      assert.equal(payload, `done ${i}`);
    }
    assert.equal(await counter('calls.running'), 0);
  });

  check(
    'a call not answered in time is 100408 in every form that can wait, and what comes then is swallowed',
    async (t) => {
      const asked = await boardFor(t, kind);
      const { board, wire, mid, id, counter } = asked;
      await keepers(asked);
      // A pulse of 1.2 s whose end never comes, nor its answer.
      await board.evaluate(
        '(function (real) { global.setTimeout = function (f, ms) { return real(ms > 1000 && ms < 1300 ? function () {} : f, ms); }; })(setTimeout)',
      );
      const pins = ['led', 'relay', 'fan'];
      const late = SERVICE_FORMS.map((form, i) => {
        const [message, envelope] = [mid(), id()];
        const params = `{"pin":"${pins[i]}","ms":1200,"wait":1}`;
        return {
          topic: form.topic(message, 'PulsePin'),
          to: form.to(message, 'PulsePin'),
          payload: `{"id":"${envelope}","params":${params},"method":"thing.service.PulsePin"}`,
          reply: `{"id":"${envelope}","code":100408,"data":{},"message":"not done in ${CALL_MS} ms"}`,
        };
      });
      const custom = `/ext/rrpc/${mid()}${OWN}/user/keep`;
      const reply = `{"id":"","code":100408,"data":{},"message":"not done in ${CALL_MS} ms"}`;
      late.push({ topic: custom, to: custom, payload: 'wait', reply });
      const from = wire.published.all.length;
      const started = performance.now();
      wire.publishAll(late.map(({ topic, payload }) => [topic, payload] as const));
      for (const { to, reply: expected } of late)
        assert.equal((await wire.published.find(({ topic }) => topic === to, from)).payload, expected);
      const ms = performance.now() - started;
      assert.ok(ms > CALL_MS - 100 && ms < CALL_MS + 1500, `after ${ms} ms`);
      await board.evaluate('waiting[0].reply("too late")');
      assert.deepEqual([await counter('calls.running'), await counter('calls.late')], [0, 1]);
      assert.equal((await asked.settled(from)).filter(({ topic }) => topic === custom).length, 1);
    },
  );

  check('a service that answers later is answered on its own message, whatever came between', async (t) => {
    const { wire, mid, ask, id } = await boardFor(t, kind);
    const [message, envelope] = [mid(), id()];
    const from = wire.published.all.length;
    wire.publish(
      `${SYS}/rrpc/request/${message}`,
      `{"id":"${envelope}","params":{"pin":"led","ms":300,"wait":1},"method":"thing.service.PulsePin"}`,
    );
    const other = mid();
    const get = `{"id":"1","params":{"pin":"led"},"method":"thing.service.GetPin"}`;
    assert.equal(
      await ask(`${SYS}/rrpc/request/${other}`, get, `${SYS}/rrpc/response/${other}`),
      '{"id":"1","code":200,"data":{"pin":"led","value":1}}',
    );
    const { payload } = await wire.published.find(({ topic }) => topic === `${SYS}/rrpc/response/${message}`, from);
    assert.equal(payload, `{"id":"${envelope}","code":200,"data":{"pin":"led","value":0,"ms":300}}`);
  });

  check('text beyond ASCII passes both ways, raw and escaped', async (t) => {
    const { board, ask, mid } = await boardFor(t, kind);
    for (const written of ['灯', '\\u00e9', '\\u706F', '😀', '\\ud83d\\ude00', 'a\\\\u00e9']) {
      for (const form of SERVICE_FORMS.slice(1)) {
        const message = mid();
        const params = `{"pin":"${utf8(written)}","value":1}`;
        const payload = `{"id":"${message}","params":${params},"method":"thing.service.SetPin"}`;
        const out = await ask(form.topic(message, 'SetPin'), payload, form.to(message, 'SetPin'));
        const { code, message: why } = JSON.parse(Buffer.from(out, 'latin1').toString('utf8'));
        // The unknown pin is told with its name, as JSON: an interpreter with characters writes escapes in it.
        const shown = /^pin (".*") is not on this board: /.exec(why)?.[1];
        assert.deepEqual([code, JSON.parse(shown ?? 'null')], [100423, JSON.parse(`"${written}"`)], why);
      }
    }
    await board.evaluate('rrpc.topics["/user/echo"] = function (p) { return p; }');
    const topic = `/ext/rrpc/${mid()}${OWN}/user/echo`;
    assert.equal(await ask(topic, utf8('灯😀é'), topic), utf8('灯😀é'));
  });

  check('a broker that sends our answers back gets none for them, in any form', async (t) => {
    const asked = await boardFor(t, kind);
    const { board, wire, ask, mid, id, counter } = asked;
    await board.evaluate('rrpc.topics["/user/get"] = function (p) { return "got"; }');
    wire.echo();
    const from = wire.published.all.length;
    for (const form of [...SERVICE_FORMS.filter(({ named }) => named), RAW_FORMS[1] as Form]) {
      const message = mid();
      const payload = `{"id":"${id()}","params":{"pin":"led"},"method":"thing.service.TogglePin"}`;
      await ask(form.topic(message, 'TogglePin'), payload, form.to(message, 'TogglePin'));
    }
    await asked.settled(from);
    assert.equal((await asked.settled(from)).length, 4, 'three answers, and that of the first look');
    assert.equal(await counter('calls.repeated'), 0);
  });

  check('posts are numbered, their replies matched, and those beyond the rate refused and counted', async (t) => {
    const { board, wire, lines, counter } = await boardFor(t, kind);
    const from = wire.published.all.length;
    const said = lines.all.length;
    const post = (name: string) => `rrpc.post("${name}",{n:1},function(c,m){print("${name} told "+c+" "+m)})`;
    assert.equal(await board.evaluate(post('A')), 'true');
    assert.equal(await board.evaluate(post('B')), 'true');
    const topic = (name: string) => `${SYS}/thing/event/${name}/post`;
    const sent = await Promise.all(
      ['A', 'B'].map((name) => wire.published.find((one) => one.topic === topic(name), from)),
    );
    const ids = sent.map(({ payload }) => JSON.parse(payload).id as string);
    for (const [i, name] of ['A', 'B'].entries())
      assert.equal(
        sent[i]?.payload.replace(/"time":\d{13}/, '"time":MS'),
        `{"id":"${ids[i]}","version":"1.0","sys":{"ack":1},"method":"thing.event.${name}.post","params":{"value":{"n":1},"time":MS}}`,
      );
    wire.publish(`${topic('B')}_reply`, `{"id":"${ids[1]}","code":6813,"data":{},"message":"out of range"}`);
    wire.publish(`${topic('A')}_reply`, `{"id":"${ids[0]}","code":200,"data":{},"message":"success"}`);
    await lines.find((line) => line.includes('A told 200 success'), said);
    await lines.find((line) => line.includes('B told 6813 out of range'), said);
    assert.deepEqual([await counter('posts.failed'), await counter('posts.refused')], [1, 0]);
    // All within one second of the board's clock: the count begins anew at most once.
    const many = 3 * POSTS_PER_SECOND;
    const taken = Number(
      await board.evaluate(`(function(){var n=0;for(var i=0;i<${many};i++)if(rrpc.post("C",{}))n++;return n})()`),
    );
    assert.ok(taken >= POSTS_PER_SECOND - 2 && taken <= 2 * POSTS_PER_SECOND, `${taken} were taken`);
    assert.equal(await counter('posts.refused'), many - taken);
  });

  check('200 calls of a few services, in random order and each delivered twice, are each run once', async (t) => {
    const asked = await boardFor(t, kind);
    const { board, wire, mid, id } = asked;
    await board.evaluate('var ran = {}');
    await board.evaluate('rrpc.topics["/user/now"] = function (p) { ran[p] = (ran[p] || 0) + 1; return "now " + p; }');
    await board.evaluate(
      'rrpc.topics["/user/later"] = function (p, later) { var call = later(); ran[p] = (ran[p] || 0) + 1; setTimeout(function () { call.reply("later " + p); }, 20); }',
    );
    const { int, pick, chance } = createRandom(7);
    const calls = Array.from({ length: 200 }, (_, n) => {
      const [message, envelope] = [mid(), id()];
      const custom = (name: string) => {
        const topic = `/ext/rrpc/${message}${OWN}/user/${name}`;
        return { topic, to: topic, payload: `c${n}`, reply: `${name} c${n}` };
      };
      const form = pick(SERVICE_FORMS as [Form, ...Form[]]);
      const value = int(0, 1);
      const params = `{"pin":"led","value":${value}}`;
      const service = {
        topic: form.topic(message, 'SetPin'),
        to: form.to(message, 'SetPin'),
        payload: `{"id":"${envelope}","version":"1.0","params":${params},"method":"thing.service.SetPin"}`,
        reply: `{"id":"${envelope}","code":200,"data":{"pin":"led","value":${value}}}`,
      };
      return pick([() => custom('now'), () => custom('later'), () => service])();
    });
    const from = wire.published.all.length;
    const queue = [...calls];
    while (queue.length > 0) {
      const group = queue.splice(0, int(1, RECENT_CALLS - RUNNING_CALLS));
      const twice = [...group, ...group].sort(() => (chance(0.5) ? 1 : -1));
      wire.publishAll(twice.map(({ topic, payload }) => [topic, payload] as const));
      await asked.settled(from);
      for (const { to, reply } of group)
        await wire.published.find((one) => one.topic === to && one.payload === reply, from);
    }
    const published = await asked.settled(from);
    for (const { to, reply, payload } of calls) {
      const id = /"id":"\d+"/.exec(payload)?.[0];
      const mine = published.filter((one) => one.topic === to && (!id || one.payload.includes(id)));
      assert.deepEqual(new Set(mine.map((one) => one.payload)), new Set([reply]));
      assert.ok(mine.length <= 2);
    }
    const customs = calls.filter(({ payload }) => payload.startsWith('c')).length;
    assert.equal(
      await board.evaluate(
        'Object.keys(ran).length + " " + Object.keys(ran).every(function (k) { return ran[k] === 1; })',
      ),
      `"${customs} true"`,
    );
  });
}

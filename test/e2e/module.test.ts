// The client on its own, dist/mqtt.js: each kind of board against each broker.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { VirtualBoard } from '../../scripts/device/virtual/board.ts';
import { freePort } from '../../scripts/listen.ts';
import { type Bench, benchFor, type Event, type Load, peerFor } from './module/bench.ts';
import { type BrokerKind, brokerFor, missingBroker, USER } from './module/brokers.ts';
import { cutterFor } from './module/cutter.ts';
import { type Kind, missing } from './rig.ts';

const LIMIT = { timeout: 60_000 };

/** As tinyMQTT's users write it: subscribe in 'connected', connect in 'disconnected'. */
const TINY = [
  'client.on("connected", function () { client.subscribe("to/board/#"); });',
  'client.on("disconnected", function () { client.connect(); });',
].join('\n');

/** Text of this many bytes that no shift of itself equals. */
const text = (bytes: number): string =>
  Array.from({ length: bytes / 4 + 1 }, (_, i) => `${1000 + i}`)
    .join('')
    .slice(0, bytes);
const message = (topic: string, content: string): Event => ['message', { topic, message: content }];
const names = ({ events }: Bench): string[] => events.all.map(([name]) => name);

for (const kind of ['virtual', 'espruino'] as const) {
  for (const load of ['addCached', 'Storage'] as const) loadCase(kind, load);
  for (const broker of ['aedes', 'mosquitto'] as const) cases(kind, broker);
}

function loadCase(kind: Kind, load: Load): void {
  test(`${kind}: the module is loaded by ${load}`, { ...LIMIT, skip: missing(kind) ?? false }, async (t) => {
    const { port } = await brokerFor(t, 'aedes');
    const bench = await benchFor(t, kind, { port, load });
    await bench.event('connected');
    assert.deepEqual(bench.events.all, [['connected']]);
    assert.equal(await bench.board.evaluate('Object.keys(require("mqtt"))'), '["create"]');
  });
}

function cases(kind: Kind, on: BrokerKind): void {
  const skip = missing(kind) ?? missingBroker(on) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}, ${on}: ${name}`, { ...LIMIT, skip }, body);

  check("subscribing in 'connected' and publishing at QoS 0 and 1 work as with tinyMQTT", async (t) => {
    const { port } = await brokerFor(t, on);
    const { client, heard } = await peerFor(t, port);
    // It is retained: the board gets it when it has subscribed.
    await client.publishAsync('to/board/hello', 'first', { retain: true });
    const bench = await benchFor(t, kind, { port, code: TINY });
    assert.deepEqual(await bench.event('message'), message('to/board/hello', 'first'));
    assert.equal(await bench.board.evaluate('client.publish("from/board", "at 0")'), 'true');
    await bench.event('published');
    const told = bench.events.all.length;
    assert.equal(await bench.board.evaluate('client.publish("from/board", "at 1", 1)'), 'true');
    await bench.event('published', told);
    await heard.find(([, content]) => content === 'at 1');
    assert.deepEqual(heard.all, [
      ['from/board', 'at 0', 0],
      ['from/board', 'at 1', 1],
    ]);
    await client.publishAsync('to/board/a', 'second', { qos: 1 });
    await bench.events.find(([, value]) => JSON.stringify(value)?.includes('second'));
    assert.deepEqual(names(bench), ['connected', 'message', 'published', 'published', 'message']);
  });

  check('messages of 0, 127, 128, 600 and 4,096 bytes come and go as they are', async (t) => {
    const { port } = await brokerFor(t, on);
    const { client, heard } = await peerFor(t, port);
    const bench = await benchFor(t, kind, {
      port,
      code: [
        'client.subscribe("to/board");',
        'client.on("message", function (it) { client.publish("from/board", it.message); });',
      ].join('\n'),
    });
    await bench.event('connected');
    for (const bytes of [0, 127, 128, 600, 4096]) {
      const [told, came] = [bench.events.all.length, heard.all.length];
      await client.publishAsync('to/board', text(bytes));
      assert.deepEqual(await bench.event('message', told), message('to/board', text(bytes)));
      assert.deepEqual(await heard.find(() => true, came), ['from/board', text(bytes), 0]);
    }
  });

  check('packets that come in pieces, and several in one, are told once each and in order', async (t) => {
    const { port } = await brokerFor(t, on);
    const { client } = await peerFor(t, port);
    const cutter = await cutterFor(t, port);
    const bench = await benchFor(t, kind, { port: cutter.port, code: 'client.subscribe("to/board");' });
    await bench.event('connected');
    if (kind === 'virtual') (bench.board as VirtualBoard).faults.chunkBytes = 1;
    const contents = [text(300), '', text(3), text(1000)];
    cutter.hold();
    for (const content of contents) await client.publishAsync('to/board', content);
    // The first packet has 3 bytes of header, 2 of length, and its topic: each alone, then all but its last byte.
    const first = 3 + 2 + 'to/board'.length + 300;
    await cutter.holding(first + 1 + 1000);
    const sizes = [1, 1, 1, 1, 1, 1, 1, 6, 100, first - 113 - 1];
    await cutter.release(sizes, async () => {
      // The board answers in a later turn than the one that took the piece.
      await bench.board.evaluate('1');
      await bench.board.evaluate('1');
      assert.deepEqual(names(bench), ['connected']);
    });
    await bench.events.find(([, value]) => JSON.stringify(value)?.includes(text(1000)));
    assert.deepEqual(
      bench.events.all.slice(1),
      contents.map((content) => message('to/board', content)),
    );
  });

  check('the right password connects', async (t) => {
    const { port } = await brokerFor(t, on, { locked: true });
    const bench = await benchFor(t, kind, { port, options: { ...USER, clean_session: false, keep_alive: 0 } });
    await bench.event('connected');
    assert.deepEqual(names(bench), ['connected']);
  });

  check('a wrong password is an error that says so, again at each try, and never connected', async (t) => {
    const { port } = await brokerFor(t, on, { locked: true });
    const bench = await benchFor(t, kind, { port, code: TINY, options: { ...USER, password: 'wrong' } });
    await bench.event('error', 2);
    for (const [name, value] of bench.events.all) {
      assert.equal(name, 'error');
      assert.match(String(value), /^refused: (.*user name or password|not authori[sz]ed)$/);
    }
  });

  check('a broker that is not there is an error at each try, until it is there', async (t) => {
    const broker = await brokerFor(t, on);
    await broker.stop();
    const bench = await benchFor(t, kind, { port: broker.port, code: TINY });
    await bench.event('error', 1);
    await broker.start();
    await bench.event('connected');
    const before = names(bench).slice(0, -1);
    assert.ok(before.length > 1 && before.every((name) => name === 'error'), before.join());
  });

  check('when the broker restarts, the board is back by itself with its subscriptions', async (t) => {
    const broker = await brokerFor(t, on);
    const bench = await benchFor(t, kind, { port: broker.port, code: 'client.subscribe("to/board");' });
    await bench.event('connected');
    await broker.stop();
    await bench.event('disconnected');
    await bench.event('error', bench.events.all.length);
    const told = bench.events.all.length;
    await broker.start();
    await bench.event('connected', told);
    const { client } = await peerFor(t, broker.port);
    await client.publishAsync('to/board', 'still there');
    assert.deepEqual(await bench.event('message', told), message('to/board', 'still there'));
    assert.equal(names(bench).filter((name) => name === 'disconnected').length, 1);
    assert.match(String((await bench.event('error'))[1]), /closed|socket|send/);
  });

  check('disconnect ends it and connect begins it again; what is bad throws and does no harm', async (t) => {
    const { port } = await brokerFor(t, on);
    const { client } = await peerFor(t, port);
    const bench = await benchFor(t, kind, { port, code: 'client.subscribe("to/board");' });
    await bench.event('connected');
    await assert.rejects(bench.board.evaluate('client.subscribe("a#")'), /filter: \+ and # alone in a level/);
    await assert.rejects(bench.board.evaluate('client.publish("a/+", "x")'), /topic: no \+ or #/);
    assert.equal(await bench.board.evaluate('client.disconnect();client.publish("from/board", "x")'), 'false');
    await bench.event('disconnected');
    await bench.board.evaluate('client.connect()');
    await bench.event('connected', 2);
    await client.publishAsync('to/board', 'again');
    assert.deepEqual(await bench.event('message'), message('to/board', 'again'));
    assert.deepEqual(names(bench), ['connected', 'disconnected', 'connected', 'message']);
  });
}

test('a port that nobody listens on is an error that says so', LIMIT, async (t) => {
  const bench = await benchFor(t, 'virtual', { port: await freePort() });
  assert.match(String((await bench.event('error'))[1]), /^(cannot connect|socket|closed)/);
});

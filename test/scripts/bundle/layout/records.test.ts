import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten } from '../../../../scripts/bundle/layout/flatten.ts';
import { unwrapRecords } from '../../../../scripts/bundle/layout/records.ts';
import { after, told, toldBefore } from './bench.ts';

const unwrapped = (body: string): Promise<string> => after((program) => unwrapRecords(program, flatten(program)), body);

/** Unwrapped, it tells what it told before. */
async function same(body: string): Promise<string> {
  const code = await unwrapped(body);
  assert.deepEqual(told(code), toldBefore(body));
  return code;
}

const ROOMS = `
  function createOutbox(write) {
    var waiting = 0;
    function send(text) { waiting++; write(text); }
    return { send: send, status: function () { return waiting; } };
  }
  function createClient(on) {
    var outbox = createOutbox(tell);
    function publish(text) { outbox.send(text); on.sent(text); }
    return { publish: publish, status: function () { return outbox.status(); } };
  }
  var client;
  function start() {
    client = createClient({ sent: function (text) { tell('sent ' + text); } });
    client.publish('a');
    client.publish('b');
    tell(client.status());
  }
  start();
`;

test('rooms that know each other by objects call each other’s functions, and the objects are empty', async () => {
  const code = await same(ROOMS);
  assert.doesNotMatch(code, /\.(publish|send|sent|status)\b/);
  assert.doesNotMatch(code, /\b(publish|send|sent|status):/);
});

test('a native that is handed on is called by its own name', async () => {
  const code = await same(`
    function createLamp(clock) { function far() { return clock.away(-2) * 2; } return { far: far }; }
    function start() { var lamp = createLamp({ away: Math.abs }); tell(lamp.far()); tell(lamp.far()); }
    start();
  `);
  assert.match(code, /Math\.abs\(-2\)/);
});

for (const [what, body] of [
  [
    'is set twice',
    `var o; function start() { o = { f: function () { return 1; } }; o.f = function () { return 2; }; tell(o.f()); } start();`,
  ],
  [
    'is taken away',
    `var o; function start() { o = { f: function () { return 1; } }; delete o.f; tell(!o.f); } start();`,
  ],
  [
    'goes to someone unknown',
    `var o; function one() { return 1; } function start() { o = { f: one }; Object.keys(o).forEach(function (k) { o[k] = 3; }); tell(o.f); } start();`,
  ],
  [
    'is asked for by a name that is computed',
    `var o, k = 'f'; function one() { return 1; } function start() { o = { f: one }; o[k] = 4; tell(o.f); } start();`,
  ],
  [
    'knows its object',
    `var o; function start() { o = { n: 7, f: function () { return this.n; } }; tell(o.f()); } start();`,
  ],
  [
    'is one of two objects',
    `function one() { return 1; } function two() { return 2; } function pick(n) { return n ? { f: one } : { f: two }; } function start() { tell(pick(0).f()); tell(pick(1).f()); } start();`,
  ],
  [
    'is an object that a function only sometimes gives',
    `function one() { return 1; } function some(n) { if (n) return undefined; return { f: one }; } function start() { var o = some(1); tell(o ? o.f() : 'none'); } start();`,
  ],
  [
    'was given under a name that means another thing there',
    `function one() { return 1; } function start() { var o = { f: one }; (function (one) { tell(o.f() + one); })(10); } start();`,
  ],
] as const)
  test(`a member that ${what} still does what it did`, async () => {
    await same(body);
  });

test('what a setter keeps is not there before, and is asked for as it was', async () => {
  await same(`
    var listener;
    function onChange(f) { listener = f; }
    function change() { if (listener) listener(); else tell('nobody'); }
    function start() { change(); onChange(function () { tell('heard'); }); change(); }
    start();
  `);
});

test('a member that is given later than its object is asked for as it was', async () => {
  await same(`
    var events = {};
    function heard() { tell('heard'); }
    function ring() { if (events.ring) events.ring(); else tell('nobody'); }
    function start() { ring(); events.ring = heard; ring(); }
    start();
  `);
});

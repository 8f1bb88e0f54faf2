// The table of forms and outcomes (test/e2e/calls/forms.ts) on the sources: topics, calls and services put together.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCalls } from '../../../firmware/link/call.ts';
import type { TopicHandler } from '../../../firmware/link/service.ts';
import { createTopics } from '../../../firmware/link/topic.ts';
import { ROWS } from '../../e2e/calls/forms.ts';
import { fakeClock } from '../../support/fakeClock.ts';
import { installInterpreter } from '../interpreter.ts';

const clock = fakeClock();
const { setTimeout, clearTimeout } = globalThis;
installInterpreter();
// A pin that may not stay on sets a timer.
before(() => void Object.assign(globalThis, { setTimeout: clock.after, clearTimeout: clock.cancel }));
after(() => void Object.assign(globalThis, { setTimeout, clearTimeout }));
// The services use the interpreter's functions as they load.
const { outside } = await import('../../../firmware/services/outside.ts');
const { find, prepare } = await import('../../../firmware/services/services.ts');
Object.assign(outside, { find, prepare });

/** What is typed at a board's console before a row, done here. */
const handlers: Record<string, TopicHandler> = {};
function typed(code: string): void {
  new Function('rrpc', 'global', code.replace('var whole', 'global.whole').replace('= whole', '= global.whole'))(
    { topics: handlers },
    globalThis,
  );
}

const topics = createTopics('a1Bcd', 'lamp', 1);
const out: [topic: string, payload: string][] = [];
const publish = (topic: string, payload: string): boolean => out.push([topic, payload]) > 0;
const send = (): never => assert.fail('nothing goes by the hot path');
const calls = createCalls(topics.request, topics.response, prepare, { publish, send }, clock);

let last = 9007199254740992n;
for (const { outcome, form, identifier, payload, reply, ...console } of ROWS)
  test(`${form.name}, ${outcome}: ${reply.slice(0, 40)}`, () => {
    const [mid, id] = [`1${++last}`, String(last)];
    if (console.before) typed(console.before);
    try {
      const text = payload.replace('"ID"', `"${id}"`);
      assert.ok(topics.route(form.topic(mid, identifier), text, calls, handlers, () => assert.fail('no post waits')));
    } finally {
      if (console.after) typed(console.after);
    }
    const expected = reply
      .replace('"ID"', `"${id}"`)
      .replace('SETTABLE', 'led, relay, dimmer')
      .replace('GETTABLE', 'led, relay, button, dimmer, light');
    assert.deepEqual(out.splice(0), [[form.to(mid, identifier), expected]]);
  });

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { LOG, STREAM_MS } from '../../../../scripts/cloud/page/limits.ts';
import type { Changes, Snapshot } from '../../../../scripts/cloud/page/protocol.ts';
import { State } from '../../../../scripts/cloud/page/state.ts';
import { type Sink, Stream } from '../../../../scripts/cloud/page/stream.ts';
import { fakeClock } from '../fakeClock.ts';

/** A reader, who can stop reading. */
class FakeSink extends EventEmitter {
  writableNeedDrain = false;
  texts: string[] = [];
  ended = '';
  writeHead() {
    return this;
  }
  write(text: string) {
    this.texts.push(text);
    return !this.writableNeedDrain;
  }
  end() {
    this.ended = this.ended || 'end';
  }
  destroy() {
    this.ended = 'destroy';
  }
  /** The events since the last time. */
  taken(): { event: string; data: Snapshot & Changes }[] {
    const taken = this.texts.flatMap((text) => {
      const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)\n\n$/.exec(text) ?? [];
      return event === '' ? [] : [{ event, data: JSON.parse(data) }];
    });
    this.texts = [];
    return taken;
  }
}

function setUp() {
  const clock = fakeClock();
  const state = new State(clock);
  const sink = new FakeSink();
  let ends = 0;
  state.wire('p,lamp', true);
  state.wire('p,other', false);
  const stream = new Stream(sink as unknown as Sink, state, 'p,lamp', clock, () => (ends += 1));
  const line = (title: string) => state.add({ kind: 'event', device: 'p,lamp', title, detail: '' });
  return { clock, state, sink, stream, line, ends: () => ends };
}

test('a snapshot comes first, then what changes, gathered', () => {
  const { clock, state, sink, line } = setUp();
  const [first] = sink.taken();
  assert.equal(first?.event, 'snapshot');
  assert.deepEqual(
    first?.data.boards.map(({ name, wired }) => [name, wired]),
    [
      ['p,lamp', true],
      ['p,other', false],
    ],
  );
  line('a');
  state.level('p,lamp', { pin: 'led', value: 0 });
  state.level('p,lamp', { pin: 'led', value: 1 });
  state.level('p,other', { pin: 'led', value: 1 });
  line('b');
  assert.deepEqual(sink.taken(), []);
  clock.advance(STREAM_MS.gather);
  const [changes, ...more] = sink.taken();
  assert.deepEqual(more, []);
  assert.deepEqual(changes?.data.levels, [{ pin: 'led', value: 1 }], 'the newest, and of this board alone');
  assert.deepEqual(
    changes?.data.log?.map(({ title }) => title),
    ['a', 'b'],
  );
  assert.equal(changes?.data.boards, undefined);
});

test('a level of another board alone is told by nothing', () => {
  const { clock, state, sink } = setUp();
  sink.taken();
  state.level('p,other', { pin: 'led', value: 1 });
  clock.advance(STREAM_MS.gather);
  assert.deepEqual(sink.taken(), []);
});

test('a reader that is slow is sent nothing, and what it missed when it reads again', () => {
  const { clock, sink, line } = setUp();
  sink.taken();
  sink.writableNeedDrain = true;
  line('a');
  clock.advance(STREAM_MS.gather);
  line('b');
  clock.advance(STREAM_MS.gather);
  assert.deepEqual(sink.texts, []);
  sink.writableNeedDrain = false;
  sink.emit('drain');
  clock.advance(STREAM_MS.gather);
  assert.deepEqual(
    sink.taken().map(({ event, data }) => [event, data.log?.length]),
    [['changes', 2]],
  );
});

test('a reader that fell behind what is kept is given a snapshot again', () => {
  const { clock, sink, line } = setUp();
  sink.taken();
  sink.writableNeedDrain = true;
  for (let at = 0; at <= LOG.kept; at++) line(String(at));
  clock.advance(STREAM_MS.gather);
  sink.writableNeedDrain = false;
  sink.emit('drain');
  clock.advance(STREAM_MS.gather);
  assert.deepEqual(
    sink.taken().map(({ event, data }) => [event, data.log?.length]),
    [['snapshot', LOG.told]],
  );
});

test('a quiet stream shows that it lives; one that reads nothing is cut', () => {
  const { clock, sink, ends } = setUp();
  sink.taken();
  clock.advance(STREAM_MS.alive);
  assert.deepEqual(sink.texts, ['event: alive\ndata: 1\n\n']);
  sink.writableNeedDrain = true;
  for (let at = 0; at < 3; at++) clock.advance(STREAM_MS.alive);
  assert.equal(sink.ended, 'destroy');
  assert.equal(ends(), 1);
});

test('a reader that goes away is forgotten, once', () => {
  const { clock, sink, line, stream, ends } = setUp();
  sink.emit('close');
  stream.end();
  sink.taken();
  line('a');
  clock.advance(STREAM_MS.alive);
  assert.deepEqual(sink.texts, []);
  assert.equal(ends(), 1);
});

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createRandom } from '../../support/random.ts';
import { installInterpreter } from '../interpreter.ts';

const board = installInterpreter();
const { traitsOf } = await import('../../../firmware/pins/table.ts');
const { onEdge, unwatch, watch } = await import('../../../firmware/pins/watch.ts');
const INPUTS = ['button', 'door', 'sensor', 'pot'];

/** Traits of a pin of the tests' board (test/support/board.ts). */
const pin = (name: string | number): number => traitsOf[name] ?? 0;

beforeEach(board.useTimers);
afterEach(() => {
  for (const name of INPUTS) unwatch(pin(name));
  assert.deepEqual([board.watches.size, board.pending], [0, 0], 'what ends a watch ends its timer');
  board.clear();
});

/** Edges, one a `ms`. */
function bounce(number: number, edges: number, ms: number): void {
  for (let i = 0; i < edges; i++) {
    board.edge(number, board.levels.get(number) ? 0 : 1);
    board.advance(ms);
  }
}

test('an edge is told at once, with its time', () => {
  const told: [number, number][] = [];
  watch(pin('door'), 5, (count, time) => told.push([count, time]) > 0);
  board.edge(32, 1);
  assert.deepEqual(told, [[1, board.time]]);
});

test('1,000 edges are told at most as often as asked, and none is lost from the count', () => {
  for (const rate of [1, 2, 5]) {
    const told: number[] = [];
    watch(pin('door'), rate, (count) => told.push(count) > 0);
    bounce(32, 1000, 1.7);
    board.advance(3000);
    assert.equal(
      told.reduce((sum, count) => sum + count, 0),
      1000,
    );
    assert.ok(told.length <= Math.ceil(1.7 * rate) + 1, `${told.length} at ${rate} a second`);
    unwatch(pin('door'));
  }
});

test('edges at random, told at random, are all counted', () => {
  const random = createRandom(5);
  for (let run = 0; run < 50; run++) {
    let sum = 0;
    let goes = true;
    let edges = 0;
    watch(pin('sensor'), random.int(1, 5), (count) => {
      if (random.chance(0.4) && !goes) return false;
      sum += count;
      return true;
    });
    for (let i = 0; i < 100; i++) {
      goes = random.chance(0.5);
      const n = random.int(0, 9);
      edges += n;
      bounce(34, n, random.int(0, 40));
      board.advance(random.int(0, 700));
    }
    goes = true;
    board.advance(2000);
    assert.equal(sum, edges);
    unwatch(pin('sensor'));
  }
});

test('what cannot be told counts on, and is told later', () => {
  const told: number[] = [];
  let online = false;
  watch(pin('door'), 5, (count) => online && told.push(count) > 0);
  bounce(32, 7, 100);
  assert.deepEqual(told, []);
  online = true;
  board.advance(200);
  assert.deepEqual(told, [7]);
});

test('an input that rests has no timer', () => {
  watch(pin('door'), 5, () => true);
  board.edge(32, 1);
  board.advance(200);
  assert.equal(board.pending, 0);
});

test("the edge towards on is the one that falls where on is low; the debounce is the board's unless given", () => {
  for (const [name, edge, debounce, step] of [
    ['button', 'rising', undefined, 'watch 27 falling 20'],
    ['button', 'falling', 5, 'watch 27 rising 5'],
    ['button', 'both', 0, 'watch 27 both 0'],
    ['button', undefined, undefined, 'watch 27 both 20'],
    ['door', 'rising', undefined, 'watch 32 rising 0'],
    ['door', 'falling', undefined, 'watch 32 falling 0'],
  ] as const) {
    board.steps.length = 0;
    clearWatch(onEdge(pin(name), () => undefined, edge, debounce));
    // Its mode again: the interpreter gives a watched pin a pull-up.
    assert.deepEqual(board.steps, [
      step,
      `mode ${pin(name) & 255} ${name === 'button' ? 'input_pullup' : 'input_pulldown'}`,
    ]);
  }
});

test('what setting the watch does to the wire is no edge', () => {
  let edges = 0;
  const { time } = board;
  watch(pin('door'), 5, (count) => {
    edges += count;
    return true;
  });
  board.lateEdge(32, 1, time);
  board.lateEdge(32, 0, time);
  assert.equal(edges, 0);
  board.edge(32, 1);
  assert.equal(edges, 1);
});

test('a pin watched anew is told once; unwatched it is told no more, and twice is no fault', () => {
  let edges = 0;
  for (let i = 0; i < 3; i++) watch(pin('door'), 5, () => ++edges > 0);
  board.edge(32, 1);
  assert.equal(edges, 1);
  unwatch(pin('door'));
  unwatch(pin('door'));
  board.edge(32, 0);
  board.advance(1000);
  assert.equal(edges, 1);
});

test('one pin more than can be watched is refused, and one that is watched already is not', () => {
  const some = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => 0x200 | number);
  for (const traits of some) watch(traits, 1, () => true);
  assert.throws(
    () => watch(0x200 | 9, 1, () => true),
    (thrown) => {
      assert.deepEqual(thrown, { code: 429, message: '8 pins are watched' });
      return true;
    },
  );
  for (const traits of some) watch(traits, 1, () => true);
  for (const traits of some) unwatch(traits);
});

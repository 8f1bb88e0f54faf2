import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Drawing, type Layout, layOut, type Point, pathOf } from '../../../../scripts/page/picture/layout.ts';

/** A board with pins at these heights on the left and on the right. */
function drawing(left: readonly number[], right: readonly number[]): Drawing {
  const side = (heights: readonly number[], side: 'left' | 'right') =>
    heights.map((y) => ({ name: `${side}${y}`, side, x: side === 'left' ? 5 : 102, y }));
  return { width: 107, height: 201, places: [...side(left, 'left'), ...side(right, 'right')] };
}

type Segment = readonly [Point, Point];

function segments(wire: readonly Point[]): Segment[] {
  return wire.slice(1).map((to, at) => [wire[at] as Point, to]);
}

/** Whether two straight pieces, each level or upright, meet. */
function meet([[ax, ay], [bx, by]]: Segment, [[cx, cy], [dx, dy]]: Segment): boolean {
  const apart = (a: number, b: number, c: number, d: number) =>
    Math.max(a, b) < Math.min(c, d) || Math.max(c, d) < Math.min(a, b);
  return !apart(ax, bx, cx, dx) && !apart(ay, by, cy, dy);
}

/** The pairs of wires that meet. */
function crossings({ cells }: Layout): string[] {
  return cells.flatMap((a, at) =>
    cells
      .slice(at + 1)
      .filter((b) => segments(a.wire).some((one) => segments(b.wire).some((other) => meet(one, other))))
      .map((b) => `${a.name} x ${b.name}`),
  );
}

const BOARDS: readonly (readonly [string, Drawing])[] = [
  ['the ESP32 as its file has it', drawing([53, 72, 91, 101, 111, 139], [120, 130])],
  ['pins at the top alone', drawing([24, 34, 44, 53], [24, 34, 44])],
  ['pins at the bottom alone', drawing([120, 130, 139, 149, 158], [139, 149, 158])],
  ['one pin', drawing([], [100])],
  ['many pins', drawing([24, 34, 44, 53, 63, 72, 82, 91, 101], [24, 63, 72, 111, 120, 130, 139, 158])],
];

describe('a picture', () => {
  for (const [what, board] of BOARDS)
    for (const room of [300, 328, 560, 790, 1200])
      test(`of ${what} in ${room} pixels: no two widgets share a place, no two wires cross`, () => {
        const layout = layOut(board, room);
        const { width, height } = layout.cell;
        assert.equal(layout.cells.length, board.places.length);
        assert.deepEqual(crossings(layout), []);
        for (const [at, a] of layout.cells.entries()) {
          assert.ok(a.x >= 0 && a.x + width <= layout.width && a.y >= 0 && a.y + height <= layout.height, a.name);
          for (const b of layout.cells.slice(at + 1))
            assert.ok(Math.abs(a.x - b.x) >= width || Math.abs(a.y - b.y) >= height, `${a.name} on ${b.name}`);
        }
      });

  test('is as wide as its room where that is a phone, and no wider than it needs where there is more', () => {
    const [, board] = BOARDS[0] as (typeof BOARDS)[number];
    for (const room of [300, 328, 360]) assert.ok(layOut(board, room).width <= room, String(room));
    assert.equal(layOut(board, 2000).width, layOut(board, 1000).width);
  });
});

test('a wire is a path with rounded bends, and a straight one has none', () => {
  assert.equal(
    pathOf([
      [0, 0],
      [10, 0],
    ]),
    'M0 0L10 0',
  );
  assert.equal(
    pathOf(
      [
        [0, 0],
        [20, 0],
        [20, 20],
      ],
      5,
    ),
    'M0 0L15 0Q20 0 20 5L20 20',
  );
  assert.equal(
    pathOf([
      [0, 0],
      [2, 0],
      [2, 0],
      [9, 0],
    ]),
    'M0 0L1 0Q2 0 3 0L9 0',
  );
});

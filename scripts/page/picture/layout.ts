// Where the widgets of a board's picture stand, and how the wires run between them and the board. Numbers only, in pixels.

/** A point. */
export type Point = readonly [x: number, y: number];

/** A pin's place on the board's drawing. */
export interface Place {
  readonly name: string;
  readonly side: 'left' | 'right';
  /** From the drawing's top left corner, at scale 1. */
  readonly x: number;
  readonly y: number;
}

/** The board's drawing at scale 1. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly places: readonly Place[];
}

/** A widget's place, and its wire from the pin on. */
export interface Cell {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly wire: readonly Point[];
}

/** A picture. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly board: Point;
  readonly cell: { readonly width: number; readonly height: number };
  readonly cells: readonly Cell[];
}

/** Sizes by the room there is. */
const WIDE = { cell: 138, height: 126, gap: 26, middle: 22, gutter: 62, board: 178, columns: 2 } as const;
const COMPACT = { cell: 108, height: 122, gap: 22, middle: 18, gutter: 40, board: 130, columns: 2 } as const;
const MEDIUM = { ...WIDE, gutter: 48, board: 150, columns: 1, gap: 14 } as const;
const NARROW = { cell: 98, height: 118, gap: 10, middle: 0, gutter: 22, board: 76, columns: 1 } as const;

type Sizes = { readonly [K in keyof typeof WIDE]: number };

/** Widgets in a column before a second one begins, where there is room. */
const COLUMN = 3;

/** Lays a picture out in `room` pixels of width. The order of the pins along each side is kept, so that no wires cross. */
export function layOut(drawing: Drawing, room: number): Layout {
  const sides = {
    left: drawing.places.filter(({ side }) => side === 'left').sort((a, b) => a.y - b.y),
    right: drawing.places.filter(({ side }) => side === 'right').sort((a, b) => a.y - b.y),
  };
  const fits = [WIDE, COMPACT, MEDIUM].find((sizes) => widthOf(sizes, sides) <= room);
  const base: Sizes = fits ?? NARROW;
  // The narrowest picture takes what there is.
  const sizes = fits ? base : { ...base, cell: Math.max(72, Math.floor((room - base.board - 2 * base.gutter) / 2)) };
  const columns = { left: columnsOf(sides.left, sizes), right: columnsOf(sides.right, sizes) };
  const scale = sizes.board / drawing.width;
  const rows = Math.max(
    1,
    Math.ceil(sides.left.length / (columns.left || 1)),
    Math.ceil(sides.right.length / (columns.right || 1)),
  );
  const head = sizes.columns > 1 ? sizes.gap : 0;
  const height = Math.max(head + rows * (sizes.height + sizes.gap) - sizes.gap, drawing.height * scale);
  const leftWidth = sideWidth(columns.left, sizes);
  const boardX = leftWidth;
  const boardY = Math.round((height - drawing.height * scale) / 2);
  const width = leftWidth + sizes.board + sideWidth(columns.right, sizes);
  const cells = (['left', 'right'] as const).flatMap((side) => {
    const places = sides[side];
    const count = columns[side];
    const tall = Math.ceil(places.length / (count || 1)) * (sizes.height + sizes.gap) - sizes.gap + head;
    const top = Math.round((height - tall) / 2) + head;
    const pins = places.map(({ x, y }): Point => [boardX + x * scale, boardY + y * scale]);
    const ports = places.map((_, at) => portOf(at, count, top, sizes));
    const lanes = lanesOf(
      pins.map(([, y]) => y),
      ports.map(({ enter }) => enter),
    );
    return places.map(({ name }, at): Cell => {
      const { row, isOuter, enter } = ports[at] as Port;
      const [pinX, pinY] = pins[at] as Point;
      const near = side === 'left' ? boardX - 8 : boardX + sizes.board + 8;
      const away = side === 'left' ? -1 : 1;
      const lane = near + away * (lanes[at] ?? 0) * ((sizes.gutter - 16) / Math.max(1, places.length - 1));
      const inner = side === 'left' ? leftWidth - sizes.gutter : boardX + sizes.board + sizes.gutter;
      const edge = isOuter ? inner + away * (sizes.cell + sizes.middle) : inner;
      const y = top + row * (sizes.height + sizes.gap);
      const x = side === 'left' ? edge - sizes.cell : edge;
      const wire: Point[] = [
        [pinX, pinY],
        [lane, pinY],
        [lane, enter],
      ];
      if (isOuter) {
        const bend = inner + away * (sizes.cell + sizes.middle / 2);
        wire.push([bend, enter], [bend, y + sizes.height / 2], [edge, y + sizes.height / 2]);
      } else wire.push([edge, enter]);
      return { name, x, y, wire };
    });
  });
  return { width, height, scale, board: [boardX, boardY], cell: { width: sizes.cell, height: sizes.height }, cells };
}

interface Port {
  readonly row: number;
  readonly isOuter: boolean;
  /** The height at which the wire leaves the gutter. */
  readonly enter: number;
}

/** With two columns they take turns: the wire to the outer one runs above the row. */
function portOf(at: number, columns: number, top: number, sizes: Sizes): Port {
  const row = Math.floor(at / (columns || 1));
  const y = top + row * (sizes.height + sizes.gap);
  const isOuter = columns > 1 && at % 2 === 0;
  return { row, isOuter, enter: isOuter ? y - sizes.gap / 2 : y + sizes.height / 2 };
}

/** Which lane of the gutter each wire goes up or down in, 0 beside the board: of those that go up the upper is nearer, of those
 *  that go down the lower, and so none crosses another. */
export function lanesOf(pins: readonly number[], targets: readonly number[]): number[] {
  const all = pins.map((_, at) => at);
  const isUp = (at: number) => (targets[at] as number) < (pins[at] as number);
  const lanes: number[] = [];
  for (const [lane, at] of all.filter(isUp).entries()) lanes[at] = lane;
  for (const [lane, at] of all
    .filter((one) => !isUp(one))
    .reverse()
    .entries())
    lanes[at] = lane;
  return lanes;
}

/** A wire as the path of an SVG, with rounded bends. */
export function pathOf(points: readonly Point[], radius = 7): string {
  const straight = points.filter((point, at) => at === 0 || distance(point, points[at - 1] as Point) > 0.5);
  return straight
    .map((point, at) => {
      const [x, y] = point;
      const before = straight[at - 1];
      const after = straight[at + 1];
      if (!before) return `M${x} ${y}`;
      if (!after) return `L${x} ${y}`;
      const bend = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2);
      const [ax, ay] = towards(point, before, bend);
      const [bx, by] = towards(point, after, bend);
      return `L${ax} ${ay}Q${x} ${y} ${bx} ${by}`;
    })
    .join('');
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

function towards([x, y]: Point, to: Point, by: number): Point {
  const all = distance([x, y], to) || 1;
  const round = (n: number) => Math.round(n * 10) / 10;
  return [round(x + ((to[0] - x) * by) / all), round(y + ((to[1] - y) * by) / all)];
}

function columnsOf(places: readonly Place[], sizes: Sizes): number {
  if (places.length === 0) return 0;
  return places.length > COLUMN ? sizes.columns : 1;
}

function sideWidth(columns: number, sizes: Sizes): number {
  return columns === 0 ? 0 : columns * sizes.cell + (columns - 1) * sizes.middle + sizes.gutter;
}

function widthOf(sizes: Sizes, sides: { left: readonly Place[]; right: readonly Place[] }): number {
  const side = (places: readonly Place[]) => sideWidth(columnsOf(places, sizes), sizes);
  return side(sides.left) + sizes.board + side(sides.right);
}

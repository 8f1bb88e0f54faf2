// The picture of one board: the board, its widgets around it, and a wire to each.
import type { PageBoard } from '../../cloud/page/protocol.ts';
import { el, svg } from '../dom.ts';
import type { Reading } from '../pins.ts';
import { type Drawn, drawBoard, OWN_LED } from './drawing.ts';
import type { Hand } from './hand.ts';
import { type Layout, layOut, pathOf } from './layout.ts';
import { createWidget, type Widget } from './widgets.ts';

/** A board's picture in an element of the page. */
export class Picture {
  readonly #drawn: Drawn;
  readonly #widgets: readonly Widget[];
  readonly #wires = new Map<string, SVGPathElement>();
  readonly #stage: HTMLElement;
  readonly #lines: SVGSVGElement;
  readonly #observer: ResizeObserver;
  #room = 0;

  constructor(
    readonly place: HTMLElement,
    readonly board: PageBoard,
    readonly readings: ReadonlyMap<string, Reading>,
    readonly hand: Hand,
  ) {
    this.#drawn = drawBoard(board);
    // In the order in which they stand, so that Tab goes where the eye goes.
    const places = [...this.#drawn.places].sort((a, b) => a.side.localeCompare(b.side) || a.y - b.y);
    const order = places.map(({ name }) => name);
    this.#widgets = board.pins.map((pin) => createWidget(pin, hand));
    this.#lines = svg('svg', { class: 'wires', 'aria-hidden': 'true' });
    this.#drawn.element.classList.add('board');
    this.#drawn.element.setAttribute('aria-hidden', 'true');
    this.#stage = el('div', { class: 'stage-all' }, this.#lines, this.#drawn.element);
    const sorted = [...this.#widgets].sort((a, b) => order.indexOf(a.pin.name) - order.indexOf(b.pin.name));
    for (const { pin, element } of sorted) {
      const wire = svg('path', { class: 'wire' });
      this.#wires.set(pin.name, wire);
      this.#lines.append(wire);
      this.#stage.append(element);
    }
    place.replaceChildren(this.#stage);
    this.#observer = new ResizeObserver(() => this.#fit());
    this.#observer.observe(place);
    this.#fit();
    this.show();
  }

  /** Shows the levels as they are now. */
  show(): void {
    for (const widget of this.#widgets) {
      const { pin } = widget;
      const reading = this.readings.get(pin.name);
      widget.show(reading);
      const wire = this.#wires.get(pin.name);
      const isLit = pin.kind === 'servo' ? reading !== undefined : (reading?.value ?? 0) > 0;
      wire?.classList.toggle('on', isLit);
      wire?.classList.toggle('unknown', reading === undefined);
    }
    const led = this.board.pins.find(({ pin }) => pin === OWN_LED);
    this.#drawn.show(this.hand.ready(), led !== undefined && (this.readings.get(led.name)?.value ?? 0) > 0);
    this.#stage.classList.toggle('away', !this.hand.ready());
  }

  /** Takes it off the page. */
  remove(): void {
    this.#observer.disconnect();
    this.#stage.remove();
  }

  #fit(): void {
    const room = this.place.clientWidth;
    if (room === this.#room || room === 0) return;
    this.#room = room;
    this.#place(layOut(this.#drawn, room));
  }

  #place(layout: Layout): void {
    const { width, height, scale, board, cell, cells } = layout;
    Object.assign(this.#stage.style, { width: `${width}px`, height: `${height}px` });
    this.#stage.classList.toggle('tight', cell.width < 120);
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
      this.#lines.setAttribute(name, String(value));
    Object.assign(this.#drawn.element.style, {
      left: `${board[0]}px`,
      top: `${board[1]}px`,
      transform: `scale(${scale})`,
    });
    for (const { name, x, y, wire } of cells) {
      this.#wires.get(name)?.setAttribute('d', pathOf(wire));
      const widget = this.#widgets.find(({ pin }) => pin.name === name);
      if (widget)
        Object.assign(widget.element.style, {
          left: `${x}px`,
          top: `${y}px`,
          width: `${cell.width}px`,
          height: `${cell.height}px`,
        });
    }
  }
}

// Small plots of the board that is looked at: its memory, its calls' round trips, the traffic of its link.
import type { Info } from './board.ts';
import { attribute, byId, el, say, svg } from './dom.ts';

/** Points of a plot. */
const POINTS = 60;
const WIDTH = 120;
const HEIGHT = 32;

/** A row of numbers as a line. */
class Plot {
  readonly #line = svg('polyline', { class: 'plot-line' });
  readonly #area = svg('polygon', { class: 'plot-area' });
  readonly #dot = svg('circle', { r: 2.2, class: 'plot-dot' });
  readonly #now = el('b', {}, '\u2013');
  readonly #more = el('span', { class: 'plot-more' });
  readonly #svg: SVGSVGElement;
  #values: number[] = [];
  #top = 0;

  constructor(
    place: HTMLElement,
    readonly title: string,
    /** Writes a value with its unit. */
    readonly text: (value: number) => string,
    /** Says what the whole row has, beside the newest value. */
    readonly summary: (values: readonly number[]) => string,
  ) {
    const viewBox = `0 -3 ${WIDTH} ${HEIGHT + 6}`;
    this.#svg = svg(
      'svg',
      { viewBox, role: 'img', 'aria-label': `${title}: nothing yet` },
      this.#area,
      this.#line,
      this.#dot,
    );
    place.append(el('div', { class: 'plot' }, el('h3', {}, title), this.#now, this.#more, this.#svg));
  }

  /** A value more; `top`, where it is known, is what the plot's height stands for. */
  add(value: number, top = 0): void {
    this.#values = [...this.#values, value].slice(-POINTS);
    this.#top = top;
    this.#draw();
  }

  /** A value that is told, and not drawn, while there is none to draw. */
  tell(value: string, summary: string): void {
    if (this.#values.length === 0) this.#say(value, summary);
  }

  clear(): void {
    this.#values = [];
    this.#draw();
  }

  #draw(): void {
    const values = this.#values;
    const newest = values.at(-1);
    const top = Math.max(...values, this.#top, 1e-9);
    // One value alone is a level line.
    const drawn = values.length === 1 ? [...values, ...values] : values;
    const points = drawn.map((value, at) => {
      const x = 3 + (at * (WIDTH - 6)) / (drawn.length - 1);
      return [x, HEIGHT - (value / top) * HEIGHT] as const;
    });
    const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
    const [first, last] = [points[0], points.at(-1)];
    attribute(this.#line, 'points', line);
    attribute(this.#area, 'points', first && last ? `${first[0]},${HEIGHT} ${line} ${last[0]},${HEIGHT}` : '');
    attribute(this.#dot, 'cx', last?.[0] ?? -9);
    attribute(this.#dot, 'cy', last?.[1] ?? -9);
    if (newest === undefined) this.#say('\u2013', '');
    else this.#say(this.text(newest), this.summary(values));
  }

  #say(now: string, more: string): void {
    say(this.#now, now);
    say(this.#more, more);
    const spoken = now === '\u2013' ? 'nothing yet' : `now ${now}${more && `, ${more}`}`;
    attribute(this.#svg, 'aria-label', `${this.title}: ${spoken}`);
  }
}

/** The plots on the page. */
export class Plots {
  readonly #roundTrip: Plot;
  readonly #memory: Plot;
  readonly #received: Plot;
  readonly #sent: Plot;
  readonly #counters = byId('counters');
  #total = 0;
  #before: { received: number; sent: number; at: number } | undefined;

  constructor() {
    const place = byId('plots');
    const ms = (value: number) => `${Math.round(value)} ms`;
    this.#roundTrip = new Plot(place, 'Round trip', ms, (all) => `median ${ms(median(all))} of ${all.length}`);
    this.#memory = new Plot(
      place,
      'Memory',
      (value) => value.toLocaleString('en'),
      ([...all]) =>
        this.#total > 0 ? `of ${this.#total.toLocaleString('en')} blocks, ${share(all.at(-1), this.#total)}` : '',
    );
    const count = (value: number) => value.toLocaleString('en');
    const rate = (value: number) => `${value < 10 ? value.toFixed(1) : count(Math.round(value))}/s`;
    const most = (values: readonly number[]) => `${rate(Math.max(...values))} at most`;
    this.#received = new Plot(place, 'Packets in', rate, most);
    this.#sent = new Plot(place, 'Bytes out', rate, most);
  }

  /** Another board, or the same one restarted. */
  clear(): void {
    for (const plot of [this.#roundTrip, this.#memory, this.#received, this.#sent]) plot.clear();
    this.#before = undefined;
    this.#counters.replaceChildren();
  }

  /** A call's time from the push to the reply. */
  roundTrip(ms: number): void {
    this.#roundTrip.add(ms);
  }

  /** What GetInfo answered. */
  info({ memory, counters }: Info): void {
    this.#total = memory?.total ?? 0;
    if (typeof memory?.usage === 'number') this.#memory.add(memory.usage, this.#total);
    const flat = flatten(counters);
    const now = {
      received: numberOf(flat, 'link received'),
      sent: numberOf(flat, 'link sent'),
      at: performance.now(),
    };
    const before = this.#before;
    // Lower than before: the board has started anew.
    if (before && now.received >= before.received) {
      const seconds = Math.max(0.001, (now.at - before.at) / 1000);
      this.#received.add((now.received - before.received) / seconds);
      this.#sent.add((now.sent - before.sent) / seconds);
    } else {
      this.#received.tell(now.received.toLocaleString('en'), 'since it started');
      this.#sent.tell(now.sent.toLocaleString('en'), 'since it started');
    }
    this.#before = now;
    const rows = flat.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))]);
    this.#counters.replaceChildren(...rows);
  }
}

type Flat = readonly (readonly [name: string, value: number | string])[];

function flatten(value: unknown, path = ''): Flat {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]): Flat => {
    const name = path === '' ? key : `${path} ${key}`;
    if (typeof one === 'number') return [[name, one]];
    if (typeof one === 'string') return one === '' ? [] : [[name, one]];
    return flatten(one, name);
  });
}

function numberOf(flat: Flat, name: string): number {
  const found = flat.find(([key]) => key === name)?.[1];
  return typeof found === 'number' ? found : 0;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function share(part = 0, all: number): string {
  return `${Math.round((100 * part) / all)} %`;
}

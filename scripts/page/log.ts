// The running log: filtered, paused, copied from; bounded.
import { KINDS, type LogEntry, type LogKind } from '../cloud/page/protocol.ts';
import { copy } from './clipboard.ts';
import { attribute, byId, el, say } from './dom.ts';

/** Lines kept, and lines on the page. The oldest go. */
const KEPT = 500;
const SHOWN = 150;

const LABELS: Readonly<Record<LogKind, string>> = {
  call: 'Calls',
  event: 'Events',
  property: 'Properties',
  link: 'Connections',
  refused: 'Refusals',
};

/** The log on the page. */
export class Log {
  readonly #list = byId<HTMLOListElement>('log-lines');
  readonly #pause = byId<HTMLButtonElement>('log-pause');
  readonly #search = byId<HTMLInputElement>('log-search');
  readonly #empty = byId('log-empty');
  readonly #kinds = new Set<LogKind>(KINDS);
  #entries: LogEntry[] = [];
  /** Newer lines than this are kept back while it is paused. */
  #until = Number.POSITIVE_INFINITY;
  #own = false;
  #everyBoard = true;

  /** `board` says which board is looked at, `command` makes a line to paste of a call. */
  constructor(
    readonly board: () => string,
    readonly command: (device: string, service: string, params: Record<string, unknown>) => string,
  ) {
    // What scrolls must be scrolled by keys too.
    byId('log-scroll').tabIndex = 0;
    const filters = byId('log-filters');
    for (const kind of KINDS)
      this.#toggle(filters, LABELS[kind], true, (on) => (on ? this.#kinds.add(kind) : this.#kinds.delete(kind)));
    this.#toggle(filters, "The page's own", false, (on) => (this.#own = on));
    this.#toggle(filters, 'All boards', true, (on) => (this.#everyBoard = on)).id = 'log-every';
    this.#search.addEventListener('input', () => this.#draw());
    this.#pause.addEventListener('click', () => {
      const newest = this.#entries.at(-1)?.seq ?? 0;
      this.#until = this.#until === Number.POSITIVE_INFINITY ? newest : Number.POSITIVE_INFINITY;
      this.#draw();
    });
    byId('log-clear').addEventListener('click', () => {
      this.#entries = [];
      this.#draw();
    });
  }

  /** Begins anew, with what another cloud, or a snapshot, tells. */
  replace(entries: readonly LogEntry[]): void {
    this.#entries = entries.slice(-KEPT);
    this.#until = Number.POSITIVE_INFINITY;
    this.#draw();
  }

  /** Takes lines, those that are known already among them. */
  add(entries: readonly LogEntry[]): void {
    const newest = this.#entries.at(-1)?.seq ?? 0;
    const fresh = entries.filter(({ seq }) => seq > newest);
    if (fresh.length === 0) return;
    this.#entries = [...this.#entries, ...fresh].slice(-KEPT);
    const isPaused = this.#until !== Number.POSITIVE_INFINITY;
    for (const entry of fresh) if (!isPaused && this.#isWanted(entry)) this.#list.prepend(this.#line(entry));
    while (this.#list.childElementCount > SHOWN) this.#list.lastElementChild?.remove();
    this.#state();
  }

  /** Draws it again: another board is looked at. */
  redraw(): void {
    this.#draw();
  }

  #toggle(place: HTMLElement, text: string, on: boolean, change: (on: boolean) => unknown): HTMLButtonElement {
    const button = el('button', { type: 'button', class: 'chip', 'aria-pressed': String(on) }, text);
    button.addEventListener('click', () => {
      const now = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(now));
      change(now);
      this.#draw();
    });
    place.append(button);
    return button;
  }

  #isWanted(entry: LogEntry): boolean {
    if (entry.seq > this.#until || !this.#kinds.has(entry.kind) || (entry.own && !this.#own)) return false;
    if (!this.#everyBoard && entry.device !== '' && entry.device !== this.board()) return false;
    const wanted = this.#search.value.trim().toLowerCase();
    const all = [entry.device, entry.title, entry.detail, entry.outcome, entry.reply].join(' ');
    return wanted === '' || all.toLowerCase().includes(wanted);
  }

  #draw(): void {
    const wanted = this.#entries.filter((entry) => this.#isWanted(entry)).slice(-SHOWN);
    this.#list.replaceChildren(...wanted.reverse().map((entry) => this.#line(entry)));
    this.#state();
  }

  #state(): void {
    const isPaused = this.#until !== Number.POSITIVE_INFINITY;
    const waiting = this.#entries.filter(({ seq }) => seq > this.#until).length;
    say(this.#pause, isPaused ? `Go on${waiting > 0 ? ` (${waiting} new)` : ''}` : 'Pause');
    attribute(this.#pause, 'aria-pressed', String(isPaused));
    this.#empty.hidden = this.#list.childElementCount > 0;
  }

  #line(entry: LogEntry): HTMLLIElement {
    const { at, kind, device, title, detail, outcome, ok, reply, ms } = entry;
    const time = new Date(at);
    const clock = time.toTimeString().slice(0, 8);
    const [, deviceName = ''] = device.split(',');
    const row = el(
      'li',
      { class: `line ${kind}${ok === false ? ' bad' : ''}` },
      el('time', { datetime: time.toISOString() }, clock),
      el('span', { class: 'kind' }, kind),
      el(
        'span',
        { class: 'what' },
        deviceName !== '' && el('span', { class: 'device', title: device }, deviceName),
        el('b', {}, title),
        ' ',
        el('code', {}, detail),
        reply !== undefined && el('span', { class: 'arrow' }, ' \u2192 '),
        reply !== undefined && el('code', {}, reply),
      ),
      el('span', { class: 'outcome' }, [outcome, ms === undefined ? '' : `${ms} ms`].filter(Boolean).join(' \u00b7 ')),
    );
    const params = kind === 'call' ? parsed(detail) : undefined;
    if (params && /^\w+$/.test(title)) {
      const button = el(
        'button',
        { type: 'button', class: 'copy', 'aria-label': `Copy ${title} as a command` },
        'Copy',
      );
      button.addEventListener('click', () => void copy(this.command(device, title, params)));
      row.append(button);
    }
    return row;
  }
}

/** The parameters of a call, unless they were cut. */
function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

// The list of boards: filtered, walked with the arrow keys. Only the one that is chosen is drawn.
import type { BoardRow } from '../cloud/page/protocol.ts';
import { attribute, byId, el, say } from './dom.ts';

/** The list on the page. */
export class BoardList {
  readonly #list = byId('board-list');
  readonly #search = byId<HTMLInputElement>('board-search');
  readonly #count = byId('board-count');
  readonly #fold = byId<HTMLButtonElement>('board-fold');
  readonly #items = new Map<string, { element: HTMLElement; row: BoardRow }>();
  #more = 0;
  #chosen = '';

  /** `choose` is told the name of the board that the visitor takes. */
  constructor(readonly choose: (name: string) => void) {
    this.#search.addEventListener('input', () => this.#filter());
    this.#search.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
      event.preventDefault();
      const [first] = this.#shown();
      if (first && event.key === 'Enter') this.#take(first);
      first?.focus();
    });
    this.#list.addEventListener('click', (event) => {
      const item = (event.target as Element).closest<HTMLElement>('[role=option]');
      if (item) this.#take(item);
    });
    this.#list.addEventListener('keydown', (event) => this.#key(event));
    this.#fold.addEventListener('click', () => {
      const isOpen = this.#fold.getAttribute('aria-expanded') === 'true';
      this.#open(!isOpen);
    });
  }

  /** How many boards are in it. */
  get size(): number {
    return this.#items.size;
  }

  /** Begins anew. */
  replace(rows: readonly BoardRow[], more: number): void {
    const known = new Set(rows.map(({ name }) => name));
    for (const [name, { element }] of this.#items)
      if (!known.has(name)) {
        element.remove();
        this.#items.delete(name);
      }
    this.update(rows, more);
  }

  /** Takes boards that are new or have changed. */
  update(rows: readonly BoardRow[], more = this.#more): void {
    this.#more = more;
    for (const row of rows) this.#put(row);
    this.#filter();
    document.body.classList.toggle('one-board', this.#items.size <= 1);
  }

  /** Marks the board that is drawn. */
  mark(name: string): void {
    this.#chosen = name;
    for (const [key, { element }] of this.#items) {
      attribute(element, 'aria-selected', String(key === name));
      if (key === name) element.scrollIntoView({ block: 'nearest' });
    }
    this.#tabStop();
  }

  #put(row: BoardRow): void {
    const [product = '', device = ''] = row.name.split(',');
    const known = this.#items.get(row.name);
    const element =
      known?.element ??
      el(
        'div',
        { role: 'option', tabindex: -1, 'aria-selected': String(row.name === this.#chosen) },
        el('span', { class: 'dot' }),
        el('span', { class: 'board-name' }, device),
        el('span', { class: 'board-product' }, product),
        el('span', { class: 'board-state' }),
      );
    const state = element.querySelector('.board-state');
    if (state) say(state, row.online ? 'online' : 'away');
    element.classList.toggle('online', row.online);
    this.#items.set(row.name, { element, row });
    if (!known) this.#list.append(element);
  }

  #filter(): void {
    const wanted = this.#search.value.trim().toLowerCase();
    let shown = 0;
    let online = 0;
    for (const [name, { element, row }] of this.#items) {
      element.hidden = wanted !== '' && !name.toLowerCase().includes(wanted);
      if (!element.hidden) shown += 1;
      if (row.online) online += 1;
    }
    const all = this.#items.size;
    const more = this.#more > 0 ? `, ${this.#more} more are not listed` : '';
    say(this.#count, wanted === '' ? `${online} of ${all} online${more}` : `${shown} of ${all} found`);
    this.#tabStop();
  }

  #shown(): HTMLElement[] {
    return [...this.#items.values()].map(({ element }) => element).filter(({ hidden }) => !hidden);
  }

  /** Tab stops once in the list: at the board that is drawn, or at the first. */
  #tabStop(): void {
    const shown = this.#shown();
    const stop = shown.find((item) => item.getAttribute('aria-selected') === 'true') ?? shown[0];
    for (const { element } of this.#items.values()) element.tabIndex = element === stop ? 0 : -1;
  }

  #key(event: KeyboardEvent): void {
    const shown = this.#shown();
    const at = shown.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    const item = shown[at];
    if (to !== undefined) shown[Math.max(0, Math.min(shown.length - 1, to))]?.focus();
    else if (item && (event.key === 'Enter' || event.key === ' ')) this.#take(item);
    else return;
    event.preventDefault();
  }

  #take(item: HTMLElement): void {
    for (const [name, { element }] of this.#items) if (element === item) this.choose(name);
    this.#open(false);
  }

  /** On a narrow screen the list is folded away. */
  #open(isOpen: boolean): void {
    attribute(this.#fold, 'aria-expanded', String(isOpen));
    byId('boards').classList.toggle('open', isOpen);
  }
}

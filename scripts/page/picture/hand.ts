// What the visitor's hand does in the picture: calls for outputs, wires for inputs; one thing after the other.

/** What a widget can do. */
export interface Hand {
  /** Calls a service of the board. */
  call(service: string, params: Record<string, unknown>): Promise<void>;
  /** Moves an input's wire. */
  wire(change: { pin: number; level?: 0 | 1; analog?: number }): Promise<void>;
  /** Whether the board is there to be touched. */
  ready(): boolean;
  /** Whether its inputs can be moved from here. */
  wired(): boolean;
}

/** Does what it is given in order, one at a time. */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve();

  /** Does this when all before it is done. */
  add(work: () => Promise<unknown>): void {
    this.#last = this.#last.then(work, work);
  }
}

/** Sends the newest of many values: while one is on its way, those between are passed over. */
export class Newest<T> {
  #waiting: { value: T } | undefined;
  #isBusy = false;

  constructor(readonly send: (value: T) => Promise<unknown>) {}

  /** Whether something is on its way. */
  get busy(): boolean {
    return this.#isBusy;
  }

  /** Sends this one, unless a newer one comes first. */
  put(value: T): void {
    this.#waiting = { value };
    if (!this.#isBusy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting) {
      const { value } = this.#waiting;
      this.#waiting = undefined;
      await this.send(value).catch(() => undefined);
    }
    this.#isBusy = false;
  }
}

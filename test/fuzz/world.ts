/** The world around a client under fuzzing: sockets as the interpreter's, and a clock that stands still. */

/** A socket, and what the client did to it. Violations of the interpreter's rules throw, as there. */
export class WorldSocket {
  /** All that was written. */
  written = '';
  /** Bytes written since everything was last out. */
  undrained = 0;
  /** The client has ended it. */
  isEnded = false;
  /** The peer is gone, and 'close' is still to come. */
  isBroken = false;
  /** 'close' has come. */
  isClosed = false;
  /** The interpreter's mark for closing at once. */
  clsNow = false;
  #listeners = new Map<string, ((value?: unknown) => void)[]>();

  constructor(private readonly onWrite: (socket: WorldSocket, data: string) => void) {}

  on(event: string, listener: (value?: never) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener as (value?: unknown) => void]);
  }
  removeAllListeners(event?: string): void {
    if (event === undefined) this.#listeners.clear();
    else this.#listeners.delete(event);
  }
  write(data: string): boolean {
    if (this.isEnded || this.isBroken || this.isClosed) throw new Error('This socket is closed');
    this.written += data;
    this.undrained += data.length;
    this.onWrite(this, data);
    return false;
  }
  end(): void {
    this.isEnded = true;
  }
  /** Whether anything is still heard. */
  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, list) => sum + list.length, 0);
  }
  emit(event: string, value?: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(value);
  }
}

/** Time that moves when it is told to. */
export class WorldClock {
  /** Milliseconds. */
  now = 0;
  /** Added to what `seconds` tells: a clock that is set forth and back, though not before 1970. */
  offset = 3e9;
  #last = 0;
  #timers = new Map<number, { at: number; f: () => void }>();

  after = (f: () => void, ms: number): number => {
    if (!(ms >= 0)) throw new Error(`a timer in ${ms} ms`);
    this.#timers.set(++this.#last, { at: this.now + ms, f });
    return this.#last;
  };
  cancel = (id: number): void => {
    // The interpreter throws for undefined, and clears every timer for none.
    if (typeof id !== 'number' || id < 1) throw new Error(`cancels timer ${id}`);
    this.#timers.delete(id);
  };
  seconds = (): number => this.now / 1000 + this.offset;
  get pending(): number {
    return this.#timers.size;
  }
  /** Lets time pass; `each` after every timer. */
  advance(ms: number, each: () => void): void {
    const until = this.now + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a[1].at - b[1].at || a[0] - b[0]);
      if (!next || next[1].at > until) break;
      this.#timers.delete(next[0]);
      this.now = next[1].at;
      next[1].f();
      each();
    }
    this.now = until;
  }
}

// Which of several gateways acknowledges a post: all store it, the one to which the broker gave its shared copy answers.
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { TURNS } from '../limits.ts';

interface Entry {
  /** Copies of one's own that wait to hear whether it is one's turn. */
  waiting: ((mine: boolean) => void)[];
  /** Turns given before one's own copy came. */
  given: number;
}

/** Matches the copy that every gateway gets with the one that a single gateway gets, in either order. */
export class Turns {
  readonly #entries = new Map<string, Entry>();

  constructor(readonly clock: Clock) {}

  /** Posts whose other copy is awaited. */
  get size(): number {
    return this.#entries.size;
  }

  /** One's own copy came: resolves with whether it is one's turn to answer, after TURNS.ms at the latest. */
  ask(topic: string, payload: Buffer): Promise<boolean> {
    const key = keyOf(topic, payload);
    const entry = this.#entries.get(key);
    if (entry && entry.given > 0) {
      entry.given -= 1;
      this.#drop(key, entry);
      return Promise.resolve(true);
    }
    if (this.#entries.size >= TURNS.most) return Promise.resolve(false);
    return new Promise((resolve) => {
      const made = entry ?? this.#add(key);
      const settle = (mine: boolean) => {
        cancel();
        made.waiting = made.waiting.filter((one) => one !== settle);
        this.#drop(key, made);
        resolve(mine);
      };
      const cancel = this.clock.after(TURNS.ms, () => settle(false));
      made.waiting.push(settle);
    });
  }

  /** The shared copy came: it is one's turn. */
  give(topic: string, payload: Buffer): void {
    const key = keyOf(topic, payload);
    const entry = this.#entries.get(key);
    const [first] = entry?.waiting ?? [];
    if (first) {
      first(true);
      return;
    }
    if (!entry && this.#entries.size >= TURNS.most) return;
    const made = entry ?? this.#add(key);
    made.given += 1;
    this.clock.after(TURNS.ms, () => {
      made.given = Math.max(0, made.given - 1);
      this.#drop(key, made);
    });
  }

  #add(key: string): Entry {
    const entry: Entry = { waiting: [], given: 0 };
    this.#entries.set(key, entry);
    return entry;
  }

  #drop(key: string, entry: Entry): void {
    if (entry.waiting.length === 0 && entry.given === 0 && this.#entries.get(key) === entry) this.#entries.delete(key);
  }
}

function keyOf(topic: string, payload: Buffer): string {
  return createHash('sha256').update(topic).update('\n').update(payload).digest('base64');
}

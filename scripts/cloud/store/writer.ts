// Writing in groups: whatever comes while one write is under way goes to the disk together, by one fsync.
import { WAITING_WRITES } from '../limits.ts';

/** One put or del. */
export type Change = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

/** A range of keys, and whether the last comes first. */
export interface KeyRange {
  gt?: string;
  gte?: string;
  lt: string;
  reverse?: boolean;
}

/** Entries one after the other. `seek` goes on at a key, or at the next one in the iterator's direction. */
export interface Entries extends AsyncIterable<[string, string]> {
  next(): Promise<[string, string] | undefined>;
  seek(key: string): void;
  close(): Promise<void>;
}

/** What the store needs of a database: ordered keys and values of text. Those of the Level family are such. */
export interface Database {
  /** All changes or none. `sync` waits for the disk; a database in memory passes it over. */
  batch(changes: Change[], options: { sync: boolean }): Promise<void>;
  iterator(range: KeyRange): Entries;
  keys(range: KeyRange): AsyncIterable<string>;
  values(range: KeyRange): AsyncIterable<string>;
  clear(range: KeyRange): Promise<void>;
  close(): Promise<void>;
}

/** The disk refused, or too many changes wait. Nothing of the change is kept. */
export class StoreError extends Error {}

interface Waiting {
  changes: readonly Change[];
  resolve(): void;
  reject(error: Error): void;
}

/** Writes a database. */
export class Writer {
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(readonly db: Database) {}

  /** Writes all of `changes` or none; resolves once they are on the disk. */
  write(changes: readonly Change[]): Promise<void> {
    if (this.#waiting.length >= WAITING_WRITES)
      return Promise.reject(new StoreError(`more than ${WAITING_WRITES} changes wait for the disk`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        const changes = group.flatMap((one) => one.changes);
        await this.db.batch(changes, { sync: true });
        for (const { resolve } of group) resolve();
      } catch (error) {
        const failed = new StoreError(`the store could not be written: ${(error as Error).message}`, { cause: error });
        for (const { reject } of group) reject(failed);
      }
    }
    this.#running = undefined;
  }
}

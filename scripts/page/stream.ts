// The live stream, kept up: it comes back by itself, and says whether it is there.
import { type Changes, PATHS, type Snapshot } from '../cloud/page/protocol.ts';
import { get } from './api.ts';

/** Milliseconds between tries: the first soon, later ones rarer. */
const TRIES = [300, 600, 1000, 2000, 3000] as const;

/** Milliseconds of silence after which a stream is taken for dead: the cloud shows every 8 s that it lives. */
const SILENCE_MS = 20_000;

/** What hears the stream. */
export interface Hears {
  snapshot(snapshot: Snapshot): void;
  changes(changes: Changes): void;
  /** Whether the cloud is there. */
  state(state: 'here' | 'away'): void;
  /** The visitor must give the access key. */
  locked(): void;
}

/** A stream about one board, or another one at any time. */
export class LiveStream {
  #source: EventSource | undefined;
  #timer = 0;
  #silence = 0;
  #tries = 0;
  #device = '';

  constructor(readonly hears: Hears) {}

  /** The board that it is about. */
  get device(): string {
    return this.#device;
  }

  /** Begins, or begins anew, to hear about this board. */
  open(device: string): void {
    this.#device = device;
    this.#close();
    const source = new EventSource(`${PATHS.stream}?device=${encodeURIComponent(device)}`);
    this.#source = source;
    this.#listen();
    source.addEventListener('snapshot', (event) => {
      this.#tries = 0;
      this.#listen();
      this.hears.state('here');
      this.hears.snapshot(JSON.parse(event.data) as Snapshot);
    });
    source.addEventListener('changes', (event) => {
      this.#listen();
      this.hears.changes(JSON.parse(event.data) as Changes);
    });
    source.addEventListener('alive', () => this.#listen());
    source.addEventListener('error', () => this.#lost());
  }

  #close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#source?.close();
    this.#source = undefined;
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => this.#lost(), SILENCE_MS);
  }

  #lost(): void {
    this.#close();
    this.hears.state('away');
    const wait = TRIES[Math.min(this.#tries, TRIES.length - 1)];
    this.#tries += 1;
    this.#timer = window.setTimeout(() => void this.#again(), wait);
  }

  /** An EventSource does not say why it failed: the cloud may be away, or want the key. */
  async #again(): Promise<void> {
    try {
      const { in: isIn } = await get<{ in: boolean }>(PATHS.key);
      if (isIn) this.open(this.#device);
      else this.hears.locked();
    } catch {
      this.#lost();
    }
  }
}

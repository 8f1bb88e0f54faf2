// One open page: a snapshot, then what changes. What it has not read yet is not kept for it: where it falls behind, it is
// given a snapshot again.
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { beginStream } from './http.ts';
import { LOG, STREAM_MS } from './limits.ts';
import type { Changes, Snapshot } from './protocol.ts';
import type { State } from './state.ts';

/** What a stream needs of a response. */
export type Sink = Pick<ServerResponse, 'write' | 'writableNeedDrain' | 'on' | 'end' | 'destroy' | 'writeHead'>;

/** A stream of Server-Sent Events: `snapshot`, then `changes`. */
export class Stream {
  #version = 0;
  #seq = 0;
  #cancelFlush: (() => void) | undefined;
  #cancelAlive: () => void;
  readonly #forget: () => void;
  #stuck = 0;
  #ended = false;

  /** Begins to tell of everything, and of the pins of the board named. `ended` is called once. */
  constructor(
    readonly sink: Sink,
    readonly state: State,
    readonly device: string,
    readonly clock: Clock,
    readonly ended: () => void,
  ) {
    beginStream(sink as ServerResponse);
    sink.write('retry: 1000\n\n');
    this.#snapshot();
    this.#forget = state.onChange(() => this.#later());
    this.#cancelAlive = clock.after(STREAM_MS.alive, () => this.#alive());
    sink.on('close', () => this.end());
    sink.on('drain', () => this.#later());
  }

  /** Ends it. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    this.#cancelFlush?.();
    this.#cancelAlive();
    this.sink.end();
    this.ended();
  }

  #later(): void {
    if (this.#cancelFlush || this.#ended) return;
    this.#cancelFlush = this.clock.after(STREAM_MS.gather, () => {
      this.#cancelFlush = undefined;
      // A reader that is slow is told when it has read what it was sent.
      if (!this.sink.writableNeedDrain) this.#flush();
    });
  }

  #flush(): void {
    const { state } = this;
    const oldest = state.log[0]?.seq ?? state.seq + 1;
    if (state.anew > this.#version || oldest > this.#seq + 1) {
      this.#snapshot();
      return;
    }
    const boards = state.rows(this.#version);
    const levels = state.levels(this.device, this.#version);
    const log = state.log.slice(this.#seq + 1 - oldest);
    const changes: Changes = {
      ...(boards.length > 0 ? { boards, more: state.more } : {}),
      ...(levels.length > 0 ? { levels } : {}),
      ...(log.length > 0 ? { log } : {}),
    };
    if (Object.keys(changes).length > 0) this.#send('changes', changes);
  }

  #snapshot(): void {
    const { state } = this;
    const snapshot: Snapshot = {
      epoch: state.epoch,
      boards: state.rows(),
      more: state.more,
      log: state.log.slice(-LOG.told),
      levels: state.levels(this.device),
    };
    this.#send('snapshot', snapshot);
  }

  #send(event: string, data: Changes | Snapshot): void {
    this.#version = this.state.version;
    this.#seq = this.state.seq;
    this.sink.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** A quiet connection would be taken for a dead one, by the server and by what is between; one that reads nothing is. */
  #alive(): void {
    this.#stuck = this.sink.writableNeedDrain ? this.#stuck + 1 : 0;
    if (this.#stuck >= 3) {
      this.sink.destroy();
      this.end();
      return;
    }
    if (this.#stuck === 0) this.sink.write('event: alive\ndata: 1\n\n');
    this.#cancelAlive = this.clock.after(STREAM_MS.alive, () => this.#alive());
  }
}

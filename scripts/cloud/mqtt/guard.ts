// A stream between a device's socket and the broker: whole packets only, none too large, SUBSCRIBEs counted.
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { FILTERS_PER_SUBSCRIBE, PACKET_BYTES } from '../limits.ts';
import { countFilters, DISCONNECT, FrameReader, refuseAll, SUBSCRIBE } from './frames.ts';

/** Milliseconds a socket may take to send what was written before it is cut. */
const LINGER_MS = 5000;

/** The broker's side of a connection. The broker reads and writes this; it keeps the rules the broker has none for. */
export class Guard extends Duplex {
  /** Set by the broker once CONNACK 0 went out: packets may be larger, SUBSCRIBEs are looked at. */
  signedIn = false;
  /** Whether the device said goodbye with DISCONNECT. MQTT 3.1.1, 3.14. */
  saidGoodbye = false;
  readonly #frames = new FrameReader();

  constructor(
    readonly socket: Socket,
    readonly onTooManyFilters: (filters: number) => void,
  ) {
    super();
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  #take(chunk: Buffer): void {
    try {
      const limit = () => (this.signedIn ? PACKET_BYTES.signedIn : PACKET_BYTES.signingIn);
      this.#frames.push(chunk, limit, (frame) => this.#pass(frame));
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #pass(frame: Buffer): void {
    const type = (frame[0] ?? 0) >> 4;
    if (type === DISCONNECT) this.saidGoodbye = true;
    if (type === SUBSCRIBE && this.signedIn) {
      const filters = countFilters(frame) ?? 0;
      if (filters > FILTERS_PER_SUBSCRIBE) {
        this.onTooManyFilters(filters);
        // Longer answers than this cannot be asked for in earnest; the broker's parser would take them all.
        if (filters > 8192) this.destroy(new Error(`a SUBSCRIBE of ${filters} filters`));
        else this.socket.write(refuseAll(frame, filters));
        return;
      }
    }
    if (!this.push(frame)) this.socket.pause();
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  // The broker writes a packet in pieces; joined, they leave in one segment.
  override _writev(chunks: { chunk: Buffer | string }[], done: (error?: Error | null) => void): void {
    const pieces = chunks.map(({ chunk }) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    this.socket.write(Buffer.concat(pieces), done);
  }

  override _final(done: () => void): void {
    this.socket.end(() => done());
  }

  // What was written before, a refusing CONNACK above all, still leaves; a peer that does not read is cut.
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.setTimeout(LINGER_MS, () => this.socket.destroy());
    this.socket.destroySoon();
    done(error);
  }
}

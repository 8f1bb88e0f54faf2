// A stream between a device's wire and the broker: whole packets only, none too large, SUBSCRIBEs and PUBLISHes counted.
import { Duplex } from 'node:stream';
import { FILTERS_PER_SUBSCRIBE, PACKET_BYTES, UNREAD_BYTES } from '../limits.ts';
import type { Verdict } from './flow.ts';
import {
  CONNACK,
  countFilters,
  DISCONNECT,
  FrameReader,
  PUBLISH,
  publishFrame,
  refuseAll,
  SUBSCRIBE,
} from './frames.ts';
import { closeSoon, withoutDelay } from './wire.ts';

/** Filters in one SUBSCRIBE that are still answered, each with 0x80. Beyond: closed. */
const MOST_REFUSED = 8192;

/** What the broker is told. */
export interface GuardWatch {
  /** CONNACK 0 is about to leave: whatever is sent from now on comes after it. */
  signedIn(): void;
  /** A SUBSCRIBE of more filters than allowed was answered here. */
  tooManyFilters(filters: number): void;
  /** A signed-in device's packet arrived whole, with its QoS if it is a PUBLISH: whether it may go on. */
  arrived(qos: number | undefined, bytes: number): Verdict;
}

/** The broker's side of a connection. The broker reads and writes this; it keeps the rules the broker has none for. */
export class Guard extends Duplex {
  /** True from CONNACK 0 on: packets may be larger, SUBSCRIBEs are looked at. */
  signedIn = false;
  /** Whether the device said goodbye with DISCONNECT. MQTT 3.1.1, 3.14. */
  saidGoodbye = false;
  readonly #frames = new FrameReader();
  #packetIdentifier = 0;

  constructor(
    readonly socket: Duplex,
    readonly watch: GuardWatch,
  ) {
    super();
    withoutDelay(socket);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  /** Bytes written that have not left yet. */
  get unsent(): number {
    return this.writableLength + this.socket.writableLength;
  }

  /** Sends a message, past the broker: once, at QoS 1 too. The broker would keep one at QoS 1 until it is acknowledged. */
  deliver(topic: string, payload: Buffer, qos: 0 | 1): void {
    if (this.destroyed || this.writableEnded) return;
    if (qos === 1) this.#packetIdentifier = (this.#packetIdentifier % 65_535) + 1;
    this.write(publishFrame(topic, payload, qos === 1 ? this.#packetIdentifier : undefined));
  }

  #take(chunk: Buffer): void {
    if (this.destroyed) return;
    try {
      const limit = () => (this.signedIn ? PACKET_BYTES.signedIn : PACKET_BYTES.signingIn);
      this.#frames.push(chunk, limit, (frame) => this.#pass(frame));
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #pass(frame: Buffer): void {
    const type = (frame[0] ?? 0) >> 4;
    if (this.destroyed || !this.#within(type, frame)) return;
    if (type === DISCONNECT) this.saidGoodbye = true;
    if (type === SUBSCRIBE && this.signedIn) {
      const filters = countFilters(frame) ?? 0;
      if (filters > FILTERS_PER_SUBSCRIBE) {
        this.watch.tooManyFilters(filters);
        if (filters > MOST_REFUSED || this.socket.writableLength > UNREAD_BYTES)
          this.destroy(new Error(`a SUBSCRIBE of ${filters} filters, or too many of them`));
        else this.socket.write(refuseAll(frame, filters));
        return;
      }
    }
    if (!this.push(frame)) this.socket.pause();
  }

  #within(type: number, frame: Buffer): boolean {
    if (!this.signedIn) return true;
    const verdict = this.watch.arrived(type === PUBLISH ? ((frame[0] ?? 0) >> 1) & 3 : undefined, frame.length);
    if (verdict === 'flood')
      this.destroy(new Error('a flood: more packets or bytes in a second than any device sends'));
    return verdict === 'pass';
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#write(chunk, done);
  }

  // The broker writes a packet in pieces; joined, they leave in one segment.
  override _writev(chunks: { chunk: Buffer | string }[], done: (error?: Error | null) => void): void {
    const pieces = chunks.map(({ chunk }) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    this.#write(Buffer.concat(pieces), done);
  }

  #write(bytes: Buffer, done: (error?: Error | null) => void): void {
    if (!this.signedIn && bytes[0] === CONNACK && bytes[3] === 0) {
      this.signedIn = true;
      this.watch.signedIn();
    }
    this.socket.write(bytes, done);
  }

  override _final(done: () => void): void {
    this.socket.end(() => done());
  }

  // What was written before, a refusing CONNACK above all, still leaves; a peer that does not read is cut.
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    closeSoon(this.socket);
    done(error);
  }
}

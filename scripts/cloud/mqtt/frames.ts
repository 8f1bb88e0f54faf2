// Bytes to whole MQTT packets, in bounded memory. MQTT 3.1.1, 2.2.

/** Control packet types, high half of the first byte. MQTT 3.1.1, 2.2.1. */
export const PUBLISH = 3;
export const SUBSCRIBE = 8;
export const DISCONNECT = 14;

/** CONNACK's first byte; its fourth is the return code. MQTT 3.1.1, 3.2. */
export const CONNACK = 0x20;

/** Why a stream cannot be read on. */
export class FrameError extends Error {}

/** Cuts a stream into packets. What it holds grows with what arrived, never with what was announced. */
export class FrameReader {
  #held = Buffer.alloc(64);
  #length = 0;
  /** Whole length of the packet under way, header included; 0 while its length field is not complete. */
  #total = 0;

  /** Takes bytes; calls `onFrame` with each packet that is complete, header included. The buffer is the callee's. Throws
   *  FrameError when a packet announces more than `limit()` bytes or its length field has more than 4 bytes. */
  push(chunk: Buffer, limit: () => number, onFrame: (frame: Buffer) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#total === 0) {
        this.#append(chunk, at, at + 1);
        at += 1;
        this.#readLength(limit());
      } else {
        const end = Math.min(chunk.length, at + this.#total - this.#length);
        this.#append(chunk, at, end);
        at = end;
      }
      if (this.#total > 0 && this.#length === this.#total) {
        const frame = Buffer.from(this.#held.subarray(0, this.#total));
        if (this.#held.length > 4096) this.#held = Buffer.alloc(64);
        this.#length = 0;
        this.#total = 0;
        onFrame(frame);
      }
    }
  }

  #append(chunk: Buffer, from: number, to: number): void {
    const needed = this.#length + to - from;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#held.length * 2));
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    chunk.copy(this.#held, this.#length, from, to);
    this.#length = needed;
  }

  #readLength(limit: number): void {
    if (this.#length < 2) return;
    const last = this.#held[this.#length - 1] ?? 0;
    if (last >= 0x80) {
      if (this.#length === 5) throw new FrameError('a remaining length of more than 4 bytes');
      return;
    }
    let remaining = 0;
    for (let i = this.#length - 1; i >= 1; i--) remaining = remaining * 128 + ((this.#held[i] ?? 0) & 0x7f);
    this.#total = this.#length + remaining;
    if (this.#total > limit) throw new FrameError(`a packet of ${this.#total} bytes, ${limit} at most`);
  }
}

/** Filters in a whole SUBSCRIBE packet; undefined when it is malformed. MQTT 3.1.1, 3.8. */
export function countFilters(frame: Buffer): number | undefined {
  let at = bodyOf(frame) + 2;
  let filters = 0;
  while (at < frame.length) {
    if (at + 2 > frame.length) return undefined;
    at += 2 + frame.readUInt16BE(at) + 1;
    filters += 1;
  }
  return at === frame.length && filters > 0 ? filters : undefined;
}

/** The SUBACK that refuses every filter of a SUBSCRIBE. MQTT 3.1.1, 3.9. `filters` is 1..8192. */
export function refuseAll(subscribe: Buffer, filters: number): Buffer {
  const body = bodyOf(subscribe);
  const head = Buffer.from([0x90, ...remainingLength(filters + 2), subscribe[body] ?? 0, subscribe[body + 1] ?? 0]);
  return Buffer.concat([head, Buffer.alloc(filters, 0x80)]);
}

/** A PUBLISH, not retained: at QoS 1 with a packet identifier, 1..65535, at QoS 0 without. MQTT 3.1.1, 3.3. */
export function publishFrame(topic: string, payload: Buffer, packetIdentifier?: number): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const identifierBytes = packetIdentifier === undefined ? 0 : 2;
  const length = remainingLength(2 + topicBytes + identifierBytes + payload.length);
  const start = 1 + length.length;
  const frame = Buffer.allocUnsafe(start + 2 + topicBytes + identifierBytes + payload.length);
  frame[0] = (PUBLISH << 4) | (packetIdentifier === undefined ? 0 : 2);
  frame.set(length, 1);
  frame.writeUInt16BE(topicBytes, start);
  frame.write(topic, start + 2);
  if (packetIdentifier !== undefined) frame.writeUInt16BE(packetIdentifier, start + 2 + topicBytes);
  payload.copy(frame, frame.length - payload.length);
  return frame;
}

/** A remaining length, 0..268435455, as its 1..4 bytes. MQTT 3.1.1, 2.2.3. */
function remainingLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return bytes;
}

/** Where a packet's body starts: after the type and the length field. */
function bodyOf(frame: Buffer): number {
  let at = 1;
  while ((frame[at] ?? 0) >= 0x80) at += 1;
  return at + 1;
}

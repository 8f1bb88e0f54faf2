// What carries a connection's bytes: TCP, TLS, or a WebSocket's stream.
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Milliseconds a wire may take to send what was written before it is cut. */
const LINGER_MS = 5000;

/** Sends small packets at once, where the wire can be told to. */
export function withoutDelay(wire: Duplex): void {
  if (wire instanceof Socket) wire.setNoDelay(true);
}

/** Ends a wire once what was written has left; a peer that does not read is cut after LINGER_MS. */
export function closeSoon(wire: Duplex): void {
  if (wire.destroyed) return;
  // A WebSocket's stream whose peer is gone never finishes: this ends it too, and holds no process up.
  const timer = setTimeout(() => wire.destroy(), LINGER_MS).unref();
  wire.once('close', () => clearTimeout(timer));
  if (wire.writableFinished) return void wire.destroy();
  wire.once('finish', () => wire.destroy());
  wire.end();
}

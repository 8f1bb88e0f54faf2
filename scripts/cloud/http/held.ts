// What callers have sent of requests that are not whole yet: bounded in bytes, however many callers there are.
import type { Server, Socket } from 'node:net';

/** Keeps the bytes of unfinished requests to a server, heads and bodies, within `most`. Beyond, the request that began first
 *  is closed with its connection: a thousand slow callers with large heads shut nobody out, and fill no memory. */
export class Held {
  readonly #bytes = new Map<Socket, number>();
  #total = 0;

  constructor(
    server: Server,
    readonly most: number,
  ) {
    server.on('connection', (socket: Socket) => {
      socket.on('data', (chunk) => this.#add(socket, chunk.length));
      socket.once('close', () => this.delete(socket));
    });
  }

  /** Bytes held now. */
  get total(): number {
    return this.#total;
  }

  /** The request is whole, or its connection is gone. */
  delete(socket: Socket): void {
    this.#total -= this.#bytes.get(socket) ?? 0;
    this.#bytes.delete(socket);
  }

  #add(socket: Socket, bytes: number): void {
    this.#bytes.set(socket, (this.#bytes.get(socket) ?? 0) + bytes);
    this.#total += bytes;
    for (const [oldest] of this.#bytes) {
      if (this.#total <= this.most) return;
      this.delete(oldest);
      oldest.destroy();
    }
  }
}

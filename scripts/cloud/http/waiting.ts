// HTTP connections that a caller holds without having sent a whole request: bounded, the oldest go first.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Keeps at most `most` connections of a server waiting for their caller: new ones, those in the middle of a request, those
 *  kept alive between two. Beyond, the one that has waited longest is closed: slow callers shut nobody out. */
export class Waiting {
  readonly #sockets = new Set<Socket>();

  constructor(
    server: Server,
    readonly most: number,
  ) {
    server.on('connection', (socket: Socket) => {
      this.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** The caller is waited for: it may send its next request. */
  add(socket: Socket): void {
    if (socket.destroyed) return;
    this.#sockets.delete(socket);
    this.#sockets.add(socket);
    const [oldest] = this.#sockets;
    if (this.#sockets.size <= this.most || !oldest) return;
    this.#sockets.delete(oldest);
    oldest.destroy();
  }

  /** The caller has sent a whole request, and waits for us. */
  delete(socket: Socket): void {
    this.#sockets.delete(socket);
  }
}

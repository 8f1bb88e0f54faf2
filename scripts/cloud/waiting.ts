// Connections that their other side holds without having said who it is or what it wants: bounded, the oldest go first.
import type { Server, Socket } from 'node:net';

/** Keeps at most `most` connections of a server waiting for their other side: new ones, and those added again. Of HTTP, those
 *  in the middle of a request and those kept alive between two; of TLS and WebSocket, those whose handshake is not over.
 *  Beyond, the one that has waited longest is closed: slow ones shut nobody out. */
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

  /** The other side is waited for: of HTTP, it may send its next request. */
  add(socket: Socket): void {
    if (socket.destroyed) return;
    this.#sockets.delete(socket);
    this.#sockets.add(socket);
    const [oldest] = this.#sockets;
    if (this.#sockets.size <= this.most || !oldest) return;
    this.#sockets.delete(oldest);
    oldest.destroy();
  }

  /** It is no longer waited for: its request is whole, its handshake is over. */
  delete(socket: Socket): void {
    this.#sockets.delete(socket);
  }
}

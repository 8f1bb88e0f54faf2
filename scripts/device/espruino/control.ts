/** The way code reaches the interpreter: a socket on loopback that the prelude opens at every boot. */
import { createServer, type Socket } from 'node:net';
import { listen } from '../../listen.ts';

/** The runner's end. */
export interface Control {
  /** The port that the prelude connects to. */
  readonly port: number;
  /** Has one line of code run at global scope, as soon as the board is there. */
  send(line: string): void;
  /** Forgets what was not sent, for a board that is switched off. */
  clear(): void;
  /** Ends it. */
  close(): void;
}

/** Listens on a free port of loopback. */
export async function openControl(): Promise<Control> {
  let socket: Socket | undefined;
  let unsent: string[] = [];
  const server = createServer((arrived) => {
    socket?.destroy();
    socket = arrived;
    arrived.on('error', () => undefined);
    arrived.on('close', () => {
      if (socket === arrived) socket = undefined;
    });
    arrived.resume();
    for (const line of unsent.splice(0)) arrived.write(line, 'latin1');
  });
  const port = await listen(server, '127.0.0.1', 0, 'control');
  return {
    port,
    send(line) {
      if (socket) socket.write(`${line}\n`, 'latin1');
      else unsent.push(`${line}\n`);
    },
    clear() {
      unsent = [];
      socket?.destroy();
      socket = undefined;
    },
    close() {
      socket?.destroy();
      server.close();
    },
  };
}

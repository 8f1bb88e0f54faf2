/** The board's end of a wire to the computer: a pseudo-terminal or TCP, with anything behind it. */
import { createServer, type Socket } from 'node:net';
import { spawn as spawnPty } from '@lydell/node-pty';
import { listen } from '../../scripts/listen.ts';

/** What is at the board's end. */
export interface Wire {
  /** What `--port` takes. */
  readonly port: string;
  /** Sends to the computer. */
  send(bytes: Buffer): void;
  /** Pulls the plug: the port is gone. */
  cut(): void;
}

/** Opens a wire; `hear` gets what the computer sends. */
export function openWire(over: 'pty' | 'tcp', hear: (bytes: Buffer) => void): Promise<Wire> {
  return over === 'pty' ? openPty(hear) : openServer(hear);
}

/** A pseudo-terminal without echo; a sleeping child holds its other end open while no command does. */
async function openPty(hear: (bytes: Buffer) => void): Promise<Wire> {
  const pty = spawnPty('sh', ['-c', 'stty raw -echo && tty && exec sleep 3600'], { encoding: null });
  let port = '';
  await new Promise<void>((resolve) => {
    pty.onData((data) => {
      const bytes = Buffer.from(data);
      if (port !== '') return hear(bytes);
      port = /\/dev\/\S+/.exec(bytes.toString())?.[0] ?? '';
      if (port !== '') resolve();
      return undefined;
    });
  });
  let isCut = false;
  return {
    port,
    send(bytes) {
      // The type knows text only; bytes are what a console sends.
      if (!isCut) pty.write(bytes as unknown as string);
    },
    cut() {
      if (isCut) return;
      isCut = true;
      pty.kill('SIGKILL');
      (pty as unknown as { destroy(): void }).destroy();
    },
  };
}

/** A server on loopback that knows one computer at a time. */
async function openServer(hear: (bytes: Buffer) => void): Promise<Wire> {
  let socket: Socket | undefined;
  const server = createServer((arrived) => {
    socket?.destroy();
    socket = arrived;
    arrived.on('error', () => undefined);
    arrived.on('data', hear);
  });
  const port = await listen(server, '127.0.0.1', 0, 'wire');
  return {
    port: `tcp://127.0.0.1:${port}`,
    send: (bytes) => void socket?.write(bytes),
    cut() {
      socket?.destroy();
      server.close();
    },
  };
}

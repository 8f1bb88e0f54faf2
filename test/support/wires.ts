/** The board's end of a wire to the computer: a pseudo-terminal or TCP, with anything behind it. */
import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { listen } from '../../scripts/listen.ts';

const PTY_END = fileURLToPath(new URL('./ptyEnd.mjs', import.meta.url));

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

/** A pseudo-terminal without echo, in a process of its own. */
async function openPty(hear: (bytes: Buffer) => void): Promise<Wire> {
  const end = spawn(process.execPath, [PTY_END], { stdio: ['pipe', 'pipe', 'inherit'] });
  end.stdin.on('error', () => undefined);
  let port = '';
  await new Promise<void>((resolve, reject) => {
    end.once('close', () => reject(new Error('no pseudo-terminal here')));
    end.stdout.on('data', (bytes: Buffer) => {
      if (port !== '') return hear(bytes);
      const line = bytes.indexOf('\n');
      port = bytes.subarray(0, line).toString();
      resolve();
      if (line + 1 < bytes.length) hear(bytes.subarray(line + 1));
      return undefined;
    });
  });
  return {
    port,
    send: (bytes) => void end.stdin.write(bytes),
    cut: () => void end.kill('SIGKILL'),
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

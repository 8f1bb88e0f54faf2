// A proxy that hands the board what the broker says in pieces, one after the other.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** The proxy. What the board says goes through as it comes. */
export interface Cutter {
  readonly port: number;
  /** Keeps back what the broker says from now on. */
  hold(): void;
  /** Resolves when at least this many bytes are kept back. Rejects after 15 s. */
  holding(bytes: number): Promise<void>;
  /** Sends what was kept back, cut after each of these many bytes, the rest at the end; `between` is awaited after each
   *  piece but the last. Then lets everything through again. */
  release(sizes: readonly number[], between: () => Promise<unknown>): Promise<void>;
}

const LIMIT_MS = 15_000;

/** Starts one in front of the broker at `port`. */
export async function cutterFor(t: TestContext, port: number): Promise<Cutter> {
  let held: Buffer | undefined;
  let board: Socket | undefined;
  let look: () => void = () => undefined;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const broker = connect(port, '127.0.0.1');
    board = socket.setNoDelay();
    for (const one of [socket, broker]) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        socket.destroy();
        broker.destroy();
      });
    }
    socket.pipe(broker);
    broker.on('data', (data: Buffer) => {
      if (held === undefined) socket.write(data);
      else held = Buffer.concat([held, data]);
      look();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const one of open) one.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    hold() {
      held = Buffer.alloc(0);
    },
    holding: (bytes) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
          reject(new Error(`the broker sent ${held?.length} bytes in ${LIMIT_MS} ms, of ${bytes}`));
        }, LIMIT_MS);
        look = () => {
          if ((held?.length ?? 0) < bytes) return;
          clearTimeout(limit);
          resolve();
        };
        look();
      }),
    async release(sizes, between) {
      for (const size of sizes) {
        const piece = held?.subarray(0, size) ?? Buffer.alloc(0);
        held = held?.subarray(size) ?? Buffer.alloc(0);
        await new Promise((resolve) => board?.write(piece, resolve));
        await between();
      }
      const rest = held;
      held = undefined;
      if (rest) board?.write(rest);
    },
  };
}

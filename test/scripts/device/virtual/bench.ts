/** What the tests of the virtual board stand on: a board made of a few lines of script, a hand-moved clock, a TCP peer. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  startVirtualBoard,
  type VirtualBoard,
  type VirtualBoardOptions,
} from '../../../../scripts/device/virtual/board.ts';
import type { Clock } from '../../../../scripts/device/virtual/clock.ts';

/** A board with the lines it has printed so far, and a way to wait for more. */
export interface BenchBoard extends VirtualBoard {
  readonly lines: string[];
  /** Resolves when a line has been printed that fits; rejects after 5 s with what was printed instead. */
  line(pattern: RegExp): Promise<string>;
}

/** Starts a board that runs `source`; it is stopped when the test ends. */
export async function bench(
  t: TestContext,
  source: string,
  options: Partial<VirtualBoardOptions> = {},
): Promise<BenchBoard> {
  const folder = await mkdtemp(join(tmpdir(), 'virtual-board-'));
  const bundle = join(folder, 'bundle.js');
  await writeFile(bundle, source, 'latin1');
  const lines: string[] = [];
  const hear = new Set<() => void>();
  const board = await startVirtualBoard({
    bundle,
    storage: {},
    ...options,
    onLine: (line) => {
      lines.push(line);
      for (const listener of [...hear]) listener();
    },
  });
  t.after(async () => {
    await board.stop();
    await rm(folder, { recursive: true });
  });
  const line = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.find((each) => pattern.test(each));
        if (found === undefined) return;
        hear.delete(look);
        clearTimeout(limit);
        resolve(found);
      };
      const limit = setTimeout(() => {
        hear.delete(look);
        reject(new Error(`no line like ${pattern}, but:\n${lines.join('\n')}`));
      }, 5000);
      hear.add(look);
      look();
    });
  return Object.defineProperties(board, { lines: { value: lines }, line: { value: line } }) as BenchBoard;
}

/** A clock that stands still until it is told to move. */
export interface HandClock extends Clock {
  /** Moves on by `ms`, calling back at each due time on the way. */
  advance(ms: number): void;
  /** Callbacks not yet due. */
  readonly waiting: number;
}

/** Makes a clock that starts at 1970 and 1,000 s. */
export function handClock(): HandClock {
  let now = 1_000_000;
  const due = new Map<() => void, number>();
  return {
    now: () => now,
    after(ms, callback) {
      const entry = (): void => callback();
      due.set(entry, now + ms);
      return () => void due.delete(entry);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...due].filter(([, at]) => at <= end).sort(([, a], [, b]) => a - b);
        if (!next) break;
        due.delete(next[0]);
        now = Math.max(now, next[1]);
        next[0]();
      }
      now = end;
    },
    get waiting() {
      return due.size;
    },
  };
}

/** A TCP server that the board connects to. */
export interface Peer {
  readonly port: number;
  /** The next connection that comes in. */
  accept(): Promise<Socket>;
}

/** Starts a peer on a free port; it is closed when the test ends. */
export async function peer(t: TestContext): Promise<Peer> {
  const sockets: Socket[] = [];
  const waiting: ((socket: Socket) => void)[] = [];
  const all = new Set<Socket>();
  const server = createServer((socket) => {
    all.add(socket);
    socket.on('error', () => undefined);
    const next = waiting.shift();
    if (next) next(socket);
    else sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of all) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the peer has no port');
  return {
    port: address.port,
    accept: () =>
      new Promise((resolve) => {
        const socket = sockets.shift();
        if (socket) resolve(socket);
        else waiting.push(resolve);
      }),
  };
}

/** Collects what a socket receives until it has `count` bytes. Rejects when it ends before. */
export function receive(socket: Socket, count: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (text.length >= count) resolve(text);
    });
    socket.on('close', () => reject(new Error(`the socket closed after ${text.length} of ${count} bytes`)));
  });
}

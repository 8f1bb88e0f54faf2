/** A TCP proxy between a board and its server that breaks what passes: real sockets, faults on demand. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { listen } from '../../scripts/listen.ts';

/** To the board, or to the server. */
export type Direction = 'down' | 'up';

/** The proxy. Faults hold for the connection there is and for those to come, where nothing else is said. */
export interface FaultProxy {
  /** Where the board connects. */
  readonly port: number;
  /** Connections that the board has made. */
  readonly connections: number;
  /** Bytes that wait while the proxy is frozen. */
  readonly held: number;
  /** Resolves as soon as bytes wait. */
  whenHeld(): Promise<void>;
  /** Ends the present connection, to both sides. */
  cut(): void;
  /** Resets the present connection, to both sides. */
  reset(): void;
  /** Passes nothing, and keeps it, until `thaw`. */
  freeze(direction: Direction): void;
  /** Passes what was kept, as it came or joined into one piece. */
  thaw(isJoined?: boolean): void;
  /** Passes nothing on the present connection ever again, and loses it; neither side is told. */
  halfOpen(): void;
  /** Passes single bytes, each as a packet of its own. */
  trickle(isOn: boolean): void;
  /** Has the next PUBLISH to the board pass as `change` makes it. It must come in one piece. */
  changeNext(change: (packet: Buffer) => Buffer): void;
  /** Closes this many of the connections to come as soon as they are made. */
  refuse(count: number): void;
  stop(): Promise<void>;
}

/** A PUBLISH of any flags. MQTT 3.1.1, 2.2.1. */
const PUBLISH = 3;

/** Starts a proxy on a free port of `host`, loopback unless given, to the server on `target`. */
export async function startFaultProxy(target: number, host = '127.0.0.1'): Promise<FaultProxy> {
  let connections = 0;
  let refusals = 0;
  let isTrickling = false;
  let frozen: Direction | undefined;
  let change: ((packet: Buffer) => Buffer) | undefined;
  let current: Pair | undefined;
  const pairs = new Set<Pair>();
  let holders: (() => void)[] = [];

  const server: Server = createServer((board) => {
    connections++;
    if (refusals > 0) {
      refusals--;
      board.on('error', () => undefined);
      board.destroy();
      return;
    }
    const pair = createPair(board, dial(target, '127.0.0.1'));
    current = pair;
    pairs.add(pair);
    pair.whenGone(() => pairs.delete(pair));
    pair.onBytes((direction, bytes) => {
      let passed = bytes;
      if (direction === 'down' && change && (bytes[0] ?? 0) >> 4 === PUBLISH) {
        passed = change(bytes);
        change = undefined;
      }
      pair.queue(direction, passed, isTrickling);
      if (frozen === direction) for (const tell of holders.splice(0)) tell();
      else void pair.flush(direction);
    });
  });
  const port = await listen(server, host, 0, 'proxy');

  const held = (): number => (frozen && current ? current.waiting(frozen) : 0);
  return {
    port,
    get connections() {
      return connections;
    },
    get held() {
      return held();
    },
    whenHeld: () => (held() > 0 ? Promise.resolve() : new Promise((resolve) => holders.push(resolve))),
    cut: () => current?.end(),
    reset: () => current?.reset(),
    freeze(direction) {
      frozen = direction;
    },
    thaw(isJoined = false) {
      frozen = undefined;
      for (const pair of pairs)
        for (const direction of ['down', 'up'] as const) {
          if (isJoined) pair.join(direction);
          void pair.flush(direction);
        }
    },
    halfOpen: () => current?.lose(),
    trickle(isOn) {
      isTrickling = isOn;
    },
    changeNext(how) {
      change = how;
    },
    refuse(count) {
      refusals = count;
    },
    stop: () =>
      new Promise((resolve) => {
        holders = [];
        for (const pair of pairs) pair.end();
        server.close(() => resolve());
      }),
  };
}

/** The two sockets of one connection. */
interface Pair {
  onBytes(listener: (direction: Direction, bytes: Buffer) => void): void;
  whenGone(listener: () => void): void;
  /** Puts bytes in line, in one piece or each alone. */
  queue(direction: Direction, bytes: Buffer, isSingly: boolean): void;
  waiting(direction: Direction): number;
  /** Makes one piece of what is in line. */
  join(direction: Direction): void;
  /** Passes what is in line, one piece a turn of the event loop. */
  flush(direction: Direction): Promise<void>;
  end(): void;
  reset(): void;
  lose(): void;
}

function createPair(board: Socket, server: Socket): Pair {
  const lines: Record<Direction, Buffer[]> = { down: [], up: [] };
  const busy: Record<Direction, boolean> = { down: false, up: false };
  let isLost = false;
  let gone = (): void => undefined;
  const end = (): void => {
    board.destroy();
    server.destroy();
    gone();
  };
  for (const socket of [board, server]) {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (!isLost) end();
    });
  }
  return {
    onBytes(listener) {
      server.on('data', (bytes) => (isLost ? undefined : listener('down', bytes)));
      board.on('data', (bytes) => (isLost ? undefined : listener('up', bytes)));
    },
    whenGone(listener) {
      gone = listener;
    },
    queue(direction, bytes, isSingly) {
      const size = isSingly ? 1 : Math.max(bytes.length, 1);
      for (let at = 0; at < bytes.length; at += size) lines[direction].push(bytes.subarray(at, at + size));
    },
    waiting: (direction) => lines[direction].reduce((sum, piece) => sum + piece.length, 0),
    join(direction) {
      lines[direction] = lines[direction].length > 1 ? [Buffer.concat(lines[direction])] : lines[direction];
    },
    async flush(direction) {
      if (busy[direction]) return;
      busy[direction] = true;
      const to = direction === 'down' ? board : server;
      for (let piece = lines[direction].shift(); piece && to.writable; piece = lines[direction].shift()) {
        to.write(piece);
        if (lines[direction].length > 0) await new Promise((resolve) => setImmediate(resolve));
      }
      busy[direction] = false;
    },
    end,
    reset() {
      board.resetAndDestroy();
      server.resetAndDestroy();
      gone();
    },
    lose() {
      isLost = true;
    },
  };
}

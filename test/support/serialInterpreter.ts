/** The real interpreter behind a port: a pseudo-terminal or TCP, as a serial board is to every command. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn as spawnPty } from '@lydell/node-pty';
import { writeStorage } from '../../scripts/device/espruino/flash.ts';
import { checkInterpreter, findInterpreter } from '../../scripts/device/espruino/interpreter.ts';

/** Why tests that need the interpreter are not run here, for node:test's `skip`; false where one is found. */
export const NO_INTERPRETER: string | false =
  findInterpreter() === undefined ? 'no Espruino interpreter here: set ESPRUINO to one' : false;

/** A port with a board behind it. */
export interface SerialStandIn {
  /** What `--port` takes. */
  readonly port: string;
  /** How often the board has started. */
  readonly boots: number;
  /** Powers the board off and on again. */
  powerCycle(): Promise<void>;
  /** Pulls the plug when so many more bytes have come from the computer: the port is gone; the board runs on where
   *  `power` says so. */
  unplugAfter(bytes: number, power?: boolean): void;
  /** Loses one byte of every `every` that come from now on; 0 ends it. */
  loses(every: number): void;
  /** Hears what the board sends, before the port. */
  onOutput(listener: (bytes: Buffer) => void): void;
  /** Ends it all. */
  stop(): Promise<void>;
}

/** How the board starts. */
export interface StandInOptions {
  readonly over: 'pty' | 'tcp';
  /** Files in its Storage. */
  readonly storage?: Readonly<Record<string, string>>;
  /** An earlier board's folder, for a board that lost its port and gets another one. */
  readonly folder?: string;
}

/** The computer's side of the wire. */
interface Wire {
  readonly port: string;
  send(bytes: Buffer): void;
  cut(): void;
}

/** Starts the interpreter behind a port. It restarts by itself, as a board does: its process ends at `E.reboot()`. */
export async function startStandIn({
  over,
  storage = {},
  folder: given,
}: StandInOptions): Promise<SerialStandIn & { folder: string }> {
  const executable = checkInterpreter(findInterpreter());
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'serial-')));
  const files = new Map(Object.entries(storage).map(([name, text]) => [name, Buffer.from(text, 'latin1')]));
  if (files.size > 0) await writeStorage(executable, folder, files);
  const listeners: ((bytes: Buffer) => void)[] = [];
  let child: ChildProcess | undefined;
  let boots = 0;
  let isOver = false;
  let left = Number.POSITIVE_INFINITY;
  let keepsPower = false;
  let losesEvery = 0;
  let count = 0;

  function power(): void {
    boots++;
    const board = spawn(executable, [], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    child = board;
    board.stdin.on('error', () => undefined);
    board.stdout.on('data', (bytes: Buffer) => {
      for (const listener of listeners) listener(bytes);
      wire.send(bytes);
    });
    board.once('close', () => {
      if (child === board && !isOver) power();
    });
  }
  function hear(bytes: Buffer): void {
    const taken = bytes.subarray(0, left);
    left -= taken.length;
    const kept = losesEvery === 0 ? taken : taken.filter(() => ++count % losesEvery !== 0);
    child?.stdin?.write(kept);
    if (left > 0) return;
    left = Number.POSITIVE_INFINITY;
    wire.cut();
    if (!keepsPower) void off();
  }
  async function off(): Promise<void> {
    const board = child;
    child = undefined;
    if (!board || board.exitCode !== null || board.signalCode !== null) return;
    const ended = new Promise((resolve) => board.once('close', resolve));
    board.kill('SIGKILL');
    await ended;
  }

  const wire = await (over === 'pty' ? openPty(hear) : openServer(hear));
  power();
  return {
    folder,
    port: wire.port,
    get boots() {
      return boots;
    },
    async powerCycle() {
      await off();
      power();
    },
    unplugAfter(bytes, power = false) {
      left = bytes;
      keepsPower = power;
    },
    loses(every) {
      losesEvery = every;
    },
    onOutput: (listener) => void listeners.push(listener),
    async stop() {
      isOver = true;
      await off();
      wire.cut();
      if (given === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return {
    port: `tcp://127.0.0.1:${address.port}`,
    send: (bytes) => void socket?.write(bytes),
    cut() {
      socket?.destroy();
      server.close();
    },
  };
}

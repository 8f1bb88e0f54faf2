/** The real interpreter behind a port: a pseudo-terminal or TCP, as a serial board is to every command. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeStorage } from '../../scripts/device/espruino/flash.ts';
import { checkInterpreter, findInterpreter } from '../../scripts/device/espruino/interpreter.ts';
import { openWire } from './wires.ts';

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
  /** Pulls the plug, the power with it, right behind this text as it comes from the computer for the `nth` time. */
  unplugAt(text: string, nth?: number): void;
  /** Pulls the plug now; the board runs on where `power` says so. */
  unplug(power?: boolean): void;
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
  let cutAt: { text: string; times: number } | undefined;
  let tail = '';
  let losesEvery = 0;
  let count = 0;

  function power(): void {
    boots++;
    const [command, ...args] = onOneProcessor(executable);
    const board = spawn(command, args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
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
  /** How many of these bytes there are up to where the plug is pulled; undefined where it is not. */
  function untilCut(bytes: Buffer): number | undefined {
    for (let i = 0; cutAt && i < bytes.length; i++) {
      tail = (tail + String.fromCharCode(bytes[i] as number)).slice(-cutAt.text.length);
      if (tail === cutAt.text && --cutAt.times === 0) return i + 1;
    }
    return undefined;
  }
  function unplug(): void {
    left = Number.POSITIVE_INFINITY;
    cutAt = undefined;
    wire.cut();
    if (!keepsPower) void off();
  }
  function hear(bytes: Buffer): void {
    left = untilCut(bytes) ?? left;
    const taken = bytes.subarray(0, left);
    left -= taken.length;
    const kept = losesEvery === 0 ? taken : taken.filter(() => ++count % losesEvery !== 0);
    child?.stdin?.write(kept);
    if (left === 0) unplug();
  }
  async function off(): Promise<void> {
    const board = child;
    child = undefined;
    if (!board || board.exitCode !== null || board.signalCode !== null) return;
    const ended = new Promise((resolve) => board.once('close', resolve));
    board.kill('SIGKILL');
    await ended;
  }

  const wire = await openWire(over, hear);
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
    unplugAt(text, nth = 1) {
      cutAt = { text, times: nth };
    },
    unplug(power = false) {
      keepsPower = power;
      unplug();
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

/** The interpreter's Linux build reads its input in a thread of its own, without locks: side by side with the main loop
 *  it dies of an assertion once in about 75 packets. On one processor the two take turns. */
function onOneProcessor(executable: string): [string, ...string[]] {
  const allowed = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const last = /^Cpus_allowed_list:.*?(\d+)$/m.exec(allowed)?.[1];
  const taskset = ['/usr/bin/taskset', '/bin/taskset'].find((path) => existsSync(path));
  return last === undefined || taskset === undefined ? [executable] : [taskset, '-c', last, executable];
}

/** The virtual board: the built bundle in a sandbox with Espruino's API, over real TCP sockets. */
import { readFile } from 'node:fs/promises';
import type { Device, DeviceExit, DeviceOptions, PinChange, Wires } from '../device.ts';
import { createLineCutter, createListeners } from '../listeners.ts';
import { type Clock, realClock } from './clock.ts';
import { createFaults, type Faults, type VirtualSocket } from './faults.ts';
import { createPins, type Pins } from './pins.ts';
import { createRun, type Restart, type Run } from './run.ts';
import type { StorageFiles } from './storage.ts';
import type { MemoryFigures } from './system.ts';
import { createWatchdog } from './watchdog.ts';
import type { VirtualWifi, WifiOptions } from './wifi.ts';

export type { Clock } from './clock.ts';
export type { Faults, VirtualSocket } from './faults.ts';
export type { Pins } from './pins.ts';
export type { VirtualWifi, WifiOptions } from './wifi.ts';

/** How a virtual board is started. */
export interface VirtualBoardOptions extends DeviceOptions {
  /** Timers, getTime and Date run on this. Default: the computer's clock. */
  readonly clock?: Clock;
  /** Gives the board the module Wifi. Default: none, as on Linux, and always online. */
  readonly wifi?: WifiOptions;
  /** What `process.memory()` reports, in JsVars. Default: 1000 of 5000. */
  readonly memory?: MemoryFigures;
  /** Faults that hold from the boot on. */
  readonly faults?: Partial<Faults>;
  /** How long the boot may take before the bundle has turned the watchdog on, and a line at the console while it is off, in
   *  ms of the computer's time; then the board counts as hanging. Default: 20,000. */
  readonly unwatchedMs?: number;
}

/** A virtual board. */
export interface VirtualBoard extends Device {
  readonly kind: 'virtual';
  /** The pins, electrically: levels, modes, the log of changes, and what is wired to the inputs. */
  readonly pins: Pins;
  readonly wires: Wires;
  /** The files of Storage by name, `.bootcde` among them. A test may change them. */
  readonly storage: StorageFiles;
  /** What is broken. A test may change it at any time. */
  readonly faults: Faults;
  /** The connections that the bundle made since the last start, oldest first. */
  readonly sockets: readonly VirtualSocket[];
  /** The air, where the board has Wi-Fi. */
  readonly wifi: VirtualWifi | undefined;
  /** Cuts every open connection as a lost radio does: the peers see it, the bundle sees nothing. */
  dropLink(): void;
  /** The interpreter hangs for `ms` on the board's clock, as in a connect that blocks: nothing of the bundle runs, and
   *  nothing feeds the watchdog. Ends with a restart. */
  block(ms: number): void;
  /** Resolves when no callback is waiting to run; timers to come and the network may still bring work. */
  settled(): Promise<void>;
}

const STOPPED = 'the virtual board is stopped';

/** Starts a virtual board: writes Storage, runs the bundle as `.bootcde`. Rejects when the bundle cannot be read. */
export async function startVirtualBoard(options: VirtualBoardOptions): Promise<VirtualBoard> {
  const clock = options.clock ?? realClock;
  const pins = createPins(clock);
  const lines = createListeners(options.onLine);
  const changes = createListeners<PinChange>(options.onPin);
  const out = createLineCutter(lines.tell);
  pins.onChange(changes.tell);
  const faults = createFaults(options.faults);
  const storage: StorageFiles = new Map([['.bootcde', await readFile(options.bundle, 'latin1')]]);
  for (const [name, content] of Object.entries(options.storage))
    storage.set(name, Buffer.from(content, 'utf8').toString('latin1'));

  let run: Run | undefined;
  let ending: Promise<void> = Promise.resolve();
  let exit: (how: DeviceExit) => void = () => undefined;
  const exited = new Promise<DeviceExit>((resolve) => (exit = resolve));

  function end(): Promise<void> {
    clearImmediate(beginning);
    const { stop } = run ?? {};
    run = undefined;
    if (stop) ending = Promise.all([ending, stop()]).then(() => undefined);
    return ending;
  }
  const poweredAt = clock.now();
  let isOn = true;
  let beginning: NodeJS.Immediate | undefined;
  const watchdog = createWatchdog(
    clock,
    (wasCut) => {
      out(`E (${Math.floor(clock.now() - poweredAt)}) task_wdt: Task watchdog got triggered.\n`);
      if (!wasCut) return again('reboot');
      watchdog.off();
      void end();
      // Not from within what was cut off: a bundle may hang at each boot.
      beginning = setImmediate(begin, false);
    },
    options.unwatchedMs,
  );
  function again(how: Restart): void {
    void end();
    // A soft restart leaves the chip's watchdog running.
    if (how === 'reboot') watchdog.off();
    begin(how === 'reset');
  }
  function begin(isEmpty: boolean): void {
    pins.reset();
    run = createRun({
      clock,
      pins,
      files: storage,
      faults,
      out,
      memory: options.memory ?? { total: 5000, usage: 1000 },
      wifi: options.wifi,
      watchdog,
      reboot: again,
    });
    if (!isEmpty) run.boot();
  }
  const running = (): Run => {
    if (!run) throw new Error(isOn ? 'the virtual board is restarting' : STOPPED);
    return run;
  };
  begin(false);

  return {
    kind: 'virtual',
    exited,
    pins,
    wires: {
      drive: async (pin, level) => pins.drive(pin, level),
      bounce: async (pin, level, times, everyMs) => pins.bounce(pin, level, { times, everyMs }),
      setAnalog: async (pin, value) => pins.setAnalog(pin, value),
    },
    storage,
    faults,
    get sockets() {
      return run?.sockets ?? [];
    },
    get wifi() {
      return run?.wifi;
    },
    onLine: lines.add,
    onPin: changes.add,
    evaluate: async (expression) => running().evaluate(expression),
    settled: () => running().settled(),
    block: (ms) => running().block(ms),
    dropLink() {
      for (const socket of running().sockets) if (socket.isOpen) socket.dropLink();
    },
    async restart() {
      if (!isOn) throw new Error(STOPPED);
      await end();
      watchdog.off();
      begin(false);
    },
    async stop() {
      isOn = false;
      watchdog.off();
      await end();
      exit({ asked: true, code: 0, signal: null });
    },
  };
}

/** One run of the bundle, from power-on to power-off: a fresh realm, its loop, and everything installed in it. */

import type { Clock } from './clock.ts';
import { createTime, installDate } from './date.ts';
import { installEvents, listenersOf } from './events.ts';
import type { Faults, VirtualSocket } from './faults.ts';
import { createGpio } from './gpio.ts';
import { cryptoModule } from './hashes.ts';
import { removeWhatIsLacking } from './lacking.ts';
import { installLanguage } from './language.ts';
import { createLoop } from './loop.ts';
import { createNetwork } from './net.ts';
import { installPinObjects } from './pinObjects.ts';
import type { PinHardware } from './pins.ts';
import { installPromise } from './promise.ts';
import { BUNDLE_NAME, createRealm, REPL_NAME } from './realm.ts';
import { type StorageFiles, storageModule } from './storage.ts';
import { installSystem, type MemoryFigures, printed } from './system.ts';
import { installTimers } from './timers.ts';
import type { Watchdog } from './watchdog.ts';
import { installWatches } from './watches.ts';
import { createWifi, type VirtualWifi, type WifiOptions } from './wifi.ts';
import { JS_STYLE, write } from './writer.ts';

/** What a run is given. Pins, files, faults and the watchdog outlive it. */
export interface RunParts {
  readonly clock: Clock;
  readonly pins: PinHardware;
  readonly files: StorageFiles;
  readonly faults: Faults;
  readonly memory: MemoryFigures;
  readonly wifi: WifiOptions | undefined;
  readonly watchdog: Watchdog;
  /** Writes on the console. */
  readonly out: (text: string) => void;
  /** The bundle asked for a soft restart ('reset': nothing is run, 'load'), or for that of the chip. */
  readonly reboot: (how: Restart) => void;
}

/** Why the bundle's code did not return. */
const WHY = {
  hangs: 'the bundle does not return: the board hangs until it is restarted',
  bitten: 'the watchdog restarted the board',
} as const;

/** How the bundle may have the board start again. */
export type Restart = 'reset' | 'load' | 'reboot';

/** A run under way. */
export interface Run {
  readonly sockets: readonly VirtualSocket[];
  readonly wifi: VirtualWifi | undefined;
  /** Runs the boot code of Storage: `.bootrst` or else `.bootcde`. */
  boot(): void;
  /** Evaluates at global scope and gives the value as E.toJS writes it. Throws an Error with the text of what was thrown. */
  evaluate(expression: string): string;
  /** Holds everything back that the bundle does, for `ms` on the board's clock. */
  block(ms: number): void;
  /** Resolves when nothing is queued any more; timers to come and the network may still bring work. */
  settled(): Promise<void>;
  /** Ends it: no callback runs afterwards. */
  stop(): Promise<void>;
}

/** Prepares a run. Nothing of the bundle has run yet. */
export function createRun(parts: RunParts): Run {
  const { clock, pins, files, faults, out, watchdog } = parts;
  const realm = createRealm();
  const before = new Map(Object.getOwnPropertyNames(realm.global).map((name) => [name, realm.global[name]]));
  const print = (line: string): void => out(`${line}\n`);
  let process: object = {};

  const report = (exception: unknown): void => {
    const listeners = listenersOf(process, 'uncaughtException');
    if (listeners === undefined) out(uncaught(exception));
    else {
      loop.call(process, listeners, [exception]);
      const worse = loop.takeFailure();
      if (worse) out(uncaught(worse.exception));
    }
  };
  const loop = createLoop(realm, report, (work) => {
    watchdog.guard(realm, work, false);
    watchdog.idle();
  });
  installLanguage(realm);
  const gpio = createGpio(realm, pins, clock, print);
  const objects = installPinObjects(realm, pins, gpio);
  const timers = installTimers(realm, loop, clock);
  const watchStep = installWatches({ realm, loop, clock, pins, gpio, objects, timers, print });
  const wifi = parts.wifi && createWifi(realm, loop, clock, parts.wifi, () => dropSockets());
  const network = createNetwork({ realm, loop, faults, print, isOnline: () => wifi?.isConnected ?? true });
  // The order of a turn is the interpreter's.
  for (const step of [watchStep, timers.step, network.step]) loop.addStep(step);
  const dropSockets = (): void => {
    for (const socket of network.sockets) if (socket.isOpen) socket.dropLink();
  };
  installEvents(realm, loop, network.onListen);
  installPromise(realm, loop);
  const time = createTime(clock);
  installDate(realm, time);

  const modules: Record<string, object> = {};
  const functions = {
    Storage: storageModule(realm, files),
    ...network.modules,
    crypto: cryptoModule(realm),
    ...(wifi ? { Wifi: wifi.functions } : {}),
  };
  for (const [name, members] of Object.entries(functions)) {
    const module = realm.object();
    realm.install(module, members);
    modules[name] = module;
  }
  if (wifi) wifi.attach(modules.Wifi ?? {});

  let endBlock: (() => void) | undefined;
  /** Runs the bundle's code, which may never return. */
  const guarded = (work: () => void): 'done' | keyof typeof WHY => {
    const how = watchdog.guard(realm, work, true);
    if (how !== 'hangs') return how;
    out(`${WHY.hangs}\n`);
    loop.hold(true);
    endBlock = () => undefined;
    return how;
  };
  ({ process } = installSystem({
    realm,
    loop,
    time,
    memory: parts.memory,
    modules,
    out,
    reboot: parts.reboot,
    watchdog,
    file: (name) => files.get(name),
    storeBootCode: (code, always) => void files.set(always ? '.bootrst' : '.bootcde', code),
  }));
  const installed = Object.getOwnPropertyNames(realm.global).filter((name) => before.get(name) !== realm.global[name]);
  removeWhatIsLacking(realm, new Set(installed));

  return {
    sockets: network.sockets,
    wifi,
    boot() {
      const code = files.get('.bootrst') ?? files.get('.bootcde') ?? '';
      guarded(() => {
        try {
          realm.run(code, BUNDLE_NAME);
        } catch (exception) {
          loop.fail(exception);
        }
        loop.checkErrors();
        loop.call(realm.global.E, listenersOf(realm.global.E as object, 'init'), []);
        loop.checkErrors();
      });
      if (!endBlock) loop.wake();
    },
    evaluate(expression) {
      if (endBlock) throw new Error('no answer: the board is blocked');
      let answer = '';
      let how: ReturnType<typeof guarded>;
      try {
        how = guarded(() => {
          const value = realm.run(expression, REPL_NAME);
          answer = value === undefined ? 'undefined' : write(value, JS_STYLE);
        });
      } catch (exception) {
        throw new Error(String(exception));
      } finally {
        loop.wake();
      }
      if (how !== 'done') throw new Error(`no answer: ${WHY[how]}`);
      return answer;
    },
    block(ms) {
      endBlock?.();
      loop.hold(true);
      watchdog.hang(true);
      const cancel = clock.after(ms, () => {
        endBlock = undefined;
        watchdog.hang(false);
        loop.hold(false);
      });
      endBlock = cancel;
    },
    settled: () => loop.settled(),
    async stop() {
      loop.stop();
      timers.stop();
      gpio.stop();
      wifi?.stop();
      endBlock?.();
      await network.stop();
    },
  };
}

/** The console's report of an exception that nothing caught. */
function uncaught(exception: unknown): string {
  const isObject = typeof exception === 'object' && exception !== null;
  const stack: unknown = isObject ? Reflect.get(exception, 'stack') : undefined;
  const text = isObject ? String(exception) : printed([exception]).trimEnd();
  return `Uncaught ${text}\n${typeof stack === 'string' ? stack : ''}`;
}

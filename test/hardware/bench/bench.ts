/** What every case of the hardware suite works with: a board of any kind, the fault proxy, and the cloud behind it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { BoardData } from '../../../scripts/bundle/board.ts';
import { type CallOptions, type CallResult, callMessage, callService } from '../../../scripts/call/callService.ts';
import type { DeviceIdentity } from '../../../scripts/cloud/devices.ts';
import type { Device, DeviceOptions, PinChange } from '../../../scripts/device/device.ts';
import { SYSFS_GPIO } from '../../../scripts/device/espruino/sysfs.ts';
import { startEspruino } from '../../../scripts/device/espruino.ts';
import { unquoted } from '../../../scripts/device/serial/console.ts';
import { startSerial } from '../../../scripts/device/serial.ts';
import { startVirtualBoard } from '../../../scripts/device/virtual/board.ts';
import type { Loop } from '../../../scripts/hardware/flags.ts';
import type { Opened } from '../../../scripts/hardware/run.ts';
import { createClosers } from '../../../scripts/start/closers.ts';
import { type FaultProxy, startFaultProxy } from '../../support/faultProxy.ts';
import { type Heard, hear } from '../../support/heard.ts';
import { type Backend, startBackend } from './backend.ts';
import { pacedClock } from './clock.ts';
import { changeEyes, type Eyes, noEyes } from './eyes.ts';
import { loopEyes } from './loop.ts';
import { type Roles, rolesOf } from './roles.ts';

/** How many times faster a virtual board's clock runs where a case only waits for it. */
const HURRY = 20;
/** How long a board may take from power-on until it can be called, in ms: one at a port joins its Wi-Fi first. */
const ONLINE_MS = { virtual: 20_000, espruino: 20_000, serial: 90_000 } as const;

/** How a board is opened. */
export interface BenchOptions {
  readonly kind: Device['kind'];
  readonly data: BoardData;
  readonly bundle: string;
  readonly loop?: Loop | undefined;
  readonly port?: string | undefined;
  readonly baud?: number | undefined;
  /** The address at which the board finds the proxy; loopback unless given. */
  readonly host?: string | undefined;
  /** Members of device.json beside those of every board here: its Wi-Fi. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Told of device.json before it is written to the board. */
  readonly onWrite?: ((device: DeviceIdentity, text: string) => Promise<void>) | undefined;
}

/** A board, ready to be called. */
export interface Bench {
  readonly kind: Device['kind'];
  readonly data: BoardData;
  readonly pins: Roles;
  readonly eyes: Eyes;
  readonly board: Device;
  readonly lines: Heard<string>;
  readonly proxy: FaultProxy;
  readonly cloud: Backend;
  /** How long it took from power-on until it could be called, in ms. */
  readonly onlineMs: number;
  /** device.json as it was written. */
  readonly deviceJson: string;
  /** Calls a service by the official client. */
  call(service: string, params?: object, options?: CallOptions): Promise<CallResult>;
  /** The same, which must be answered 200; gives the data. */
  done(service: string, params?: object): Promise<Record<string, unknown>>;
  /** Sends text by RRpc and resolves with the text answered. */
  send(message: string, options?: CallOptions): Promise<string>;
  /** Does something by which the board loses its link, and resolves when it can be called again. */
  andBack(lose: () => unknown): Promise<void>;
  /** Waits for something that the board's own clock brings: on the virtual board this runs faster meanwhile. */
  hurry<T>(work: () => Promise<T>): Promise<T>;
  /** Asks the board's console, and reads the answer: a number, a text, null for undefined. */
  evaluate(expression: string): Promise<unknown>;
}

/** Opens a board with a cloud of its own. Rejects with an error to show, and leaves nothing behind then. */
export async function openBench(options: BenchOptions, signal: AbortSignal): Promise<Opened<Bench>> {
  const closers = createClosers();
  try {
    const roles = rolesOf(options.data, options.loop);
    const cloud = await startBackend();
    closers.add(() => cloud.stop());
    const proxy = await startFaultProxy(cloud.mqttPort, options.host);
    closers.add(() => proxy.stop());
    const bench = await boot(options, roles, cloud, proxy, closers.add, signal);
    return { bench, prepare: (isRed) => prepare(bench, isRed), close: closers.close };
  } catch (error) {
    await closers.close().catch(() => undefined);
    throw error;
  }
}

async function boot(
  { kind, data, bundle, loop, port, baud, host = '127.0.0.1', settings, onWrite }: BenchOptions,
  pins: Roles,
  cloud: Backend,
  proxy: FaultProxy,
  closing: (close: () => unknown) => void,
  signal: AbortSignal,
): Promise<Bench> {
  const lines = hear<string>('line on the console');
  const changes = hear<PinChange>('change of a pin');
  const clock = pacedClock();
  const link = { host, port: proxy.port, keepAlive: 30, retry: { first: 0.1, ceiling: 1 } };
  const deviceJson = JSON.stringify({ ...settings, ...cloud.device, ...link });
  const common: DeviceOptions = {
    bundle,
    storage: { 'device.json': deviceJson },
    onLine: lines.add,
    onPin: changes.add,
  };
  await onWrite?.(cloud.device, deviceJson);
  const limitMs = ONLINE_MS[kind];
  const ready = async (subscribed: number, line: number): Promise<void> => {
    await cloud.heard.subscribed.find(({ refused }) => refused.length === 0, subscribed, limitMs);
    await lines.find((text) => text.endsWith('link ready'), line, limitMs);
  };
  // Levels of an ESP32's pins are no business of this computer's own.
  const kernel = data.chip === 'linux' && existsSync(SYSFS_GPIO);
  const started = performance.now();
  const board: Device =
    kind === 'virtual'
      ? await startVirtualBoard({ ...common, clock })
      : kind === 'espruino'
        ? await startEspruino({ ...common, pins: kernel ? 'sysfs' : 'simulated' })
        : await startSerial({ ...common, port, baud });
  closing(() => board.stop());
  signal.throwIfAborted();
  await ready(0, 0).catch((error: Error) => {
    throw new Error(`the board did not sign in within ${limitMs / 1000} s; its console:\n${tail(lines)}`, {
      cause: error,
    });
  });

  const call: Bench['call'] = (service, params = {}, how) =>
    callService(cloud.target, service, params as Record<string, unknown>, how);
  const done: Bench['done'] = async (service, params) => {
    const { code, data: answer, message } = await call(service, params);
    assert.equal(code, 200, `${service} ${JSON.stringify(params ?? {})} was answered ${code} ${message ?? ''}`);
    return answer as Record<string, unknown>;
  };
  const evaluate: Bench['evaluate'] = async (expression) =>
    JSON.parse(unquoted(await board.evaluate(`JSON.stringify([${expression}])`)))[0];
  return {
    kind,
    data,
    pins,
    eyes: eyesFor(),
    board,
    lines,
    proxy,
    cloud,
    onlineMs: performance.now() - started,
    deviceJson,
    call,
    done,
    send: async (message, how) => (await callMessage(cloud.target, Buffer.from(message), how)).payload.toString('utf8'),
    async andBack(lose) {
      const before = [cloud.heard.subscribed.all.length, lines.all.length] as const;
      await lose();
      await ready(...before);
    },
    async hurry(work) {
      clock.speed(HURRY);
      try {
        return await work();
      } finally {
        clock.speed(1);
      }
    },
    evaluate,
  };

  function eyesFor(): Eyes {
    if (kind !== 'serial') {
      // On its way from the kernel a change is seen every 5 ms.
      const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, kernel ? 30 : 0));
      const flush = () => board.evaluate('1').then(settle);
      return changeEyes(changes, flush, kernel ? undefined : board.wires);
    }
    if (!loop || 'unseen' in pins.output || 'unseen' in pins.input) return noEyes('no loop wire');
    const edges = (pin: string): { value: number; count: number }[] =>
      cloud.heard.publish.all
        .filter(({ topic }) => topic.endsWith('/thing/event/PinChanged/post'))
        .map(({ payload }) => JSON.parse(payload.toString('utf8')).params.value)
        .filter((event) => event.pin === pin);
    return loopEyes({ done, edges, evaluate }, pins.output.seen, pins.input.seen);
  }
}

function tail(lines: Heard<string>): string {
  const said = lines.all.filter((line) => line.trim() !== '').slice(-8);
  return said.length === 0 ? '  (nothing)' : said.map((line) => `  ${line}`).join('\n');
}

/** The board as a case expects it: linked, undisturbed, the outputs that cases move off; restarted after a red case. */
async function prepare(bench: Bench, isRed: boolean): Promise<void> {
  const { proxy, cloud, pins, board } = bench;
  proxy.refuse(0);
  proxy.trickle(false);
  proxy.thaw();
  await cloud.start();
  const { output, other } = pins;
  try {
    if (isRed) throw new Error('the last case left it in disorder');
    for (const role of [output, other])
      if ('seen' in role) await bench.done('SetPin', { pin: role.seen.name, value: 0 });
  } catch {
    await bench.andBack(() => board.restart());
  }
}

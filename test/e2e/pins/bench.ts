// What the cases of pins stand on: a board with a pin of every kind, built here, and its services asked at its console.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from '../../../scripts/bundle/build.ts';
import type { Device, PinChange } from '../../../scripts/device/device.ts';
import { startEspruino } from '../../../scripts/device/espruino.ts';
import { startVirtualBoard, type VirtualBoard } from '../../../scripts/device/virtual/board.ts';
import { type HandClock, handClock } from '../../scripts/device/virtual/bench.ts';
import { DEVICE, type Heard, hear, type Kind } from '../rig.ts';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** The pins' numbers. */
export const PIN = {
  led: 2,
  relay: 26,
  fan: 14,
  valve: 33,
  lamp: 21,
  heater: 23,
  up: 18,
  down: 19,
  dimmer: 4,
  warm: 5,
  glow: 22,
  arm: 13,
  volume: 25,
  light: 36,
  pot: 35,
  button: 27,
  door: 32,
} as const;

/** Seconds, milliseconds: what the board's file says below. */
export const FAN_AWAY = 2;
export const VALVE_AWAY = 1;
export const RELAY_MOST = 900;
export const HEATER_MOST = 1500;

const BOARD = `import { adc, board, dac, input, output, pwm, servo } from './lib/esp32.ts';
export default board('bench', {
  led: output(2, { property: true, iKnow: 'floats at reset' }),
  relay: output(26, { activeLow: true, maxOnMs: ${RELAY_MOST}, property: true }),
  fan: output(14, { offlineAfter: ${FAN_AWAY} }),
  valve: output(33, { safe: 1, offlineAfter: ${VALVE_AWAY} }),
  lamp: output(21, { initial: 1 }),
  heater: output(23, { initial: 1, maxOnMs: ${HEATER_MOST} }),
  up: output(18, { group: 'shutter', property: true }),
  down: output(19, { group: 'shutter', activeLow: true, property: true }),
  dimmer: pwm(4, { property: true }),
  warm: pwm(5, { iKnow: 'low at reset' }),
  glow: pwm(22, { activeLow: true, frequency: 1000 }),
  arm: servo(13, { us: [500, 2500], degrees: [10, 170] }),
  volume: dac(25),
  light: adc(36, { millivolts: 3600, property: true }),
  pot: adc(35, { digital: true }),
  button: input(27, { pull: 'up', activeLow: true, debounce: 20, property: true }),
  door: input(32, { pull: 'down' }),
});
`;

let made: Promise<string> | undefined;

/** Builds the bundle for that board, once a process; gives its path. */
export function bundleFor(): Promise<string> {
  made ??= make();
  return made;
}

async function make(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'pins-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  for (const part of ['firmware', 'board', 'package.json'])
    await cp(join(REPOSITORY, part), join(root, part), { recursive: true });
  await writeFile(join(root, 'board/bench.ts'), BOARD);
  const { file } = await build({ root, target: 'bench', budget: 1e6 });
  return file;
}

/** What a service answered. */
export interface Reply {
  readonly code: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** A board, its pins as hardware sees them, and its console. */
export interface PinBench {
  readonly board: Device;
  readonly lines: Heard<string>;
  readonly pins: Heard<PinChange>;
  /** The time on the scale of the changes, in ms. */
  now(): number;
  /** Lets time pass: the board's own where it is moved by hand, or real. */
  pass(ms: number): Promise<void>;
  /** Asks a service at the console; the result is its reply, once it is there. */
  ask(service: string, params?: unknown): Promise<Reply>;
  /** The same where the reply comes later: gives what to call for it, undefined while there is none. */
  begin(service: string, params?: unknown): Promise<() => Promise<Reply | undefined>>;
}

/** What is different about a board. */
export interface BenchOptions {
  /** The port of its cloud. Default: one where nobody listens. */
  readonly port?: number;
  /** Its device.json; undefined members are taken out. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Other files of its Storage. */
  readonly files?: Readonly<Record<string, string>>;
  /** Real time on the virtual board too. */
  readonly real?: boolean;
  /** No device.json at all. */
  readonly blank?: boolean;
}

/** Boots a board; it is off after the test. */
export async function benchFor(t: TestContext, kind: Kind, options: BenchOptions = {}): Promise<PinBench> {
  const lines = hear<string>('line on the console');
  const pins = hear<PinChange>('change of a pin');
  const clock: HandClock | undefined = kind === 'virtual' && !options.real ? handClock() : undefined;
  const retry = { first: 0.1, ceiling: 1 };
  const settings = { ...DEVICE, host: '127.0.0.1', port: options.port ?? 1, retry, ...options.settings };
  const common = {
    bundle: await bundleFor(),
    storage: { ...(!options.blank && { 'device.json': JSON.stringify(settings) }), ...options.files },
    onLine: lines.add,
    onPin: pins.add,
  };
  const started = performance.now();
  const board: Device =
    kind === 'virtual'
      ? await startVirtualBoard({ ...common, ...(clock && { clock }) })
      : await startEspruino({ ...common, pins: 'simulated' });
  t.after(() => board.stop());
  const settled = async (): Promise<void> => {
    if (kind === 'virtual') await (board as VirtualBoard).settled();
  };
  await settled();
  let asked = 0;
  const bench: PinBench = {
    board,
    lines,
    pins,
    now: () => (clock ? clock.now() - 1_000_000 : performance.now() - started),
    async pass(ms) {
      if (!clock) return new Promise((resolve) => setTimeout(resolve, ms));
      // Step by step, so that what a timer sets off is under way before the next one.
      for (let left = ms; left > 0; left--) {
        clock.advance(Math.min(1, left));
        await settled();
      }
      return undefined;
    },
    async begin(service, params) {
      const name = `answer${++asked}`;
      const given = [service, params].map((each) => JSON.stringify(each) ?? 'undefined').join();
      await board.evaluate(`var ${name};rrpc.call(${given},function(json){${name}=json})`);
      return async () => {
        await settled();
        const text = await board.evaluate(name);
        return text === 'undefined' ? undefined : (JSON.parse(JSON.parse(text)) as Reply);
      };
    },
    async ask(service, params) {
      const reply = await (await bench.begin(service, params))();
      assert.ok(reply, `${service} has not answered`);
      return reply;
    },
  };
  return bench;
}

/** Gets what a service answers when all is well: its data. */
export async function done(bench: PinBench, service: string, params?: unknown): Promise<Reply['data']> {
  const reply = await bench.ask(service, params);
  assert.equal(reply.code, 200, `${service} ${JSON.stringify(params)}: ${JSON.stringify(reply)}`);
  return reply.data;
}

/** A service refuses with this code and exactly these words, and no pin moves. */
export async function refused(
  bench: PinBench,
  service: string,
  params: unknown,
  code: number,
  message: string,
): Promise<void> {
  // The heater goes off by itself.
  const moved = () => bench.pins.all.filter(({ pin }) => pin !== PIN.heater);
  const before = moved().length;
  const reply = await bench.ask(service, params);
  assert.deepEqual([reply.code, reply.message], [code, message], `${service} ${JSON.stringify(params)}`);
  assert.deepEqual(moved().slice(before), [], `${service} ${JSON.stringify(params)}`);
}

/** Values that a pin took since a number of changes, in order. */
export function moves(bench: PinBench, pin: number, from: number): number[] {
  return bench.pins.all
    .slice(from)
    .filter((change) => change.pin === pin)
    .map(({ value }) => value);
}

/** How late a timer of the board may be, in ms: not at all where time is moved by hand; elsewhere the machine may hold the
 *  interpreter up. How late it is as a rule is measured, not tested. */
const LATE: Readonly<Record<Kind, number>> = { virtual: 0, espruino: 250 };

/** Each length is what was asked for, and not later than the board may be. */
export function lasted(kind: Kind, found: readonly number[], asked: readonly number[]): void {
  const text = `${found.join()} ms, of ${asked.join()}`;
  assert.equal(found.length, asked.length, text);
  for (const [i, ms] of asked.entries()) {
    const late = (found[i] ?? Number.NaN) - ms;
    // The interpreter's figures are rounded to whole milliseconds at both ends.
    assert.ok(late >= (kind === 'virtual' ? 0 : -2) && late <= LATE[kind], text);
  }
}

/** Parameters of PulsePin where a pulse runs already. */
export function pulseThen(pin: string, ms: number, then: string): object {
  return { pin, ms, then };
}

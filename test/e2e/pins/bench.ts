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

/** How long real time is waited for what a board should have done: for as long as the machine may hold it up, in ms. */
const HELD_UP = 15_000;
/** Between two looks, in ms. */
const STEP = 10;

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
export const FAN_AWAY = 3;
export const VALVE_AWAY = 2;
export const RELAY_MOST = 900;
export const HEATER_MOST = 1500;

/** What an output's limits are where a case is not about them: far beyond what a machine is held up. */
const UNHURRIED_S = 60;

/** The board's file, with times that pass while a case runs, or with none that does. */
const boardFile = (
  unhurried: boolean,
): string => `import { adc, board, dac, input, output, pwm, servo } from './lib/esp32.ts';
export default board('bench', {
  led: output(2, { property: true, iKnow: 'floats at reset' }),
  relay: output(26, { activeLow: true, maxOnMs: ${RELAY_MOST}, property: true }),
  fan: output(14, { offlineAfter: ${unhurried ? UNHURRIED_S : FAN_AWAY} }),
  valve: output(33, { safe: 1, offlineAfter: ${unhurried ? UNHURRIED_S : VALVE_AWAY} }),
  lamp: output(21, { initial: 1 }),
  heater: output(23, { initial: 1, maxOnMs: ${unhurried ? UNHURRIED_S * 1000 : HEATER_MOST} }),
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

const made = new Map<boolean, Promise<string>>();

/** Builds the bundle for that board, once a process; gives its path. */
function bundleFor(unhurried: boolean): Promise<string> {
  const found = made.get(unhurried) ?? make(unhurried);
  made.set(unhurried, found);
  return found;
}

async function make(unhurried: boolean): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'pins-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  for (const part of ['firmware', 'board', 'package.json'])
    await cp(join(REPOSITORY, part), join(root, part), { recursive: true });
  await writeFile(join(root, 'board/bench.ts'), boardFile(unhurried));
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
  /** Lets time pass until it is so: no more than this where time is moved by hand, else as long as the machine may hold the
   *  board up. */
  until(isSo: () => boolean, ms: number): Promise<void>;
  /** Asks a service at the console; the result is its reply, which must be there at once. */
  ask(service: string, params?: unknown): Promise<Reply>;
  /** Asks services at the console in one go, each at its time from now on by the board's own clock, which no hold-up of the
   *  machine can put out of order. */
  plan(steps: readonly Step[]): Promise<Planned>;
}

/** A service to ask, and in how many ms: 0 is at once. */
export type Step = readonly [ms: number, service: string, params?: unknown];

/** What came of the steps of a plan. */
export interface Planned {
  /** The replies that were there when the console had done the steps of 0 ms. */
  readonly first: readonly (Reply | undefined)[];
  /** Every reply; throws after the board has had this time for them, and there is one missing. */
  replies(ms: number): Promise<readonly Reply[]>;
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
  /** None of the limits of `fan`, `valve` and `heater` ends while the case runs. */
  readonly unhurried?: boolean;
}

/** Boots a board; it is off after the test. */
export async function benchFor(t: TestContext, kind: Kind, options: BenchOptions = {}): Promise<PinBench> {
  const lines = hear<string>('line on the console');
  const pins = hear<PinChange>('change of a pin');
  const clock: HandClock | undefined = kind === 'virtual' && !options.real ? handClock() : undefined;
  const retry = { first: 0.1, ceiling: 1 };
  const settings = { ...DEVICE, host: '127.0.0.1', port: options.port ?? 1, retry, ...options.settings };
  const common = {
    bundle: await bundleFor(options.unhurried ?? false),
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
    async until(isSo, ms) {
      for (let left = clock ? ms : HELD_UP; left > 0 && !isSo(); left -= STEP) await bench.pass(STEP);
    },
    async plan(steps) {
      const name = `answers${++asked}`;
      const parts = steps.map(([ms, service, params], i) => {
        const given = [service, params].map((each) => JSON.stringify(each) ?? 'undefined').join();
        const ask = `rrpc.call(${given},function(json){${name}[${i}]=json})`;
        return ms ? `setTimeout(function(){${ask}},${ms})` : ask;
      });
      const read = async (expression: string): Promise<(Reply | undefined)[]> => {
        const found = JSON.parse(await board.evaluate(expression)) as (string | null)[];
        return found.map((text) => (text ? (JSON.parse(text) as Reply) : undefined));
      };
      const all = `${name}.slice()`;
      const first = await read(`var ${name}=[${steps.map(() => 0)}];${parts.join(';')};${all}`);
      return {
        first,
        async replies(limit) {
          let found = first;
          const isWhole = (): boolean => found.every((each) => each !== undefined);
          for (let left = clock ? limit : HELD_UP; left > 0 && !isWhole(); left -= STEP) {
            await bench.pass(STEP);
            found = await read(all);
          }
          assert.ok(isWhole(), `not all have answered: ${JSON.stringify(found)}`);
          return found as Reply[];
        },
      };
    },
    async ask(service, params) {
      const [reply] = (await bench.plan([[0, service, params]])).first;
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
const LATE: Readonly<Record<Kind, number>> = { virtual: 0, espruino: 3000 };

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

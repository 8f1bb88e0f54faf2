/** The eyes of a board with a wire from an output to an input: what the output does is what the input is asked and watched for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PinData } from '../../../scripts/bundle/board.ts';
import { type Sight, seen, unseen } from '../../../scripts/hardware/suite.ts';
import { type Eyes, noEyes, type WatchedWire } from './eyes.ts';
import { levelOf } from './roles.ts';

/** Events are told five times a second at most: no new one in this many ms means that all were told, on a computer that may be
 *  busy, too. */
const QUIET_MS = 1200;
/** As often is more waited for where edges and level do not agree yet. */
const MORE_LOOKS = 5;

/** What the loop's eyes need of the bench. */
export interface LoopBench {
  /** Calls a service and gives its data. */
  done(service: string, params: object): Promise<Record<string, unknown>>;
  /** Every PinChanged of this pin so far. */
  edges(pin: string): { value: number; count: number }[];
  /** Asks the board's console, which needs no link. */
  evaluate(expression: string): Promise<unknown>;
}

/** Looks through a wire from `output` to `input`. */
export function loopEyes(bench: LoopBench, output: PinData, input: PinData): Eyes {
  const blind = noEyes('no loop wire');
  const levelNow = async (): Promise<number> =>
    levelOf(input, Number((await bench.done('GetPin', { pin: input.name })).value));

  /** All edges that were ever told. */
  const told = (): number => bench.edges(input.name).reduce((sum, { count }) => sum + count, 0);

  async function watch(): Promise<Sight<WatchedWire>> {
    const before = await levelNow();
    await bench.done('WatchPin', { pin: input.name, debounce: 0, edge: 'both' });
    const from = told();
    return seen({
      changes: unseen('the loop wire shows levels, not when they came'),
      async moves() {
        const edges = (): number => told() - from;
        const last = await levelNow();
        // A wire's edges take turns: their number and the level at the end must agree.
        const agrees = (): boolean => (before + edges()) % 2 === last;
        for (let known = -1, looks = 0; known !== edges() || (!agrees() && looks < MORE_LOOKS); looks++) {
          known = edges();
          await sleep(QUIET_MS);
        }
        await bench.done('UnwatchPin', { pin: input.name });
        if (!agrees())
          throw new Error(`${edges()} edges at "${input.name}" from level ${before} cannot end at level ${last}`);
        return Array.from({ length: edges() }, (_, i) => (before + i + 1) % 2);
      },
    });
  }

  return {
    watch: (pin) => (pin.name === output.name ? watch() : blind.watch(pin)),
    end: async (pin) =>
      pin.name === output.name
        ? seen(async () => Number(await bench.evaluate(`0+digitalRead(${input.pin})`)))
        : blind.end(pin),
    input: (pin) =>
      pin.name === input.name
        ? seen(async (level: 0 | 1) => {
            await bench.done('SetPin', { pin: output.name, value: levelOf(output, level) });
          })
        : blind.input(pin),
    analog: blind.analog,
  };
}
